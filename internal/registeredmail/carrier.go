package registeredmail

import (
	"context"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Date is a civil date, as on a postmark.
type Date = calendar.Date

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) { return calendar.ParseDate(s) }

// Carrier prints and posts letters, or has it done.
//
// Errors carry a code: CodeInvalid (the order is wrong and must be changed),
// CodeUnreachable (the carrier cannot post to that address), CodeConflict (the
// ID has other contents, or it is too late), CodeNotFound (no such letter),
// CodeRejected (refused for good), CodeUnavailable (certainly nothing was
// done: try again later).
type Carrier interface {
	// Request hands an order over. Repeating it with the same order gives the
	// same Dispatch and posts nothing more. When the carrier may or may not
	// have taken it, the Dispatch has state Unknown and the error is nil.
	Request(ctx context.Context, o Order) (Dispatch, error)
	// Status tells where a letter is. id is Dispatch.ID.
	Status(ctx context.Context, id string) (Tracking, error)
	// Cancel stops a letter that is not posted yet; its state becomes Failed.
	// CodeConflict when it is too late. Repeating it is harmless.
	Cancel(ctx context.Context, id string) error
}

// Dispatch is what a carrier answers to an order.
type Dispatch struct {
	ID    string              `json:"id"`             // the carrier's own reference
	State dunning.LetterState `json:"state"`          // Accepted as a rule; Unknown when nobody can know
	Note  string              `json:"note,omitempty"` // for a person: where the order lies, what to do next
}

// Tracking is where a letter is and how it came there.
type Tracking struct {
	ID     string              `json:"id"`
	State  dunning.LetterState `json:"state"`
	Number string              `json:"number,omitempty"` // postal tracking number, without blanks
	Events []Event             `json:"events"`           // oldest first, as recorded; never rewritten
}

// Event is one thing that happened to a letter.
type Event struct {
	State dunning.LetterState `json:"state"`
	Date  Date                `json:"date,omitzero"`  // when it happened, as the carrier says
	Code  string              `json:"code,omitempty"` // the carrier's own code
	Note  string              `json:"note,omitempty"`
}

// On is the date of the latest event with that state; zero when there was none.
func (t Tracking) On(s dunning.LetterState) (d Date) {
	for _, e := range t.Events {
		if e.State == s {
			d = e.Date
		}
	}
	return d
}

// EffectiveOn is the date from which a formal notice in this letter has
// effect, by the cautious convention of docs/law.md: the day it was signed
// for; for a letter refused or unclaimed, the day of first presentation, or
// the day that the outcome was recorded when no presentation is known. Zero
// while there is no effect, and for ever when the address was wrong.
func (t Tracking) EffectiveOn() Date {
	switch t.State {
	case dunning.LetterDelivered:
		return t.On(dunning.LetterDelivered)
	case dunning.LetterRefused, dunning.LetterUnclaimed:
		for _, e := range t.Events {
			if e.State == dunning.LetterPresented {
				return e.Date
			}
		}
		return t.On(t.State)
	}
	return Date{}
}
