// Package payment says what relance asks of a provider that takes cards: a
// session at the click, its end when the balance changes, and what became of it
// when the provider is asked. A notification is never believed: it only says
// which session, or payout, to ask about.
//
// A provider is its package and one line that calls paymenttest.Exercise.
package payment

import (
	"context"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Order asks for a session in which one sum can be paid.
type Order struct {
	Reference string // ours, random; the same twice is one session
	Title     string // what the debtor reads beside the sum: numbers of invoices
	Language  string // fr or en
	Amount    money.Cents
	Currency  string
	Return    string    // where the browser goes afterwards; nothing follows from it
	Expires   time.Time // between Shortest and Longest from now
}

// Bounds of the life of a session.
const (
	Shortest = 31 * time.Minute
	Longest  = 24 * time.Hour
)

// Session is where the debtor pays.
type Session struct {
	ID      string
	Address string // https
}

// Status says what became of a session.
type Status string

// The statuses.
const (
	Open    Status = "open"
	Pending Status = "pending" // the debtor is done, the money is not there
	Paid    Status = "paid"
	Expired Status = "expired" // nothing can be paid in it any more
)

// State is a session as the provider has it.
type State struct {
	ID        string
	Reference string
	Status    Status
	Amount    money.Cents
	Currency  string
	Payment   string        // the provider's identifier of the money; of a paid one
	On        calendar.Date // when it was paid
	Fee       money.Cents   // what the provider keeps; 0 while it is not known
}

// Payout is money that the provider sends to the bank: the payments of some days,
// less its fees, in one line.
type Payout struct {
	ID       string
	Amount   money.Cents
	Currency string
	Arrives  calendar.Date
}

// ReturnKind says who made money go back.
type ReturnKind string

// The kinds.
const (
	Refund     ReturnKind = "refund"     // the creditor, at the provider
	Chargeback ReturnKind = "chargeback" // the holder of the card, through his bank
)

// ReturnState says whether it went back.
type ReturnState string

// The states.
const (
	ReturnPending ReturnState = "pending" // not decided yet
	ReturnDone    ReturnState = "done"
	ReturnVoid    ReturnState = "void" // it failed, or the creditor won: the money is there
)

// Return is money of a card payment that goes back.
type Return struct {
	ID       string
	Kind     ReturnKind
	State    ReturnState
	Amount   money.Cents // positive
	Currency string
	On       calendar.Date
}

// Notice is what a notification is about: a session, a payout, or a payment of
// which money goes back, by its identifier; none for one that does not matter
// here.
type Notice struct{ Session, Payout, Payment string }

// Provider takes cards. Errors carry codes of package dunning: CodeNotFound for
// what the provider does not know, CodeConflict for a session that cannot be
// ended, CodeUnavailable when trying again can help.
type Provider interface {
	Name() string // a source of payments
	Start(ctx context.Context, o Order) (Session, error)
	// Expire ends a session; one that ended before is no error. CodeConflict when
	// it was paid meanwhile.
	Expire(ctx context.Context, id string) error
	Read(ctx context.Context, id string) (State, error)
	Payout(ctx context.Context, id string) (Payout, error)
	// Returns tells what of a payment went back or may, with the reference of the
	// order that it was paid for; empty for an order that is not ours.
	Returns(ctx context.Context, payment string) (reference string, list []Return, err error)
	// Verify reads a notification whose signature is right; CodeForbidden for any
	// other.
	Verify(signature string, body []byte, now time.Time) (Notice, error)
}
