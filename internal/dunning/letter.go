package dunning

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// TrackedLetter is a letter on its way: who carries it, where it is, and what
// proves it.
type TrackedLetter struct {
	Message   int64           `json:"message"`   // the message that it is
	Carrier   string          `json:"carrier"`   // folder, maileva …
	Reference string          `json:"reference"` // our order's identity with the carrier
	Channel   Channel         `json:"channel"`
	State     LetterState     `json:"state"`
	Number    string          `json:"number,omitempty"`   // postal tracking number
	Events    []LetterEvent   `json:"events,omitempty"`   // as the carrier tells them
	Cost      money.Cents     `json:"cost,omitempty"`     // euros that the carrier reports; 0 while it reports none
	Estimate  money.Cents     `json:"estimate,omitempty"` // euros that it was to cost, before it left; 0 when nobody knew
	Sent      time.Time       `json:"sent"`               // case time of the hand-over
	Checked   time.Time       `json:"checked,omitzero"`   // when the carrier was last asked
	Next      time.Time       `json:"next_check,omitzero"`
	Recalled  time.Time       `json:"recalled,omitzero"` // when a cancellation was tried, since it was no longer wanted
	Post      *PostalTracking `json:"post,omitempty"`    // what La Poste itself says; nil when it was not asked or does not know the letter
	Outcome   MessageState    `json:"outcome"`           // of the hand-over: accepted or unknown
	Parts     []LetterPart    `json:"-"`                 // the cases that it speaks of
	Declares  bool            `json:"-"`                 // a declaration of claim: it speaks of no case, and is wanted though nobody chases
	Proofs    []LetterProof   `json:"proofs,omitempty"`
}

// Wanted tells whether any of its cases is still open with something to pay. A
// declaration of claim is never taken back.
func (l TrackedLetter) Wanted() bool {
	if l.Declares {
		return true
	}
	for _, p := range l.Parts {
		if p.Wanted {
			return true
		}
	}
	return false
}

// PostedOn is the day on which the letter was posted, as far as its carrier says;
// zero while it does not.
func (l TrackedLetter) PostedOn() calendar.Date {
	for _, e := range l.Events {
		if e.State == LetterPosted {
			return e.Date
		}
	}
	return calendar.Date{}
}

// PostalTracking is what La Poste says of a letter, asked by its number.
type PostalTracking struct {
	State   LetterState   `json:"state"`
	Number  string        `json:"number"`
	Events  []LetterEvent `json:"events,omitempty"`
	Differs string        `json:"differs,omitempty"` // French: where it says another thing than the carrier
}

// LetterPart is one case's part in a letter.
type LetterPart struct {
	Ref    Ref
	Step   string
	Wanted bool // open, and something is still to pay
}

// LetterEvent is one thing that happened to a letter, as its carrier says.
type LetterEvent struct {
	State LetterState   `json:"state"`
	Date  calendar.Date `json:"date,omitzero"`
	Code  string        `json:"code,omitempty"`
	Note  string        `json:"note,omitempty"`
}

// LetterProof is a document that proves what became of a letter. Its bytes are
// the Document that it names.
type LetterProof struct {
	Kind     string        `json:"kind"`          // deposit, content, acknowledgement, return or history
	Document string        `json:"document"`      // SHA-256, hex
	Date     calendar.Date `json:"date,omitzero"` // the date that the carrier gives it
	Received time.Time     `json:"received"`      // recorded time
}

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
