package console

import (
	"net/http"
	"net/url"
	"strconv"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// factView is the page of a form.
type factView struct {
	page.Frame
	Debtor, Invoice, Balance, Case  string
	Label, Text                     string
	AmountLabel, DateLabel          string
	AmountOptional, DateNeeded      bool
	WordsLabel, BesideLabel         string
	UntilLabel, TickLabel           string
	Beside, Until                   string // as typed
	Ticked, WordsOptional           bool
	Rates                           bool
	ChoiceLabel                     string
	Choices                         []page.Choice
	Amount, Date, Words, Instalment string // as typed
	Key                             string
	Task                            int64 // number of the task that ends when this is noted; 0 for none
	Version                         int64
	Error                           string
	Stale                           []string // what happened since the form was opened
	Effect                          *effect  // nil while it cannot be told
	Live                            string   // address that tells the page of changes
}

// effect says what a fact would change.
type effect struct {
	Lines        []string
	Before, Next string
	Same         bool
}

func (d *Door) factPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sheet, err := d.record(r, s)
	if err != nil {
		return err
	}
	f, ok := formNamed(r.PathValue("form"))
	if !ok {
		return dunning.Errorf(dunning.CodeNotFound, "no such form")
	}
	key, err := d.Key()
	if err != nil {
		return err
	}
	v := factOf(s, f, sheet)
	v.typed(r)
	v.Key, v.Version = key, sheet.Case.Version
	if fact, fault := f.read(r, sheet.Case); fault == "" {
		fact.Ref = sheet.Case.Ref()
		v.Effect, _ = d.effectOf(r, s, fact) // what cannot be told is left out
	}
	templates.Render(w, http.StatusOK, "fact", v)
	return nil
}

// typed keeps what the person has typed, or what a link proposes.
func (v *factView) typed(r *http.Request) {
	v.Task, _ = strconv.ParseInt(r.FormValue("tache"), 10, 64)
	v.Amount, v.Date, v.Words, v.Instalment = r.FormValue("montant"), r.FormValue("date"), r.FormValue("mots"), r.FormValue("echeances")
	v.Beside, v.Until, v.Ticked = r.FormValue("accessoires"), r.FormValue("fin"), r.FormValue("coche") != ""
	for i := range v.Choices {
		v.Choices[i].Chosen = v.Choices[i].Value == r.FormValue("choix")
	}
}

func factOf(s page.Frame, f form, sheet backoffice.CaseSheet) factView {
	c := sheet.Case
	v := factView{
		Frame: s.Titled(f.label + ", facture " + c.Number), Debtor: sheet.Debtor.Name, Invoice: c.Number, Case: page.CaseAddress(c.Ref()),
		Balance: page.Amount(c.Balance, c.Currency), Label: f.label, Text: f.effect, AmountLabel: f.amount, DateLabel: f.date,
		AmountOptional: f.optional, DateNeeded: f.needsDate, ChoiceLabel: f.chosen, WordsLabel: f.words, Rates: f.rates,
		BesideLabel: f.beside, UntilLabel: f.until, TickLabel: f.tick, WordsOptional: f.tick == withdraws,
	}
	v.Live = url.Values{"creancier": {c.Creditor}, "facture": {c.Number}}.Encode()
	if f.choices != nil {
		v.Choices = f.choices(c)
	}
	return v
}

// recordFact records what the form says, once for each form that was shown; or
// tells what it would change, when that is asked.
func (d *Door) recordFact(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sheet, err := d.record(r, s)
	if err != nil {
		return err
	}
	f, ok := formNamed(r.PathValue("form"))
	if !ok {
		return dunning.Errorf(dunning.CodeNotFound, "no such form")
	}
	v := factOf(s, f, sheet)
	v.typed(r)
	v.Key = r.PostFormValue("cle")
	v.Version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	fact, fault := f.read(r, sheet.Case)
	fact.Ref, fact.Key, fact.Version = sheet.Case.Ref(), v.Key, v.Version
	look := r.PostFormValue("geste") == "voir"
	switch {
	case fault != "":
	case look:
		v.Effect, err = d.effectOf(r, s, fact)
		fault, err = v.fault(err, sheet)
	default:
		if _, err = d.Work.Tell(r.Context(), s.Who, fact); err == nil {
			d.Seen.Forget(s.Who)
		}
		fault, err = v.fault(err, sheet)
	}
	switch {
	case err != nil:
		return err
	case fault != "":
		v.Error = fault
		templates.Render(w, http.StatusUnprocessableEntity, "fact", v)
		return nil
	case look:
		templates.Render(w, http.StatusOK, "fact", v)
		return nil
	}
	to := page.CaseAddress(sheet.Case.Ref()) + "?note=1"
	if v.Task != 0 {
		if err := d.endTask(r, s, v.Task, sheet.Case.Ref()); err != nil {
			return err
		}
		to = "/"
	}
	if back := r.PostFormValue("retour"); back != "" {
		to = page.OwnPath(back)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// endTask finishes the task that a fact about a case was noted for.
func (d *Door) endTask(r *http.Request, s page.Frame, id int64, of dunning.Ref) error {
	j, err := d.Jobs.Job(r.Context(), s.Who, id)
	switch {
	case dunning.ErrorCode(err) == dunning.CodeNotFound: // somebody finished it meanwhile
		return nil
	case err != nil:
		return err
	case j.Ref != of:
		return dunning.Errorf(dunning.CodeInvalid, "task %d is about another case", id)
	}
	return d.Work.FinishTask(r.Context(), s.Who, id)
}

// effectOf tells what a fact would change, on a copy.
func (d *Door) effectOf(r *http.Request, s page.Frame, fact backoffice.Fact) (*effect, error) {
	seen, err := d.Foresight.Foresee(r.Context(), s.Who, fact)
	if err != nil {
		return nil, err
	}
	return effectText(seen, page.Today(d.Now())), nil
}

// effectText words the difference that a fact makes.
func effectText(seen backoffice.Foreseen, on calendar.Date) *effect {
	before, after := seen.Before.Case, seen.After.Case
	e := &effect{}
	e.Before, _ = upcomingText(seen.Before, on)
	var note string
	e.Next, note = upcomingText(seen.After, on)
	if after.Balance != before.Balance {
		e.Lines = append(e.Lines, "Reste dû\u00a0: "+fr.Amount(after.Balance, after.Currency)+" au lieu de "+fr.Amount(before.Balance, before.Currency)+".")
	}
	for _, h := range after.Holds {
		if before.Held(h.Kind) {
			continue
		}
		line := "Suspend\u00a0: " + fr.Hold(h.Kind)
		if !h.Until.IsZero() {
			line += ", jusqu’au " + page.LongDay(page.Today(h.Until), on)
		}
		e.Lines = append(e.Lines, line+".")
	}
	for _, h := range before.Holds {
		if !after.Held(h.Kind) {
			e.Lines = append(e.Lines, "Lève la suspension\u00a0: "+fr.Hold(h.Kind)+".")
		}
	}
	switch {
	case after.State == dunning.Closed && before.State != dunning.Closed:
		e.Lines, e.Next = append(e.Lines, "Le dossier se clôt\u00a0: "+fr.Outcome(after.Outcome)+"."), "Plus rien ne part"
	case after.Balance <= 0 && before.Balance > 0:
		e.Lines = append(e.Lines, "Les relances s’arrêtent.")
	}
	if note != "" && len(after.Holds) == 0 && after.State != dunning.Closed {
		e.Lines = append(e.Lines, note)
	}
	e.Same = e.Next == e.Before
	return e
}

// newSince words what happened to a case since somebody saw a version of it.
func newSince(sheet backoffice.CaseSheet, version int64) (out []string) {
	for _, e := range sheet.Timeline {
		if e.Seq > version {
			out = append(out, page.Moment(e.At)+"\u00a0: "+fr.Describe(e.Event, sheet.Case.Currency))
		}
	}
	return out
}

// fault words a refusal beside the form, which keeps what was typed. A case that
// changed meanwhile is shown anew, with what is new and the version that counts
// now.
func (v *factView) fault(err error, sheet backoffice.CaseSheet) (string, error) {
	now := sheet.Case
	switch dunning.ErrorCode(err) {
	case dunning.CodeConflict:
		if now.Version != v.Version {
			v.Stale, v.Version = newSince(sheet, v.Version), now.Version
			return "Le dossier a changé entre-temps\u00a0: relisez ce qui suit, puis confirmez si cela tient toujours.", nil
		}
		return "Ce n’est pas possible dans l’état actuel du dossier\u00a0: " + page.Said(err) + ".", nil
	case dunning.CodeInvalid:
		return "Ces valeurs ne conviennent pas\u00a0: " + page.Said(err) + ".", nil
	}
	return "", err
}
