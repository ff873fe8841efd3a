package dunning

import (
	"strings"
	"time"
)

// Difference is one fact of an invoice that an import would change.
type Difference struct {
	Field    string `json:"field"`
	Recorded string `json:"recorded"`
	Given    string `json:"given"`
}

// Marks are what a line of a list says about who is meant, in Given: his
// reference, his numbers, his name.
type Marks []Difference

// String gives them in English: "reference C-2, name Caron".
func (m Marks) String() string {
	parts := make([]string, len(m))
	for i, d := range m {
		parts[i] = d.Field + " " + d.Given
	}
	return strings.Join(parts, ", ")
}

// NewInvoice is an invoice to be chased.
type NewInvoice struct {
	Creditor string // id
	Debtor   Debtor
	Invoice  Invoice
	Document *Document // its PDF, when there is one
	Now      time.Time // case time at which the case opens; zero is now
	Author   string    // user name of whoever imports it
}

// AddState says what became of a NewInvoice.
type AddState string

// The answers to an import.
const (
	AddCreated  AddState = "created"  // recorded, and a case opened
	AddSame     AddState = "same"     // on record already, with the same facts
	AddConflict AddState = "conflict" // on record with other facts, which stay: see Differences
	AddFailed   AddState = "failed"   // see Err
)

// Added is what became of one invoice of an import.
type Added struct {
	State       AddState
	Ref         Ref
	Case        Case         // as opened; empty unless Created
	Differences []Difference // of a Conflict
	Err         error        // of a Failed
}
