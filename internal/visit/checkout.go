package visit

import (
	"time"

	"relance/internal/dunning"
	"relance/internal/money"
)

// Checkout is a card payment that a debtor began.
type Checkout struct {
	ID        int64
	Link      int64
	Creditor  string
	Reference string // ours, towards the provider
	Session   string // the provider's; empty until it has answered
	State     string
	Amount    money.Cents
	Currency  string
	Created   time.Time
	Parts     []Part
}

// Part is what of a card payment goes to one invoice.
type Part struct {
	Ref    dunning.Ref
	Amount money.Cents
}
