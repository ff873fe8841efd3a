package reconcile

import (
	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
)

// OpenItem is one invoice or credit note as reconciliation sees it.
type OpenItem struct {
	ID       int64         // of the store; breaks ties of order, never of decisions
	Number   string        // invoice number as printed
	PayRef   string        // reference asked for on the transfer, when other than Number
	OrderRef string        // customer's order number: weak evidence
	Debtor   string        // dunning.Debtor.Key
	Name     string        // the debtor's name
	Issued   calendar.Date // may be zero
	Due      calendar.Date // may be zero
	Currency string        // ISO 4217
	Total    money.Cents   // with VAT
	// Balance is the principal still open: negative for a credit note, 0 for an
	// invoice settled not long ago, kept so that a second payment is recognised.
	Balance  money.Cents
	Interest money.Cents // late interest claimable at the entry's date; 0 when none or unknown
	Fee      money.Cents // recovery compensation claimable (40 €, C. com. D441-5); 0 when none
	Discount money.Cents // early-payment discount agreed on this invoice; 0 when none
}

func (o OpenItem) open() bool { return o.Balance != 0 }

// Payer is a debtor who may have sent the money.
type Payer struct {
	Debtor string // dunning.Debtor.Key
	Name   string
	Learnt bool // the entry's account paid for this debtor before, and a person or a sure match said so
}

// PastLine is an earlier booked entry and what it settled.
type PastLine struct {
	Line        string // the store's identity of the entry
	Payment     int64  // dunning.Payment.ID made of it; 0 when none
	Entry       bank.Entry
	Allocations []Allocation // what stands; empty when undone or never matched
	Returned    bool         // a return has undone it already
}

// Manual is a payment entered by hand that no bank line has confirmed yet.
type Manual struct {
	Payment     int64
	Date        calendar.Date
	Amount      money.Cents
	Currency    string
	Allocations []Allocation
}

// Candidates is what the look-ups found for one entry. The order of the lists
// does not matter.
type Candidates struct {
	// Items holds the items found by reference, the open items of Payers and of
	// the debtors whose items were found by reference, and those with the
	// entry's amount as balance. Repeats are ignored.
	Items []OpenItem
	// Payers holds the debtors found by account and by name.
	Payers []Payer
	// Cut names debtors of whom not all open items are in Items; combinations
	// are then not tried. The items that have exactly the entry's amount must be
	// there all the same.
	Cut map[string]bool
	// AmountCut says that more items have the entry's amount than Items holds.
	AmountCut bool
	// PrefixCut says that more items begin with a truncated reference than Items
	// holds.
	PrefixCut bool
	// Past holds earlier lines of the same payer or reference: for a return the
	// lines with the opposite amount, for a payment those with the same amount.
	Past []PastLine
	// Manual holds unconfirmed payments with the entry's amount.
	Manual []Manual
	// Payouts holds what providers of card payments sent of the entry's amount.
	Payouts []Payout
}

// Payout is money that a provider of card payments sends to the bank in one line,
// less its fees.
type Payout struct {
	Provider string // as bank lines name it, in small letters
	ID       string
	Amount   money.Cents
	Currency string
	Arrives  calendar.Date
}
