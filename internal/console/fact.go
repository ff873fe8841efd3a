package console

import (
	"net/http"
	"strconv"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// form is a fact that a person can record about a case.
type form struct {
	name, label string // in the address, and on the button
	kind        dunning.Kind
	deed        access.Deed
	amount      string // label of the amount; empty for none
	optional    bool   // the amount may be left out: everything
	date        string // label of the day; empty for none
	needsDate   bool
	choices     func(c dunning.Case) []choice // of a category, an outcome or a suspension
	chosen      string                        // label of the choices
	fits        func(c dunning.Case) bool
	effect      string // what it will do, in a sentence
}

func open(c dunning.Case) bool { return c.State != dunning.Closed }

// forms lists them in the order of their buttons.
var forms = []form{
	{name: "paiement", label: "Noter un paiement", kind: dunning.KindPaid, deed: access.RecordMoney, amount: "Montant reçu", optional: true,
		date: "Date de valeur", fits: open, effect: "Le paiement compte aussitôt\u00a0: rien ne part plus pour ce qui est payé. Sans montant, tout ce qui reste dû."},
	{name: "promesse", label: "Promesse", kind: dunning.KindPromise, deed: access.RecordAnswer, amount: "Montant promis", optional: true,
		date: "Date promise", needsDate: true, fits: open, effect: "Les relances s’arrêtent jusqu’à cette date, et reprennent d’elles-mêmes si rien n’arrive."},
	{name: "litige", label: "Litige", kind: dunning.KindDispute, deed: access.RecordAnswer, amount: "Montant contesté", optional: true,
		chosen: "Motif", choices: disputeChoices, fits: open, effect: "La part contestée n’est plus réclamée\u00a0; le reste suit son cours. Sans montant, tout est contesté."},
	{name: "litige-clos", label: "Clore le litige", kind: dunning.KindResolveDispute, deed: access.Suspend,
		fits: func(c dunning.Case) bool { return c.Held(dunning.HoldDispute) }, effect: "Les relances reprennent là où elles en étaient."},
	{name: "reponse", label: "Réponse reçue", kind: dunning.KindReply, deed: access.RecordAnswer, fits: open,
		effect: "Rien ne part plus tant que la réponse n’a pas été lue."},
	{name: "suspension", label: "Suspendre", kind: dunning.KindHold, deed: access.Suspend, date: "Jusqu’au", fits: open,
		effect: "Rien ne part plus jusqu’à cette date\u00a0; sans date, jusqu’à ce que vous repreniez."},
	{name: "reprise", label: "Reprendre", kind: dunning.KindRelease, deed: access.Suspend, chosen: "Suspension à lever", choices: holdChoices,
		fits: func(c dunning.Case) bool { return open(c) && len(holdChoices(c)) > 0 }, effect: "Les relances reprennent, espacées comme le plan le veut."},
	{name: "echeance", label: "Reporter l’échéance", kind: dunning.KindReschedule, deed: access.Suspend, date: "Nouvelle échéance", needsDate: true,
		fits: open, effect: "Les étapes à venir sont comptées à partir de la nouvelle échéance."},
	{name: "cloture", label: "Clore", kind: dunning.KindClose, deed: access.GiveUp, chosen: "Pourquoi", choices: outcomeChoices, fits: open,
		effect: "Plus rien ne part pour cette facture."},
}

func disputeChoices(dunning.Case) []choice {
	var out []choice
	for _, c := range []string{"price", "quality", "delivery", "other"} {
		out = append(out, choice{Value: c, Label: capital(fr.Dispute(c))})
	}
	return out
}

func outcomeChoices(dunning.Case) []choice {
	var out []choice
	for _, o := range []dunning.Outcome{dunning.Settled, dunning.WrittenOff, dunning.HandedOverOutcome, dunning.Cancelled} {
		out = append(out, choice{Value: string(o), Label: capital(fr.Outcome(o))})
	}
	return out
}

// holdChoices are the suspensions that a person may lift with this form.
func holdChoices(c dunning.Case) []choice {
	var out []choice
	for _, h := range c.Holds {
		switch h.Kind {
		case dunning.HoldManual, dunning.HoldReply, dunning.HoldPromise, dunning.HoldInstalments:
			out = append(out, choice{Value: string(h.Kind), Label: capital(fr.Hold(h.Kind))})
		}
	}
	return out
}

func formNamed(name string) (form, bool) {
	for _, f := range forms {
		if f.name == name {
			return f, true
		}
	}
	return form{}, false
}

// factView is the page of a form.
type factView struct {
	shell
	Debtor, Invoice, Balance, Case string
	Label, Effect                  string
	AmountLabel, DateLabel         string
	AmountOptional, DateNeeded     bool
	ChoiceLabel                    string
	Choices                        []choice
	Amount, Date                   string // as typed
	Key                            string
	Version                        int64
	Error                          string
}

func (d *Door) factPage(w http.ResponseWriter, r *http.Request, s shell) error {
	sheet, err := d.sheet(r, s)
	if err != nil {
		return err
	}
	f, ok := formNamed(r.PathValue("form"))
	if !ok {
		return dunning.Errorf(dunning.CodeNotFound, "no such form")
	}
	key, err := d.newKey()
	if err != nil {
		return err
	}
	v := factOf(s, f, sheet)
	v.Key, v.Version = key, sheet.Case.Version
	render(w, http.StatusOK, "fact", v)
	return nil
}

func factOf(s shell, f form, sheet backoffice.CaseSheet) factView {
	c := sheet.Case
	v := factView{
		shell: s.titled(f.label + ", facture " + c.Number), Debtor: sheet.Debtor.Name, Invoice: c.Number, Case: caseAddress(c.Ref()),
		Balance: amount(c.Balance, c.Currency), Label: f.label, Effect: f.effect, AmountLabel: f.amount, DateLabel: f.date,
		AmountOptional: f.optional, DateNeeded: f.needsDate, ChoiceLabel: f.chosen,
	}
	if f.choices != nil {
		v.Choices = f.choices(c)
	}
	return v
}

// recordFact records what the form says, once for each form that was shown.
func (d *Door) recordFact(w http.ResponseWriter, r *http.Request, s shell) error {
	sheet, err := d.sheet(r, s)
	if err != nil {
		return err
	}
	f, ok := formNamed(r.PathValue("form"))
	if !ok {
		return dunning.Errorf(dunning.CodeNotFound, "no such form")
	}
	v := factOf(s, f, sheet)
	v.Amount, v.Date, v.Key = r.PostFormValue("montant"), r.PostFormValue("date"), r.PostFormValue("cle")
	v.Version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	fact, fault := f.read(r, sheet.Case)
	fact.Ref, fact.Key, fact.Version = sheet.Case.Ref(), v.Key, v.Version
	if fault == "" {
		_, err = d.Work.Tell(r.Context(), s.Who, fact)
		fault, err = v.fault(err, sheet.Case)
	}
	switch {
	case err != nil:
		return err
	case fault != "":
		v.Error = fault
		render(w, http.StatusUnprocessableEntity, "fact", v)
		return nil
	}
	http.Redirect(w, r, caseAddress(sheet.Case.Ref())+"?note=1", http.StatusSeeOther)
	return nil
}

// fault words a refusal beside the form, which keeps what was typed. A case that
// changed meanwhile is shown anew, with the version that counts now.
func (v *factView) fault(err error, now dunning.Case) (string, error) {
	switch dunning.ErrorCode(err) {
	case dunning.CodeConflict:
		if now.Version != v.Version {
			v.Version = now.Version
			return "Le dossier a changé entre-temps\u00a0: relisez-le, puis confirmez si cela tient toujours.", nil
		}
		return "Ce n’est pas possible dans l’état actuel du dossier.", nil
	case dunning.CodeInvalid:
		return "Ces valeurs ne conviennent pas\u00a0: vérifiez le montant et la date.", nil
	}
	return "", err
}

// read takes the fact out of the form; the fault is a French sentence.
func (f form) read(r *http.Request, c dunning.Case) (fact backoffice.Fact, fault string) {
	fact.Event = dunning.Event{Kind: f.kind}
	if f.amount != "" {
		switch text := r.PostFormValue("montant"); {
		case text != "":
			cents, err := money.ParseDecimal(text, money.CommaDecimal)
			if err != nil || cents <= 0 {
				return fact, "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00."
			}
			fact.Event.Amount = cents
		case f.kind == dunning.KindPaid:
			fact.Open = true
		}
	}
	if f.date != "" {
		switch text := r.PostFormValue("date"); {
		case text != "":
			day, err := calendar.ParseLoose(text)
			if err != nil {
				return fact, "La date ne se lit pas\u00a0: écrivez-la comme 12/03/2026."
			}
			fact.Event.Date = day
		case f.needsDate:
			return fact, "La date manque."
		}
	}
	if f.choices != nil && !f.choose(r.PostFormValue("choix"), c, &fact.Event) {
		return fact, "Choisissez dans la liste."
	}
	return fact, ""
}

// choose puts the chosen value where the kind keeps it.
func (f form) choose(value string, c dunning.Case, e *dunning.Event) bool {
	for _, o := range f.choices(c) {
		if o.Value != value {
			continue
		}
		switch f.kind {
		case dunning.KindDispute:
			e.Category = value
		case dunning.KindClose:
			e.Outcome, e.Reason = dunning.Outcome(value), dunning.ReasonByPerson
		default:
			e.Hold = dunning.HoldKind(value)
		}
		return true
	}
	return false
}
