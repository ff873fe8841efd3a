package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// bulkView is the page of a deed over several cases: what it would do to each, then
// what it did.
type bulkView struct {
	page.Frame
	Deed, Head, Label string
	Date              string // as typed
	Dated             bool
	Rows              []bulkRow
	Fit, Refused, Cut int
	Key, Filter       string
	Error             string
	Done              bool
	Note              string        // as typed
	Noted             bool          // the deed is a note
	Owners            []page.Choice // people who can be put in charge; empty for other deeds
	Plans, Ways       []page.Choice // which plan to follow, and from which step; empty for other deeds
	Shown             string        // the plan and the way whose effect the page shows
}

// bulkRow is one case of it.
type bulkRow struct {
	Debtor, Invoice, Case, Amount string
	Before, After                 string
	Fault                         string // why it is left out
	Value                         string // value of the case in the form that agrees; empty when it is left out
}

// bulkDeed is what may be done to several cases at once: each is the deed of one,
// by the same code.
type bulkDeed struct {
	name, head, label string
	event             dunning.Event
	dated             bool
	shared            shared
	right             access.Deed
}

// shared is a deed that changes nothing about what leaves.
type shared int

const (
	noShare  shared = iota
	noteAll         // a note about each case
	assignTo        // somebody in charge of each
)

var bulkDeeds = []bulkDeed{
	{name: "suspendre", head: "Suspendre des dossiers", label: "Suspendre", event: dunning.NewHold(calendar.Date{}), dated: true, right: access.Suspend},
	{name: "reprendre", head: "Reprendre des dossiers", label: "Reprendre", event: dunning.NewRelease(dunning.HoldManual), right: access.Suspend},
	{name: "noter", head: "Noter dans des dossiers", label: "Noter dans", shared: noteAll, right: access.WorkOnTasks},
	{name: "confier", head: "Confier des dossiers", label: "Confier", shared: assignTo, right: access.WorkOnTasks},
	{name: planDeed, head: "Changer le plan de dossiers", label: "Changer le plan de", right: access.ChangePlans},
}

// Bounds of a deed over several cases: how many at most, and of how many the effect
// is worked out.
const (
	mostBulk    = 500
	mostEffects = 50
)

// picked is a case that was chosen, as it was shown.
type picked struct {
	ref     dunning.Ref
	version int64 // 0 before it was shown
}

// bulk shows what a deed would do to the cases that were chosen, or does it.
func (d *Door) bulk(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "ce formulaire ne se lit pas")
	}
	name, all := strings.CutSuffix(r.PostFormValue("geste"), "-tous")
	i := slices.IndexFunc(bulkDeeds, func(b bulkDeed) bool { return b.name == name })
	if i < 0 {
		return dunning.Errorf(dunning.CodeInvalid, "aucun geste n’est demandé")
	}
	deed := bulkDeeds[i]
	v := bulkView{Frame: s.Titled(deed.head), Deed: deed.name, Head: deed.head, Label: deed.label, Dated: deed.dated, Date: r.PostFormValue("date"), Filter: r.PostFormValue("filtre")}
	if v.Date != "" && deed.dated {
		day, err := calendar.ParseLoose(v.Date)
		if err != nil {
			v.Error = "La date ne se lit pas\u00a0: écrivez-la comme 12/03/2026."
		}
		deed.event.Date = day
	}
	chosen, err := d.chosen(r, s, all, &v)
	if err != nil {
		return err
	}
	if len(chosen) == 0 && v.Error == "" {
		v.Error = "Cochez au moins un dossier."
	}
	if err := d.share(r, s, deed, chosen, &v); err != nil {
		return err
	}
	agreed := r.PostFormValue("accord") == "oui"
	if deed.name == planDeed && len(chosen) > 0 {
		if deed.event, err = d.chosenPlan(r, s, chosen[0].ref.Creditor, &v); err != nil {
			return err
		}
		agreed = agreed && v.Shown == r.PostFormValue("vu")
	}
	if v.Error == "" && agreed {
		return d.doBulk(w, r, s, v, deed, chosen)
	}
	return d.showBulk(w, r, s, v, deed, chosen)
}

// showBulk shows what a deed would do to each of the cases.
func (d *Door) showBulk(w http.ResponseWriter, r *http.Request, s page.Frame, v bulkView, deed bulkDeed, chosen []picked) (err error) {
	for i, c := range chosen {
		row, err := d.foreseeRow(r, s, deed, c, i < mostEffects)
		if err != nil {
			return err
		}
		v.add(row)
	}
	if v.Key, err = d.Key(); err != nil {
		return err
	}
	status := http.StatusOK
	if v.Error != "" {
		status = http.StatusUnprocessableEntity
	}
	templates.Render(w, status, "bulk", v)
	return nil
}

func (v *bulkView) add(row bulkRow) {
	v.Rows = append(v.Rows, row)
	if row.Fault != "" {
		v.Refused++
		return
	}
	v.Fit++
}

// chosen reads which cases are meant: those that were ticked, or all of the
// selection, counted anew.
func (d *Door) chosen(r *http.Request, s page.Frame, all bool, v *bulkView) (out []picked, err error) {
	if !all {
		for _, text := range r.PostForm["dossier"] {
			if p, ok := readPicked(text); ok && len(out) < mostBulk {
				out = append(out, p)
			}
		}
		return out, nil
	}
	q, err := url.ParseQuery(v.Filter)
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeInvalid, "cette sélection ne se lit pas")
	}
	sel, fault := d.selectionOf(q, s)
	v.Error = fault
	for row, err := range d.Exports.EachCase(r.Context(), s.Who, sel) {
		switch {
		case err != nil:
			return nil, err
		case len(out) == mostBulk:
			v.Cut++
			return out, nil
		}
		out = append(out, picked{ref: row.Case.Ref()})
	}
	return out, nil
}

// readPicked reads a case as a form names it: creditor/number, both escaped, and the
// version that was shown behind an @.
func readPicked(text string) (p picked, ok bool) {
	name, version, _ := strings.Cut(text, "@")
	creditor, number, ok := strings.Cut(name, "/")
	c, err := url.PathUnescape(creditor)
	n, wrong := url.PathUnescape(number)
	p.version, _ = strconv.ParseInt(version, 10, 64)
	p.ref = dunning.Ref{Creditor: c, Number: n}
	return p, ok && err == nil && wrong == nil && c != "" && n != ""
}

func writePicked(c dunning.Case) string {
	return url.PathEscape(c.Creditor) + "/" + url.PathEscape(c.Number) + "@" + strconv.FormatInt(c.Version, 10)
}

// share reads what a deed among colleagues needs besides the cases: the words, or whom.
func (d *Door) share(r *http.Request, s page.Frame, deed bulkDeed, chosen []picked, v *bulkView) error {
	agreed := r.PostFormValue("accord") == "oui"
	switch {
	case deed.shared == noteAll:
		v.Noted, v.Note = true, r.PostFormValue("texte")
		if agreed && strings.TrimSpace(v.Note) == "" {
			v.Error = "La note est vide."
		}
	case deed.shared == assignTo && len(chosen) > 0:
		care, err := d.Care.Of(r.Context(), s.Who, chosen[0].ref)
		if err != nil {
			return err
		}
		v.Owners = page.OwnerChoices(care, r.PostFormValue("qui"))
	}
	return nil
}

// foreseeRow says what the deed would do to a case.
func (d *Door) foreseeRow(r *http.Request, s page.Frame, deed bulkDeed, p picked, effect bool) (row bulkRow, err error) {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: p.ref.Creditor, Number: p.ref.Number})
	if err != nil {
		return row, err
	}
	sheet, err := d.Cases.View(r.Context(), s.Who, ref)
	if err != nil {
		return row, err
	}
	row = rowOf(sheet)
	if err := access.May(s.Who, deed.right, ref.Creditor); err != nil {
		row.Fault = page.Said(err)
		return row, nil
	}
	if deed.shared != noShare {
		row.Value, row.Before = writePicked(sheet.Case), nextText(sheet.Case, d.Now())
		return row, nil
	}
	if err := fact.CheckFor(sheet.Case, deed.event); err != nil {
		row.Fault = page.Said(err)
		return row, nil
	}
	row.Value = writePicked(sheet.Case)
	if !effect {
		row.Before = nextText(sheet.Case, d.Now())
		return row, nil
	}
	seen, err := d.Foresight.Foresee(r.Context(), s.Who, backoffice.Fact{Ref: ref, Event: deed.event})
	switch dunning.ErrorCode(err) {
	case "":
		row.Before, _ = upcomingText(seen.Before, page.Today(d.Now()))
		row.After, _ = upcomingText(seen.After, page.Today(d.Now()))
	case dunning.CodeInvalid, dunning.CodeConflict, dunning.CodeForbidden, dunning.CodeNotFound:
		row.Fault, row.Value = page.Said(err), ""
	default:
		return row, err
	}
	return row, nil
}

func rowOf(v dunning.CaseView) bulkRow {
	return bulkRow{Debtor: v.Debtor.Name, Invoice: v.Case.Number, Case: page.CaseAddress(v.Case.Ref()), Amount: fr.Amount(v.Case.Balance, v.Case.Currency)}
}

// doBulk does the deed to each case as if it were done to it alone; one that changed
// since it was shown is left as it is.
func (d *Door) doBulk(w http.ResponseWriter, r *http.Request, s page.Frame, v bulkView, deed bulkDeed, chosen []picked) error {
	v.Done = true
	for _, p := range chosen {
		then, err := d.bulkOne(r, s, deed, p)
		row := bulkRow{Debtor: p.ref.Number, Invoice: p.ref.Number, Case: page.CaseAddress(p.ref)}
		switch dunning.ErrorCode(err) {
		case "":
			row.After = then
		case dunning.CodeConflict, dunning.CodeInvalid, dunning.CodeForbidden, dunning.CodeNotFound:
			row.Fault = page.Said(err)
		default:
			return err
		}
		v.add(row)
	}
	d.Seen.Forget(s.Who)
	templates.Render(w, http.StatusOK, "bulk", v)
	return nil
}

// bulkOne does the deed to one case, and says what comes next there.
func (d *Door) bulkOne(r *http.Request, s page.Frame, deed bulkDeed, p picked) (then string, err error) {
	switch deed.shared {
	case noteAll:
		return "La note y est.", d.Care.Note(access.Named(r.Context(), r.PostFormValue("cle")+":"+p.ref.Number), s.Who, p.ref, r.PostFormValue("texte"))
	case assignTo:
		to := r.PostFormValue("qui")
		return inCharge(to), d.Care.Assign(access.Named(r.Context(), r.PostFormValue("cle")+":"+p.ref.Number), s.Who, p.ref, to)
	case noShare:
	}
	result, err := d.Work.Tell(r.Context(), s.Who, backoffice.Fact{
		Ref: p.ref, Event: deed.event, Version: p.version, Key: r.PostFormValue("cle") + ":" + p.ref.Number,
	})
	return nextText(result.Case, d.Now()), err
}
