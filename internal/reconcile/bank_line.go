package reconcile

import (
	"time"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/money"
)

// LineState tells what became of a bank line.
type LineState string

// The states of a bank line.
const (
	LinePending   LineState = "pending"   // announced by the bank, not booked
	LineMatched   LineState = "matched"   // recorded: a payment, its confirmation, or a return
	LineSuggested LineState = "suggested" // a person is asked, with proposals
	LineUnmatched LineState = "unmatched" // a person is asked, without
	LineIgnored   LineState = "ignored"   // nothing to do with invoices
	LineReturned  LineState = "returned"  // a payment that a later line took back
	LineRefund    LineState = "refund"    // the creditor's own repayment: a person is asked for what
)

// BankLine is a booking on a creditor's account, with what became of it.
type BankLine struct {
	ID       int64       `json:"line"`
	Creditor string      `json:"creditor"`
	Account  string      `json:"account"`
	Entry    bank.Entry  `json:"entry"`
	State    LineState   `json:"state"`
	Rest     money.Cents `json:"rest,omitzero"` // of a matched line: went to no invoice yet
	Decision Decision    `json:"decision"`
	File     string      `json:"file"` // in which it was first read
	Author   string      `json:"author"`
	Decided  time.Time   `json:"decided_at"`
	Matches  []BankMatch `json:"matches,omitempty"` // what stands
}

// Left is what of the line went to no invoice.
func (l BankLine) Left() money.Cents {
	if l.State == LineMatched {
		return l.Rest
	}
	return l.Entry.Amount
}

// BankMatch is what of a line stands for an invoice.
type BankMatch struct {
	Invoice   string      `json:"invoice"`
	Amount    money.Cents `json:"amount"`
	Accessory money.Cents `json:"accessory,omitzero"` // to late interest and fee
	Kind      string      `json:"kind"`               // payment, confirmation or return
	Author    string      `json:"author"`
}

// UnknownLine says that there is no bank line of a number, or none of the
// creditors of whoever asks.
func UnknownLine(id int64) error {
	return dunning.Errorf(dunning.CodeNotFound, "no bank line %d", id).WithHint("see which there are: %s", dunning.Deed{Do: dunning.DeedOpenLines})
}
