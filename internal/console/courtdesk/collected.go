package courtdesk

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/collected"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/money"
)

const (
	collectedPattern = "/banque/encaissements"
	platformPattern  = collectedPattern + "/plateforme"
)

// collectedView shows which reports of money received are missing, what is not
// reported, and what was written.
type collectedView struct {
	page.Frame
	Platform            []page.AmountLine
	PlatformTone        string
	MayRead             bool // the person may have the platform read now
	Proposed            []collectedRow
	Left                []leftRow
	Written             []writtenRow
	Off                 []string
	MayWrite            bool
	Error, Confirmation string
}

type collectedRow struct{ Invoice, Address, Creditor, Date, Received, Accessory, Shares string }

type leftRow struct{ Invoice, Address, Creditor, Date, Amount, Why string }

// writtenRow is what was written on a day for a creditor.
type writtenRow struct{ Day, Creditor, Amount, File, Count string }

func (d *Door) collectedPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	said, asked := "", r.URL.Query()
	if n, err := strconv.Atoi(asked.Get("note")); err == nil && n >= 0 {
		said = fr.Count(n, "message est prêt", "messages sont prêts") + "\u00a0: téléchargez l’archive et remettez-la à votre plateforme. Rien n’a été envoyé."
	}
	if n, err := strconv.Atoi(asked.Get("lus")); err == nil && n >= 0 {
		said = "La plateforme a été lue\u00a0: " + fr.Count(n, "message pris en compte", "messages pris en compte") + "."
	}
	return d.showCollected(w, r, s, http.StatusOK, said, "")
}

func (d *Door) showCollected(w http.ResponseWriter, r *http.Request, s page.Frame, status int, said, fault string) error {
	proposed, left, off, err := d.Reports.Collect(r.Context(), s.Who, s.Chosen, false)
	if dunning.ErrorCode(err) == dunning.CodeConflict && fault == "" {
		proposed, left, off, err, fault, status = nil, nil, nil, nil, page.Capital(page.Said(err))+".", http.StatusUnprocessableEntity
	}
	if err != nil {
		return err
	}
	written, err := d.Reports.Collected(r.Context(), s.Who, s.Chosen, page.Today(d.Now()).AddDays(-shownDays))
	if err != nil {
		return err
	}
	state, on, err := d.Platform.FlowState(r.Context(), s.Who)
	if err != nil {
		return err
	}
	v := collectedOf(s, proposed, left, written, off)
	v.platform(state, on, state.Silent(d.Now()))
	v.MayRead = on && access.MayForOne(s.Who, access.RecordAnswer) == nil
	v.Confirmation, v.Error = said, fault
	templates.Render(w, status, "collected", v)
	return nil
}

// shownDays is how long written reports are shown.
const shownDays = 92

func collectedOf(s page.Frame, proposed []collected.Written, left []collected.Unreported, written []collected.Written, off []string) collectedView {
	v := collectedView{Frame: s.Titled("Encaissements à déclarer"), MayWrite: len(proposed) > 0 && access.MayForOne(s.Who, access.RecordMoney) == nil}
	for _, w := range proposed {
		row := collectedRow{
			Invoice: w.Ref.Number, Address: page.CaseAddress(w.Ref), Creditor: s.CreditorName(w.Ref.Creditor), Date: page.Day(w.Date),
			Received: fr.Amount(w.Received, w.Currency), Shares: sharesText(w.Shares, w.Currency),
		}
		if w.Accessory != 0 {
			row.Accessory = fr.Amount(w.Accessory, w.Currency)
		}
		v.Proposed = append(v.Proposed, row)
	}
	for _, u := range left {
		v.Left = append(v.Left, leftRow{
			Invoice: u.Ref.Number, Address: page.CaseAddress(u.Ref), Creditor: s.CreditorName(u.Ref.Creditor), Date: page.Day(u.Date), Amount: fr.Number(u.Amount), Why: fr.Obstacle(u.Why),
		})
	}
	for _, id := range off {
		v.Off = append(v.Off, cmp.Or(s.Known[id], id))
	}
	v.byDay(s, written)
	return v
}

// sharesText says an amount under each rate.
func sharesText(shares []collected.Share, currency string) string {
	parts := make([]string, len(shares))
	for i, x := range shares {
		parts[i] = fr.Amount(x.Amount, currency) + " à " + strings.Replace(x.Rate.String(), ".", ",", 1) + "\u00a0%"
	}
	return strings.Join(parts, "\u00a0; ")
}

// byDay puts reports together that were written on one day for one creditor, the
// newest day first.
func (v *collectedView) byDay(s page.Frame, written []collected.Written) {
	type key struct {
		day      calendar.Date
		creditor string
	}
	counts, sums, keys := map[key]int{}, map[key]money.Cents{}, []key{}
	for _, w := range slices.Backward(written) {
		k := key{page.Today(w.At), w.Ref.Creditor}
		if counts[k] == 0 {
			keys = append(keys, k)
		}
		counts[k]++
		sums[k] += w.Amount()
	}
	for _, k := range keys {
		v.Written = append(v.Written, writtenRow{
			Day: page.Day(k.day), Creditor: s.CreditorName(k.creditor), Count: fr.Count(counts[k], "message", "messages"), Amount: fr.Number(sums[k]),
			File: collectedPattern + "/212.zip?" + url.Values{"creancier": {k.creditor}, "jour": {k.day.String()}}.Encode(),
		})
	}
}

// platform says how the reading of the platform stands.
func (v *collectedView) platform(state lifecycle.FlowState, on, silent bool) {
	if !on {
		return
	}
	v.PlatformTone = "green"
	if silent || state.Refused > 0 {
		v.PlatformTone = "amber"
	}
	add := func(label, value string) {
		if value != "" {
			v.Platform = append(v.Platform, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("Plateforme", state.Platform)
	add("Dernière lecture complète", page.Moment(state.LookedAt))
	if state.Fault != "" {
		add("Dernier échec", strings.TrimSpace(fr.Reword(state.Fault)+" "+page.Moment(state.FaultAt)))
	}
	add("Messages en attente", page.Thousands(state.Waiting))
	for _, n := range state.Troubles {
		add("Message illisible "+n.ID, fr.Reword(n.Fault))
	}
}

// readPlatform has the platform read now. Nothing is sent to it.
func (d *Door) readPlatform(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	got, err := d.Platform.FetchStatuses(r.Context(), s.Who)
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeUnavailable, dunning.CodeRejected, dunning.CodeConflict:
		return d.showCollected(w, r, s, http.StatusUnprocessableEntity, "", page.Capital(page.Said(err))+".")
	default:
		return err
	}
	http.Redirect(w, r, collectedPattern+"?lus="+strconv.Itoa(got.Read), http.StatusSeeOther)
	return nil
}

// writeCollected writes the missing reports: they count as reported from now on.
func (d *Door) writeCollected(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	written, _, _, err := d.Reports.Collect(r.Context(), s.Who, s.Chosen, true)
	if dunning.ErrorCode(err) == dunning.CodeConflict {
		return d.showCollected(w, r, s, http.StatusUnprocessableEntity, "", page.Capital(page.Said(err))+".")
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, collectedPattern+"?note="+strconv.Itoa(len(written)), http.StatusSeeOther)
	return nil
}

// collectedFile gives what was written on a day for a creditor.
func (d *Door) collectedFile(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q := r.URL.Query()
	day, err := calendar.ParseDate(q.Get("jour"))
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no report of money on %q", q.Get("jour"))
	}
	list, err := d.Reports.CollectedOn(r.Context(), s.Who, q.Get("creancier"), day)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return dunning.Errorf(dunning.CodeNotFound, "no report of money on %q", day.String())
	}
	var b bytes.Buffer // whole or not at all
	if err := collected.WriteArchive(&b, list); err != nil {
		return err
	}
	page.SaveAs(w, "application/zip", "statuts-212-"+page.PlainName(q.Get("creancier"))+"-"+day.String()+".zip")
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
	return nil
}
