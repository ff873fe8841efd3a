package reconcile

import (
	"time"

	"relance/internal/bank"
	"relance/internal/calendar"
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
	Version  int64       `json:"-"`                 // grows with each decision over the line
}

// Waiting is what of a line waits for a decision: all of it, or what went to no
// invoice yet.
func (l BankLine) Waiting() money.Cents {
	if l.Rest != 0 {
		return l.Rest
	}
	return l.Entry.Amount
}

// Day is the value date of a line, or the day of its booking where the bank gives
// none.
func (l BankLine) Day() calendar.Date {
	if !l.Entry.ValueDate.IsZero() {
		return l.Entry.ValueDate
	}
	return l.Entry.BookingDate
}

// Stands tells whether a line went to invoices as it was asked to, and to no other.
func (l BankLine) Stands(parts []MatchPart) bool {
	if len(l.Matches) != len(parts) {
		return false
	}
	for i, m := range l.Matches {
		p := parts[i]
		if m.Invoice != p.Invoice || p.Amount != 0 && m.Amount != p.Amount || m.Accessory != p.Accessory {
			return false
		}
	}
	return true
}

// StaleLine says that a bank line is no longer the one that somebody saw.
func StaleLine(l BankLine, seen int64) error {
	e := dunning.Errorf(dunning.CodeConflict, "bank line %d changed: it is at version %d, and %d was seen", l.ID, l.Version, seen).
		WithHint("look at the line as it is now, and decide again")
	e.Version = l.Version
	return e
}

// Proposals are the answers that were found for the line, best first. They stay what
// they were when one of them is chosen.
func (l BankLine) Proposals() []Proposal {
	d := l.Decision
	if len(d.Suggestions) > 0 || len(d.Allocations) == 0 {
		return d.Suggestions
	}
	return []Proposal{{Allocations: d.Allocations, Unallocated: d.Unallocated, Score: d.Score, Reasons: d.Reasons}}
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
