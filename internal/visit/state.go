package visit

import (
	"relance/internal/calendar"
	"relance/internal/dunning"
)

// State says where an invoice stands, in the debtor's eyes.
type State string

// The states.
const (
	Open       State = "open"     // due
	Upcoming   State = "upcoming" // due later
	Cleared    State = "paid"
	Credited   State = "credited"
	Contested  State = "contested" // whole
	Promised   State = "promised"
	Agreed     State = "instalments"
	Checking   State = "checking"   // who is to be paid is being settled: nobody is told whom
	Insolvency State = "insolvency" // nothing may be paid outside the proceedings (C. com. L622-7)
	Ended      State = "ended"      // nothing is asked for any more
)

// StateOf says where an invoice stands on a day.
func StateOf(v dunning.CaseView, today calendar.Date) State {
	c := v.Case
	switch {
	case c.Held(dunning.HoldInsolvency) || c.Outcome == dunning.Insolvent:
		return Insolvency
	case c.Balance <= 0 && c.Outcome == dunning.Credited:
		return Credited
	case c.Balance <= 0:
		return Cleared
	case c.State == dunning.Closed && c.Outcome != dunning.HandedOverOutcome:
		return Ended
	case c.Held(dunning.HoldPayee):
		return Checking
	case c.Uncontested() == 0:
		return Contested
	case c.Held(dunning.HoldPromise):
		return Promised
	case c.Held(dunning.HoldInstalments):
		return Agreed
	case !c.Due.Before(today):
		return Upcoming
	}
	return Open
}

// Payable tells whether the page asks for money.
func (s State) Payable() bool {
	return s == Open || s == Upcoming || s == Promised || s == Agreed
}
