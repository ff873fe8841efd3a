package console

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
)

// caseListView is the list of cases. Its address holds its state.
type caseListView struct {
	shell
	Text, Least string
	All         bool
	Statuses    []choice
	Holds       []choice
	Buckets     []bucketLink
	Whens       []choice
	Filters     []filterLink // what narrows the list, each with what takes it away
	Rows        []caseRow
	Totals      []totalLine
	Next        string // address of the next page; empty on the last
	Exports     []action
	Error       string
}

// choice is an entry of a list to choose from.
type choice struct {
	Value, Label string
	Chosen       bool
}

// bucketLink is one sum of the aged balance, and narrows the list to it.
type bucketLink struct {
	Label, Amount, Number, Address string
	Chosen                         bool
}

// totalLine sums the selection up in one currency.
type totalLine struct{ Count, Open, Credit string }

// filterLink is a filter that is on.
type filterLink struct{ Label, Without string }

// caseRow is a case in the list.
type caseRow struct {
	Debtor, Invoice, Creditor, Case string
	Due, Late, Balance              string
	Status                          string
	Tone                            string
	Next                            string
	Hold                            string // address of the form that takes it out; empty for none
}

// pageSize is how many cases a page shows.
const pageSize = 50

// selectionOf reads the state of the list from its address.
func (d *Door) selectionOf(q url.Values, s shell) (sel desk.Selection, fault string) {
	now := d.Now()
	sel = desk.Selection{
		Text: q.Get("q"), Status: q.Get("etat"), Hold: dunning.HoldKind(q.Get("suspension")), Bucket: desk.Bucket(q.Get("retard")),
		Debtor: q.Get("client"), Closed: q.Get("tous") != "", On: today(now), Limit: pageSize,
	}
	sel.Creditor = s.Chosen
	if c := q.Get("creancier"); c != "" {
		sel.Creditor = c
	}
	if text := q.Get("montant"); text != "" {
		cents, err := money.ParseDecimal(text, money.CommaDecimal)
		if err != nil {
			fault = "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00."
		}
		sel.Least = cents
	}
	days := map[string]int{"jour": 1, "semaine": 7, "mois": 31}
	if n := days[q.Get("quand")]; n > 0 {
		sel.Before = midnight(today(now).AddDays(n))
	}
	return sel, fault
}

// midnight begins a day where the invoices are.
func midnight(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, calendar.Metropole.Location())
}

func (d *Door) caseList(w http.ResponseWriter, r *http.Request, s shell) error {
	q := r.URL.Query()
	sel, fault := d.selectionOf(q, s)
	if !readPlace(q.Get("apres"), &sel.After) {
		return dunning.Errorf(dunning.CodeNotFound, "no such page of the list")
	}
	v := caseListView{shell: s.titled("Dossiers"), Text: sel.Text, Least: q.Get("montant"), All: sel.Closed, Error: fault}
	page, err := d.CaseLists.List(r.Context(), s.Who, sel)
	if err != nil {
		return err
	}
	now := d.Now()
	for _, row := range page.Rows {
		v.Rows = append(v.Rows, caseRowOf(s, row, now))
	}
	if page.More {
		v.Next = with(q, "apres", writePlace(page.Rows[len(page.Rows)-1].Cursor))
	}
	v.fill(q, sel, page.Totals)
	render(w, http.StatusOK, "cases", v)
	return nil
}

// with is the address of the list with one field set, from its first page; an
// empty value takes the field away.
func with(q url.Values, field, value string) string {
	out := url.Values{}
	for k, v := range q {
		if k != "apres" && v[0] != "" {
			out[k] = v
		}
	}
	if out.Del(field); value != "" {
		out.Set(field, value)
	}
	if len(out) == 0 {
		return "/dossiers"
	}
	return "/dossiers?" + out.Encode()
}

// fill words the filters, what each takes away, and the sums.
func (v *caseListView) fill(q url.Values, sel desk.Selection, totals []desk.Totals) {
	v.Statuses = statusChoices(sel.Status)
	v.Holds = []choice{{"", "Toutes", sel.Hold == ""}}
	for _, h := range dunningHolds {
		v.Holds = append(v.Holds, choice{string(h), capital(fr.Hold(h)), sel.Hold == h})
	}
	when := q.Get("quand")
	v.Whens = []choice{{"", "N’importe quand", when == ""}, {"jour", "Aujourd’hui", when == "jour"}, {"semaine", "Sous 7 jours", when == "semaine"}, {"mois", "Sous 31 jours", when == "mois"}}
	var euros desk.Totals
	for i, t := range totals {
		if i == 0 {
			euros = t
		}
		line := totalLine{Count: thousands(t.Count), Open: fr.Amount(t.Sum(), t.Currency)}
		if t.Credit != 0 {
			line.Credit = fr.Amount(-t.Credit, t.Currency)
		}
		v.Totals = append(v.Totals, line)
	}
	if len(totals) > 0 {
		for _, b := range desk.Buckets() {
			v.Buckets = append(v.Buckets, bucketLink{
				Label: bucketLabels[b], Amount: fr.Amount(euros.Open[b], euros.Currency), Number: thousands(euros.Number[b]),
				Address: with(q, "retard", string(b)), Chosen: sel.Bucket == b,
			})
		}
	}
	on := func(is bool, label, field string) {
		if is {
			v.Filters = append(v.Filters, filterLink{label, with(q, field, "")})
		}
	}
	on(sel.Text != "", "« "+sel.Text+" »", "q")
	on(sel.Status != "", chosenLabel(v.Statuses), "etat")
	on(sel.Hold != "", capital(fr.Hold(sel.Hold)), "suspension")
	on(sel.Bucket != "", bucketLabels[sel.Bucket], "retard")
	on(sel.Least > 0, "au moins "+fr.Amount(sel.Least, "EUR"), "montant")
	on(when != "", chosenLabel(v.Whens), "quand")
	on(sel.Closed, "clos aussi", "tous")
	on(sel.Debtor != "", "client "+sel.Debtor, "client")
	for _, kind := range []action{{"csv", "CSV"}, {"xlsx", "XLSX"}} {
		v.Exports = append(v.Exports, action{"/dossiers/export." + kind.Address + query(with(q, "", "")), kind.Label})
	}
}

// query is the part of an address behind the question mark, with it.
func query(address string) string {
	if u, err := url.Parse(address); err == nil && u.RawQuery != "" {
		return "?" + u.RawQuery
	}
	return ""
}

func chosenLabel(cs []choice) string {
	for _, c := range cs {
		if c.Chosen {
			return c.Label
		}
	}
	return ""
}

var bucketLabels = map[desk.Bucket]string{
	desk.NotDue: "Non échu", desk.To30: "1 à 30 jours", desk.To60: "31 à 60 jours", desk.To90: "61 à 90 jours", desk.Beyond: "Plus de 90 jours", desk.AnyLate: "En retard",
}

// dunningHolds are the suspensions to filter by, the commonest first.
var dunningHolds = []dunning.HoldKind{
	dunning.HoldReply, dunning.HoldDispute, dunning.HoldPromise, dunning.HoldInstalments, dunning.HoldManual, dunning.HoldBounce,
	dunning.HoldBankData, dunning.HoldBudget, dunning.HoldInsolvency, dunning.HoldSwitch,
}

func statusChoices(chosen string) []choice {
	out := []choice{{"", "Tous les états", chosen == ""}}
	for _, s := range []dunning.State{dunning.Scheduled, dunning.Reminding, dunning.FormalState, dunning.HandedOver, dunning.Closed} {
		out = append(out, choice{string(s), capital(fr.State(s)), chosen == string(s)})
	}
	return append(out, choice{"needs_attention", "Demande votre attention", chosen == "needs_attention"})
}

func caseRowOf(s shell, r dunning.CaseRow, now time.Time) caseRow {
	c := r.Case
	row := caseRow{
		Debtor: r.DebtorName, Invoice: c.Number, Creditor: s.CreditorName(c.Creditor), Case: caseAddress(c.Ref()), Due: shortDay(c.Due, today(now)),
		Balance: fr.Amount(c.Balance, c.Currency), Status: capital(fr.Status(c)), Next: nextText(c, now),
	}
	if c.State != dunning.Closed {
		row.Late = late(c.Due, today(now))
		row.Hold = caseAddress(c.Ref()) + "/noter/suspension"
	}
	switch {
	case r.Status == "needs_attention":
		row.Tone = "red"
	case len(c.Holds) > 0 && c.State != dunning.Closed:
		row.Status, row.Tone = capital(fr.Hold(c.Holds[0].Kind)), "amber"
	}
	return row
}

// nextText says in a sentence what a case does next, and when.
func nextText(c dunning.Case, now time.Time) string {
	d := dunning.Next(c, now)
	step, ok := c.Step()
	name := stepName(step)
	switch {
	case d.Action == dunning.End:
		return "—"
	case ok && d.Action == dunning.Wait && d.Reason == dunning.ReasonNotYetDue && !d.At.IsZero():
		text := capital(name) + " le " + shortDay(today(d.At), today(now))
		if step.Approval == dunning.ApprovalRequired {
			text += ", si vous l’approuvez"
		}
		return text
	case ok && d.Action == dunning.Send:
		return capital(name) + ", dès l’heure d’envoi"
	case ok && d.Action == dunning.Ask, d.Reason == dunning.ReasonAwaitApproval:
		return capital(name) + ", attend votre accord"
	case d.Action == dunning.Thank, d.Action == dunning.Wait && c.Balance <= 0:
		return "Remerciement, puis clôture"
	case d.Action == dunning.Wait && !d.At.IsZero() && d.Reason != dunning.ReasonNeedsAttention:
		return "Rien avant le " + shortDay(today(d.At), today(now)) + "\u00a0: " + fr.Reason(d.Reason)
	}
	return "Rien\u00a0: " + fr.Reason(d.Reason)
}

// stepName names what a step does.
func stepName(s dunning.ScheduledStep) string {
	if s.Level != "" {
		return fr.Level(s.Level)
	}
	return fr.Channel(s.Channel)
}

func writePlace(c dunning.CaseCursor) string {
	text, _ := json.Marshal(c) // a day and a number can be written
	return base64.RawURLEncoding.EncodeToString(text)
}

func readPlace(text string, into *dunning.CaseCursor) bool {
	if text == "" {
		return true
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && json.Unmarshal(raw, into) == nil
}
