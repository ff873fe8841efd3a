package dunning

import "relance/internal/calendar"

// LetterState says what became of a letter: the state that its carrier tells, and
// the status of a letter_status event.
type LetterState string

// The states, in the order of a letter's life.
const (
	LetterRequested LetterState = "requested" // ordered; it can still be cancelled
	LetterAccepted  LetterState = "accepted"  // the carrier will make it
	LetterPrinted   LetterState = "printed"
	LetterPosted    LetterState = "posted"    // in the hands of the post
	LetterPresented LetterState = "presented" // nobody was there: it waits for its addressee
	LetterDelivered LetterState = "delivered"
	LetterRefused   LetterState = "refused"   // by the addressee
	LetterUnclaimed LetterState = "unclaimed" // it waited in vain
	LetterReturned  LetterState = "returned"  // the address is wrong
	LetterFailed    LetterState = "failed"    // it will not be posted
	LetterUnknown   LetterState = "unknown"   // nobody can know: a person is asked

	// No carrier tells these two: the debt was settled before the letter was posted.
	LetterCancelled   LetterState = "cancelled"    // it was stopped
	LetterNotRecalled LetterState = "not_recalled" // it was too late: the letter leaves all the same
)

// LetterStates lists what a carrier may tell, in the order of a letter's life.
func LetterStates() []LetterState {
	return []LetterState{
		LetterRequested, LetterAccepted, LetterPrinted, LetterPosted, LetterPresented, LetterDelivered, LetterRefused, LetterUnclaimed,
		LetterReturned, LetterFailed, LetterUnknown,
	}
}

// Final tells whether a letter stays in this state, apart from corrections by its
// carrier.
func (s LetterState) Final() bool {
	switch s {
	case LetterDelivered, LetterRefused, LetterUnclaimed, LetterReturned, LetterFailed:
		return true
	}
	return false
}

// Notifies tells whether the addressee counts as notified: who refuses a letter or
// does not fetch it is notified all the same, a wrong address notifies nobody.
func (s LetterState) Notifies() bool {
	return s == LetterDelivered || s == LetterRefused || s == LetterUnclaimed
}

// Cancellable tells whether asking the carrier to cancel makes sense.
func (s LetterState) Cancellable() bool { return s == LetterRequested || s == LetterAccepted }

// NoticeReceived is the day from which the formal notice of a case has effect
// (C. civ. 1231-6, 1344-1): the earliest date of a letter of a formal notice
// that was delivered, refused or unclaimed. Zero while there is none: a letter
// that came back from a wrong address notifies nobody.
func NoticeReceived(c Case, events []Event) (on calendar.Date) {
	for _, e := range events {
		if e.Kind != KindLetterStatus || e.Date.IsZero() || !LetterState(e.Status).Notifies() || !c.formal(e.Step) {
			continue
		}
		if on.IsZero() || e.Date.Before(on) {
			on = e.Date
		}
	}
	return on
}

// formal tells whether a step is a formal notice. A fact that names no step
// speaks of the one that was sent.
func (c Case) formal(step string) bool {
	for _, s := range c.Steps {
		if s.Level == FormalNotice && (s.ID == step || step == "" && !s.Sent.IsZero()) {
			return true
		}
	}
	return false
}
