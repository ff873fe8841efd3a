package console

import (
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// ahead says what comes next, when, to whom, and what would stop it.
func (v *caseView) ahead(s page.Frame, sheet backoffice.CaseSheet, look backoffice.Upcoming, on calendar.Date) {
	c := sheet.Case
	v.Next, v.NextNote = upcomingText(look, on)
	if v.Closed {
		v.Next, v.Stops = "Plus rien ne part", ""
		return
	}
	if look.First != nil && c.Balance > 0 {
		v.NextAway = page.Away(page.Today(look.First.At), on)
	}
	if look.First == nil {
		v.Stops = ""
	}
	step, ok := c.Step()
	if ok && look.First != nil {
		v.NextNote += addressed(look.First, step.Channel, sheet.Debtor)
	}
	if !ok || step.Level == "" || c.Balance <= 0 {
		return
	}
	if c.Asked == step.ID && access.May(s.Who, access.SeeCases, c.Creditor) == nil {
		v.Look = append(v.Look, page.Action{Address: page.LetterAddress(c.Ref()), Label: "Relire et approuver"})
	}
	v.Look = append(v.Look, page.Action{Address: page.CaseAddress(c.Ref()) + "/apercu", Label: "Aperçu"})
}

// addressed says to whom a message or a letter goes.
func addressed(f *rehearsal.Foreseen, channel dunning.Channel, to dunning.Debtor) string {
	if f.Kind == dunning.KindSent {
		channel = f.Channel
	} else if f.Kind != dunning.KindAsked {
		return ""
	}
	switch {
	case channel == dunning.Email && to.Email != "":
		return " À " + to.Email + "."
	case (channel == dunning.Letter || channel == dunning.RegisteredLetter) && len(to.Address.Lines) > 0:
		return " À " + to.Name + ", " + strings.Join(to.Address.Lines, ", ") + ", " + to.Address.Postcode + "\u00a0" + to.Address.City + "."
	}
	return ""
}

// upcomingText says what happens first, and what is to be known about it.
func upcomingText(look backoffice.Upcoming, on calendar.Date) (text, note string) {
	c := look.Case
	if len(c.Holds) > 0 || c.Attention != nil || look.Next.Action == dunning.Wait && look.Next.Reason != dunning.ReasonNotYetDue {
		note = page.Capital(fr.Reason(look.Next.Reason)) + "."
	}
	f := look.First
	if f == nil {
		if c.Balance <= 0 {
			return "Le dossier se clôt", ""
		}
		if note == "" {
			note = "Une personne prend la suite."
		}
		return "Rien de prévu", note
	}
	day := page.LongDay(page.Today(f.At), on)
	switch f.Kind {
	case dunning.KindSent:
		text = page.Capital(fr.Level(f.Level)) + ", " + day
		if f.Channel != dunning.Email {
			note += " Par " + fr.Channel(f.Channel) + "."
		}
		if n := len(f.Numbers); n > 1 {
			note += " Avec " + fr.Count(n-1, "autre facture", "autres factures") + " du même client, en un seul message."
		}
	case dunning.KindThanked:
		text = "Remerciement, " + day
	case dunning.KindAsked:
		text = page.Capital(stepsName(f)) + ", " + day
		note += " Elle ne part que si vous l’approuvez."
	case dunning.KindDelegated:
		text = page.Capital(fr.Channel(f.Channel)) + " à faire, " + day
	case dunning.KindHandedOver:
		text = "Remise du dossier, " + day
	default:
		text = page.Capital(fr.Kind(f.Kind)) + ", " + day
		if f.Reason != "" {
			note = page.Capital(fr.Reason(f.Reason)) + "."
		}
	}
	return text, note
}

func stepsName(f *rehearsal.Foreseen) string {
	if len(f.Steps) > 0 && f.Steps[0].Level != "" {
		return fr.Level(f.Steps[0].Level)
	}
	return fr.Kind(f.Kind)
}
