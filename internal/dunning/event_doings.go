package dunning

import (
	"time"

	"relance/internal/money"
)

// NewOpened begins a case, or its next cycle, with what is open.
func NewOpened(balance money.Cents) Event { return Event{Kind: KindOpened, Balance: &balance} }

// doneBy is the kind of event that a decision ends in which needs no more than
// being written down.
var doneBy = map[Action]Kind{
	Ask: KindAsked, Skip: KindSkipped, Delegate: KindDelegated, Surrender: KindHandedOver, Lapse: KindLapsed, Close: KindClosed,
}

// NewDecided writes down a decision to ask, skip, delegate, hand over, let a hold
// lapse or close.
func NewDecided(d Decision) Event {
	return Event{Kind: doneBy[d.Action], Reason: d.Reason, Step: d.Step, Hold: d.Hold, Outcome: d.Outcome}
}

// NewSent says that the notice of a step left.
func NewSent(step string) Event { return Event{Kind: KindSent, Step: step} }

// NewToPost says that the letter of a step was given to a person, who prints and
// posts it.
func NewToPost(step string) Event {
	return Event{Kind: KindSent, Step: step, Status: string(LetterRequested)}
}

// HandOver says when the message of an event was handed over, and under which
// number the carrier knows it. What was recorded later counts as after the send.
func (e Event) HandOver(at time.Time, tracking string) Event {
	e.HandedAt, e.Tracking = at, tracking
	return e
}

// WrittenBy says by which text of the creditor's own the message of an event was
// written; empty for the program's.
func (e Event) WrittenBy(mark string) Event {
	e.Wording = mark
	return e
}

// NewDeferred puts a step off until an instant.
func NewDeferred(step string, until time.Time) Event {
	return Event{Kind: KindDeferred, Step: step, NotBefore: until}
}

// NewWithheld says that a switch holds the step, as it holds every send.
func NewWithheld(step string, why Reason) Event {
	return Event{Kind: KindWithheld, Step: step, Reason: why}
}

// NewRefused says that a server refused the address for the notice of a step.
func NewRefused(step string) Event {
	return Event{Kind: KindRefused, Step: step, Reason: ReasonRefused}
}

// NewUnknown says that nobody can know whether the notice of a step left.
func NewUnknown(step string) Event {
	return Event{Kind: KindUnknown, Step: step, Reason: ReasonOutcomeUnknown}
}

// NewAsked says that approval was asked for a step. The document is the SHA-256
// (hex) of the letter that was shown; none when none was.
func NewAsked(step, document string) Event {
	return Event{Kind: KindAsked, Step: step, Document: document}
}

// NewAttention leaves a step to a person.
func NewAttention(step string, why Reason) Event {
	return Event{Kind: KindAttention, Step: step, Reason: why}
}

// NewUnreadable says that a message to the case was not understood or was refused,
// and of which kind it was to be.
func NewUnreadable(of Kind) Event { return Event{Kind: KindUnreadable, Category: string(of)} }

// NewThanked ends the thanks or a receipt: they left, or are left out.
func NewThanked(step string, why Reason) Event {
	return Event{Kind: KindThanked, Step: step, Reason: why}
}

// NewClosed says that the case is over.
func NewClosed(as Outcome, why Reason) Event {
	return Event{Kind: KindClosed, Outcome: as, Reason: why}
}

// NewUnreachable is what becomes of a message without a usable address: thanks are
// left out, an e-mail waits for an address, a letter is left to a person, since a
// bounce would hold e-mails only.
func NewUnreachable(d Decision) Event {
	switch {
	case d.Action == Thank:
		return NewThanked("", ReasonNoAddress)
	case d.Channel == Email:
		return NewBounce().With(Stamp{Reason: ReasonNoAddress})
	}
	return NewAttention("", ReasonNoAddress)
}
