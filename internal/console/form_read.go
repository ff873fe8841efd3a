package console

import (
	"net/http"
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/money"
)

// read takes the fact out of the form; the fault is a French sentence.
func (f form) read(r *http.Request, c dunning.Case) (fact backoffice.Fact, fault string) {
	var in entered
	if in.amount, fact.Open, fault = f.readAmount(r.FormValue("montant")); fault != "" {
		return fact, fault
	}
	if f.date != "" {
		switch text := r.FormValue("date"); {
		case text != "":
			day, err := calendar.ParseLoose(text)
			if err != nil {
				return fact, "La date ne se lit pas\u00a0: écrivez-la comme 12/03/2026."
			}
			in.date = day
		case f.needsDate:
			return fact, "La date manque."
		}
	}
	if f.rates {
		if in.parts, fault = readRates(r.FormValue("echeances")); fault != "" {
			return fact, fault
		}
	}
	if f.words != "" {
		if fact.Words = strings.TrimSpace(r.FormValue("mots")); fact.Words == "" {
			return fact, f.words + "\u00a0: dites-le en quelques mots."
		}
	}
	if f.choices != nil {
		in.choice = r.FormValue("choix")
		if !slices.ContainsFunc(f.choices(c), func(o page.Choice) bool { return o.Value == in.choice }) {
			return fact, "Choisissez dans la liste."
		}
	}
	fact.Event = f.event(in)
	return fact, ""
}

// entered is what a person wrote into a form.
type entered struct {
	amount money.Cents
	date   calendar.Date
	choice string // value of the chosen one
	parts  []dunning.Instalment
}

// event is the fact that a form makes of what was entered.
func (f form) event(in entered) dunning.Event {
	switch f.kind {
	case dunning.KindPaid:
		return dunning.NewPaid(in.amount, in.date)
	case dunning.KindCredited:
		return dunning.NewCredited(in.amount, in.date)
	case dunning.KindRelease:
		return dunning.NewRelease(dunning.HoldKind(in.choice))
	case dunning.KindHold:
		return dunning.NewHold(in.date)
	case dunning.KindDispute:
		return dunning.NewDispute(in.amount, in.choice)
	case dunning.KindPromise:
		return dunning.NewPromise(in.amount, in.date)
	case dunning.KindInstalments:
		return dunning.NewInstalments(in.parts)
	case dunning.KindReschedule:
		return dunning.NewReschedule(in.date)
	case dunning.KindWaive:
		return dunning.NewWaive(dunning.Waivable(in.choice))
	case dunning.KindCost:
		return dunning.NewCost(in.amount, in.date)
	case dunning.KindLimitation:
		return dunning.NewLimitation(dunning.LimitationEvent(in.choice), in.date, calendar.Date{})
	case dunning.KindInsolvency:
		return dunning.NewInsolvency(in.date)
	case dunning.KindClose:
		return dunning.NewClose(dunning.Outcome(in.choice)).With(dunning.Stamp{Reason: dunning.ReasonByPerson})
	}
	return bare[f.kind]
}

// bare are the facts that a form records without asking for anything.
var bare = map[dunning.Kind]dunning.Event{
	dunning.KindResolveDispute: dunning.NewResolveDispute(), dunning.KindReply: dunning.NewReply(),
	dunning.KindRetry: dunning.NewRetry(), dunning.KindSkip: dunning.NewSkip(""),
}

// readAmount reads an amount; all tells that none was given and that everything
// which is open is meant.
func (f form) readAmount(text string) (amount money.Cents, all bool, fault string) {
	switch {
	case f.amount == "":
	case text != "":
		cents, err := money.ParseDecimal(text, money.CommaDecimal)
		if err != nil || cents <= 0 {
			return 0, false, "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00."
		}
		return cents, false, ""
	case f.kind == dunning.KindPaid:
		return 0, true, ""
	case !f.optional:
		return 0, false, "Le montant manque."
	}
	return 0, false, ""
}

// readRates reads instalments, one a line: a date, then an amount.
func readRates(text string) (parts []dunning.Instalment, fault string) {
	for line := range strings.Lines(text) {
		day, sum, _ := strings.Cut(strings.TrimSpace(line), " ")
		if day == "" {
			continue
		}
		on, err := calendar.ParseLoose(day)
		cents, wrong := money.ParseDecimal(strings.TrimSpace(sum), money.CommaDecimal)
		if err != nil || wrong != nil || cents <= 0 {
			return nil, "La ligne «\u00a0" + page.Excerpt(line, 40) + "\u00a0» ne se lit pas\u00a0: écrivez la date puis le montant, comme 15/12/2026 400,00."
		}
		parts = append(parts, dunning.Instalment{Date: on, Amount: cents})
	}
	if len(parts) == 0 {
		return nil, "Les échéances manquent."
	}
	return parts, ""
}
