package reconcile

import "relance/internal/money"

// Verdict says what may be done with a decision.
type Verdict string

// The verdicts.
const (
	Auto    Verdict = "auto"    // sure: record it
	Suggest Verdict = "suggest" // ask a person
	None    Verdict = "none"    // nothing to do with an invoice, or nothing found
)

// Kind says what the entry is taken for.
type Kind string

// The kinds of decision.
const (
	KindPayment      Kind = "payment"      // money for invoices
	KindReturn       Kind = "return"       // an earlier payment taken back: its allocations are undone
	KindRefund       Kind = "refund"       // the creditor's own repayment to a customer
	KindConfirmation Kind = "confirmation" // the bank's line of a payment that was entered by hand: nothing is added
	KindPayout       Kind = "payout"       // of a provider of card payments: its payments are on record already
	KindOther        Kind = "other"        // any other movement, or not booked
)

// Allocation is the part of an entry that goes to one invoice. For a return it
// is negative: what is taken back.
type Allocation struct {
	Invoice string `json:"invoice"` // number
	// Amount goes to the principal. It never exceeds the balance; for a credit
	// note it is negative, the whole of what is used of it.
	Amount money.Cents `json:"amount"`
	// Accessory goes to late interest and recovery compensation.
	Accessory money.Cents `json:"accessory,omitzero"`
}

// Proposal is one possible answer.
type Proposal struct {
	Allocations []Allocation `json:"allocations"`
	Unallocated money.Cents  `json:"unallocated,omitzero"` // what of the entry goes to no invoice
	Score       int          `json:"score"`
	Reasons     []Reason     `json:"reasons"`
}

// Decision is the answer for one entry. Its JSON form is the contract of
// `relance reconcile --dry-run --json`.
type Decision struct {
	EntryID     string       `json:"entry_id"`
	Kind        Kind         `json:"kind"`
	Verdict     Verdict      `json:"decision"`
	Allocations []Allocation `json:"allocations"`          // what to record when Auto, else what is proposed first; empty when None
	Unallocated money.Cents  `json:"unallocated,omitzero"` // rest of the entry for a person
	Score       int          `json:"score"`                // 0 to 100, ranks only
	Reasons     []Reason     `json:"reasons"`              // never empty
	// Suggestions are at most three answers, best first. For an Auto decision
	// with an unallocated rest they are further uses of the whole entry.
	Suggestions []Proposal `json:"suggestions,omitempty"`
	// HoldReminder asks to pause the chase of the invoices in the suggestions
	// until a person has decided: they may well be paid.
	HoldReminder bool `json:"hold_reminder,omitempty"`
	// Debtor is who paid, when that is clear. After an Auto decision with Learn
	// set, or after a person confirmed, the caller records the entry's account as
	// his.
	Debtor string `json:"debtor,omitempty"`
	Learn  bool   `json:"learn,omitempty"`
	// Original is the line that a return takes back.
	Original        string `json:"original,omitempty"`
	OriginalPayment int64  `json:"original_payment,omitempty"`
	// Confirms is the payment entered by hand that a confirmation is about.
	Confirms int64 `json:"confirms,omitempty"`
}

// none is a decision that leaves the entry alone.
func none(id string, kind Kind, reasons ...Reason) Decision {
	return Decision{EntryID: id, Kind: kind, Verdict: None, Allocations: []Allocation{}, Reasons: reasons}
}

// Ranks of the kinds of evidence. From 80 on they may be automatic.
const (
	rankNamedPaid     = 100 // reference, amount and payer
	rankNamedAmount   = 95  // reference and amount
	rankAccountAmount = 92  // learnt account and an amount that only one of his invoices has
	rankShort         = 90  // payer, amount and short number
	rankNamedPart     = 88  // reference and payer, lower amount
	rankNamedOver     = 86  // reference and payer, higher amount
	rankWeakNamed     = 84  // digits or truncated reference, amount, payer
	rankWeakAmount    = 82  // digits or truncated reference, amount
	rankNear          = 78  // mistyped reference, amount, payer
	rankNameAmount    = 76  // name and an amount that only one of his invoices has
	rankDoubted       = 72  // would be automatic but for a contradiction
	rankNamedCombo    = 68  // reference and others of the same debtor add up
	rankNamedAsk      = 66  // reference, amount not explained, payer unclear
	rankCombo         = 64  // invoices of the payer that add up in one way only
	rankExplained     = 62  // amount of one invoice of the payer but for a fee or discount
	rankTie           = 56  // amount of several invoices of the payer
	rankNameMaybe     = 52  // a similar name, and the amount
	rankOrder         = 48  // order number and amount
	rankAmountOnly    = 40  // the only open invoice of that amount
	rankOldest        = 36  // payer only: his oldest invoices
	rankAmountTie     = 20  // one of several open invoices of that amount
	rankComboTie      = 63  // invoices of the payer that add up in several ways
)
