package console

import (
	"net/http"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/money"
)

// read takes the fact out of the form; the fault is a French sentence.
func (f form) read(r *http.Request, c dunning.Case) (fact backoffice.Fact, fault string) {
	fact.Event = dunning.Event{Kind: f.kind}
	if fault = f.readAmount(r.FormValue("montant"), &fact); fault != "" {
		return fact, fault
	}
	if f.date != "" {
		switch text := r.FormValue("date"); {
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
	if f.rates {
		if fault = readRates(r.FormValue("echeances"), &fact.Event); fault != "" {
			return fact, fault
		}
	}
	if f.words != "" {
		if fact.Words = strings.TrimSpace(r.FormValue("mots")); fact.Words == "" {
			return fact, f.words + "\u00a0: dites-le en quelques mots."
		}
	}
	if f.choices != nil && !f.choose(r.FormValue("choix"), c, &fact.Event) {
		return fact, "Choisissez dans la liste."
	}
	return fact, ""
}

func (f form) readAmount(text string, fact *backoffice.Fact) (fault string) {
	switch {
	case f.amount == "":
	case text != "":
		cents, err := money.ParseDecimal(text, money.CommaDecimal)
		if err != nil || cents <= 0 {
			return "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00."
		}
		fact.Event.Amount = cents
	case f.kind == dunning.KindPaid:
		fact.Open = true
	case !f.optional:
		return "Le montant manque."
	}
	return ""
}

// readRates reads instalments, one a line: a date, then an amount.
func readRates(text string, e *dunning.Event) (fault string) {
	for line := range strings.Lines(text) {
		day, sum, _ := strings.Cut(strings.TrimSpace(line), " ")
		if day == "" {
			continue
		}
		on, err := calendar.ParseLoose(day)
		cents, wrong := money.ParseDecimal(strings.TrimSpace(sum), money.CommaDecimal)
		if err != nil || wrong != nil || cents <= 0 {
			return "La ligne «\u00a0" + page.Excerpt(line, 40) + "\u00a0» ne se lit pas\u00a0: écrivez la date puis le montant, comme 15/12/2026 400,00."
		}
		e.Instalments = append(e.Instalments, dunning.Instalment{Date: on, Amount: cents})
	}
	if len(e.Instalments) == 0 {
		return "Les échéances manquent."
	}
	return ""
}

// choose puts the chosen value where the kind keeps it.
func (f form) choose(value string, c dunning.Case, e *dunning.Event) bool {
	for _, o := range f.choices(c) {
		if o.Value != value {
			continue
		}
		switch f.kind {
		case dunning.KindDispute, dunning.KindWaive, dunning.KindLimitation:
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
