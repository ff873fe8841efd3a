package postage

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// TrackedLetter is a letter on its way: who carries it, where it is, and what
// proves it.
type TrackedLetter struct {
	Message   int64                `json:"message"`   // the message that it is
	Carrier   string               `json:"carrier"`   // folder, maileva …
	Reference string               `json:"reference"` // our order's identity with the carrier
	Channel   dunning.Channel      `json:"channel"`
	State     dunning.LetterState  `json:"state"`
	Number    string               `json:"number,omitempty"`   // postal tracking number
	Events    []LetterEvent        `json:"events,omitempty"`   // as the carrier tells them
	Cost      money.Cents          `json:"cost,omitempty"`     // euros that the carrier reports; 0 while it reports none
	Estimate  money.Cents          `json:"estimate,omitempty"` // euros that it was to cost, before it left; 0 when nobody knew
	Sent      time.Time            `json:"sent"`               // case time of the hand-over
	Checked   time.Time            `json:"checked,omitzero"`   // when the carrier was last asked
	Next      time.Time            `json:"next_check,omitzero"`
	Recalled  time.Time            `json:"recalled,omitzero"` // when a cancellation was tried, since it was no longer wanted
	Post      *PostalTracking      `json:"post,omitempty"`    // what La Poste itself says; nil when it was not asked or does not know the letter
	Outcome   dunning.MessageState `json:"outcome"`           // of the hand-over: accepted or unknown
	Parts     []LetterPart         `json:"-"`                 // the cases that it speaks of
	Declares  bool                 `json:"-"`                 // a declaration of claim: it speaks of no case, and is wanted though nobody chases
	Proofs    []LetterProof        `json:"proofs,omitempty"`
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
		if e.State == dunning.LetterPosted {
			return e.Date
		}
	}
	return calendar.Date{}
}

// PostalTracking is what La Poste says of a letter, asked by its number.
type PostalTracking struct {
	State   dunning.LetterState `json:"state"`
	Number  string              `json:"number"`
	Events  []LetterEvent       `json:"events,omitempty"`
	Differs string              `json:"differs,omitempty"` // French: where it says another thing than the carrier
}

// LetterPart is one case's part in a letter.
type LetterPart struct {
	Ref    dunning.Ref
	Step   string
	Wanted bool // open, and something is still to pay
}

// LetterEvent is one thing that happened to a letter, as its carrier says.
type LetterEvent struct {
	State dunning.LetterState `json:"state"`
	Date  calendar.Date       `json:"date,omitzero"`
	Code  string              `json:"code,omitempty"`
	Note  string              `json:"note,omitempty"`
}

// LetterProof is a document that proves what became of a letter. Its bytes are
// the Document that it names.
type LetterProof struct {
	Kind     string        `json:"kind"`          // deposit, content, acknowledgement, return or history
	Document string        `json:"document"`      // SHA-256, hex
	Date     calendar.Date `json:"date,omitzero"` // the date that the carrier gives it
	Received time.Time     `json:"received"`      // recorded time
}

// LetterFact is what a person says about a letter.
type LetterFact struct {
	Ref    dunning.Ref
	Step   string
	Status dunning.LetterState // posted, presented, delivered, refused, unclaimed, returned or failed
	Date   calendar.Date       // on the receipt
	Number string              // tracking number, when posted
	Author string              // user name
	Seen   int64               // version of the case that the author saw; 0 is not said
}
