package dunning

import (
	"fmt"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Sources of payments that the store treats in its own way.
const (
	SourceManual  = "manual"  // entered by a person; the default
	SourceSignal  = "signal"  // told to the workflow
	SourceConsole = "console" // entered in the console
	SourceStripe  = "stripe"  // a card: the bank sees it as a part of a payout, so that no bank line confirms it
	SourcePortal  = "portal"  // said, or paid, by the debtor on his page
	SourceBank    = "bank"    // a bank line: confirms what a person entered, and may pay several invoices
)

// PaymentName is the identifier of a payment or credit note whose source gave
// it none.
func PaymentName(number string, e Event) string {
	name := fmt.Sprintf("%s/%s/%s", number, e.Date, e.Amount)
	if e.Accessory != 0 {
		name += "+" + e.Accessory.String()
	}
	return name
}

// DebtorPayment is money that came from a debtor and was spread over his
// invoices (C. civ. 1342-10).
type DebtorPayment struct {
	Creditor string
	Debtor   string // Debtor.Key
	Source   string // as of a payment
	ID       string // the same twice counts once; empty is made of debtor, date and Amount
	Date     calendar.Date
	Amount   money.Cents // of the whole payment
	Author   string
	Shares   []DebtorShare
}

// DebtorShare is the part of one invoice. Known is the version of its case that
// the share was worked out from.
type DebtorShare struct {
	Ref    Ref
	Known  int64
	Amount money.Cents
	Rule   string // why: interest.Rule
}

// Name is what makes the payment recognisable.
func (p DebtorPayment) Name() string {
	if p.ID != "" {
		return p.ID
	}
	return fmt.Sprintf("%s/%s/%s", p.Debtor, p.Date, p.Amount)
}
