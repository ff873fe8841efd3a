package backoffice

import (
	"relance/internal/dunning"
	"relance/internal/limitation"
)

// limitationKinds gives each regime its delay. A debtor who is neither a
// consumer nor clearly a trader is watched by the shorter one.
var limitationKinds = map[dunning.Regime]limitation.Kind{
	dunning.B2B: limitation.Professional, dunning.B2C: limitation.Consumer,
	dunning.NonProfessional: limitation.Consumer, dunning.Public: limitation.Public,
}

// LimitationKind is the delay of a debtor's regime.
func LimitationKind(r dunning.Regime) limitation.Kind { return limitationKinds[r] }

// Limitation finds the last day to act on a case's claim from all that is on
// record: what people told, and, for the explanation alone, what does nothing
// (part payments, formal notices). The due date is the invoice's own: a term
// that was granted later moves it no further, on the safe side.
func Limitation(v dunning.CaseView) (limitation.Result, error) {
	events := Interruptions(v.Particulars.Limitation)
	for _, p := range v.Payments {
		if p.Amount.Cents > 0 && v.Case.Balance > 0 {
			events = append(events, limitation.Event{Kind: limitation.PartPayment, On: p.Date})
		}
	}
	for _, m := range v.Messages {
		if m.Level == dunning.FormalNotice && m.State == dunning.MessageAccepted {
			events = append(events, limitation.Event{Kind: limitation.FormalNotice, On: m.Day})
		}
	}
	claim := limitation.Claim{Kind: limitationKinds[v.Debtor.Regime], Completed: v.Invoice.Completed, Due: v.Invoice.Due}
	return limitation.Expiry(claim, events)
}

// Interruptions gives what people recorded of a claim's limitation as the rule
// takes it.
func Interruptions(recorded []dunning.Interruption) []limitation.Event {
	out := make([]limitation.Event, len(recorded))
	for i, r := range recorded {
		out[i] = limitation.Event{Kind: limitation.EventKind(r.Event), On: r.On, Until: r.Until}
	}
	return out
}
