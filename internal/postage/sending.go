package postage

import (
	"relance/internal/dunning"
)

// Sending is what must survive a crash about a letter's order: the carrier's
// own identity of the only sending that may be posted.
type Sending struct {
	Message     int64
	Carrier     string
	Reference   string // our order's identity with the carrier
	Sending     string // the carrier's identity; empty when it has none of its own
	Fingerprint string // SHA-256 of the order, hex; empty when the carrier keeps the order itself
	Host        string // where the sending lives
	Attempt     string // a request whose outcome is not known yet; see SwapSending
}

// ErrLettersOfYear says that a registered letter would be one more than its
// creditor may send in the civil year.
var ErrLettersOfYear = dunning.Errorf(dunning.CodeRejected, "the creditor's registered letters of the year have all been sent")

// ErrBudget says that the creditor's euros for letters do not suffice.
var ErrBudget = dunning.Errorf(dunning.CodeRejected, "the creditor's euros for letters of the year are spent")
