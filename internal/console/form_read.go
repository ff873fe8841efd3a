package console

import (
	"net/http"
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/fact"
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
	if in.beside, in.until, fault = f.readMore(r); fault != "" {
		return fact, fault
	}
	in.ticked = f.tick != "" && r.FormValue("coche") != ""
	if fact.Open && in.beside != 0 {
		return fact, "Dites aussi le montant qui va au principal."
	}
	if f.rates {
		if in.parts, fault = readRates(r.FormValue("echeances")); fault != "" {
			return fact, fault
		}
	}
	if f.words != "" {
		in.words = strings.TrimSpace(r.FormValue("mots"))
		if f.kind != dunning.KindLetterStatus { // its words are in the event
			fact.Words = in.words
		}
		if in.words == "" && (f.tick != withdraws || !in.ticked) {
			return fact, f.words + "\u00a0: dites-le en quelques mots."
		}
	}
	if f.choices != nil {
		in.choice = r.FormValue("choix")
		if !f.offers(c, in.choice) {
			return fact, "Choisissez dans la liste."
		}
	}
	fact.Event = f.event(in)
	return fact, ""
}

// offers tells whether the list of the form has a value. Which suspension there is to
// lift the rules say when it is recorded: one that is lifted already may be so by this
// very form, sent twice.
func (f form) offers(c dunning.Case, value string) bool {
	if f.kind == dunning.KindRelease {
		return fact.MayLift(dunning.HoldKind(value))
	}
	return slices.ContainsFunc(f.choices(c), func(o page.Choice) bool { return o.Value == value })
}

// entered is what a person wrote into a form.
type entered struct {
	amount money.Cents
	date   calendar.Date
	choice string // value of the chosen one
	words  string
	beside money.Cents   // besides the amount
	until  calendar.Date // a second day
	ticked bool
	parts  []dunning.Instalment
}

// event is the fact that a form makes of what was entered.
func (f form) event(in entered) dunning.Event {
	switch f.kind {
	case dunning.KindPaid:
		if f.back {
			return dunning.NewPaid(-in.amount, in.date)
		}
		return dunning.NewPaidBesides(in.amount, in.beside, in.date)
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
		if in.ticked {
			return dunning.NewAcknowledged(in.parts, in.until)
		}
		return dunning.NewInstalments(in.parts)
	case dunning.KindReschedule:
		return dunning.NewReschedule(in.date)
	case dunning.KindWaive:
		return dunning.NewWaive(dunning.Waivable(in.choice)).WithdrawnIf(in.ticked)
	case dunning.KindCost:
		return dunning.NewCost(in.amount, in.date).WithdrawnIf(in.ticked)
	case dunning.KindLimitation:
		return dunning.NewLimitation(dunning.LimitationEvent(in.choice), in.date, in.until).WithdrawnIf(in.ticked)
	case dunning.KindInsolvency:
		return dunning.NewInsolvency(in.date)
	case dunning.KindReceived:
		return dunning.NewReceived(in.date)
	case dunning.KindClaim:
		return dunning.NewClaimed(in.date)
	case dunning.KindLetterStatus:
		if f.choices == nil {
			return dunning.NewLetterStatus(dunning.LetterPosted, in.date, in.words)
		}
		return dunning.NewLetterStatus(dunning.LetterState(in.choice), in.date, "")
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
	case f.kind == dunning.KindPaid && !f.back:
		return 0, true, ""
	case !f.optional:
		return 0, false, "Le montant manque."
	}
	return 0, false, ""
}

// readMore reads a second amount and a second day.
func (f form) readMore(r *http.Request) (beside money.Cents, until calendar.Date, fault string) {
	if text := r.FormValue("accessoires"); f.beside != "" && text != "" {
		cents, err := money.ParseDecimal(text, money.CommaDecimal)
		if err != nil || cents <= 0 {
			return 0, until, "Le second montant ne se lit pas\u00a0: écrivez-le comme 40,00."
		}
		beside = cents
	}
	if text := r.FormValue("fin"); f.until != "" && text != "" {
		day, err := calendar.ParseLoose(text)
		if err != nil {
			return 0, until, "La seconde date ne se lit pas\u00a0: écrivez-la comme 12/03/2026."
		}
		until = day
	}
	return beside, until, ""
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
