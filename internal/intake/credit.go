package intake

import (
	"strings"

	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/money"
)

// CreditFault is why a credit note cannot be set against an invoice without a
// person, from a closed list.
type CreditFault string

// The faults that the credit note itself shows.
const (
	CreditUnnumbered CreditFault = "unnumbered" // without a number nothing recognises it when it comes again
	CreditNil        CreditFault = "nil"        // its amount is zero or absent
	CreditUnnamed    CreditFault = "unnamed"    // it names no invoice
	CreditShared     CreditFault = "shared"     // it names several: nobody knows how it is shared
)

// Credit is what a credit note takes off an invoice.
type Credit struct {
	Number   string // number of the credit note
	Issued   calendar.Date
	Amount   money.Cents // positive, in whatever sign the seller wrote it
	Currency string
	Named    []string    // the invoices that it names
	Fault    CreditFault // empty when it names the one invoice that it reduces
}

// Against gives the number of the invoice that the credit note reduces; "" with a fault.
func (c Credit) Against() string {
	if c.Fault != "" {
		return ""
	}
	return strings.TrimSpace(c.Named[0])
}

// CreditOf reads a credit note.
func CreditOf(d einvoice.Document) Credit {
	c := Credit{Number: d.Number, Issued: d.IssueDate, Currency: d.Currency}
	if d.Payable != nil {
		c.Amount = max(*d.Payable, -*d.Payable)
	}
	for _, p := range d.Preceding {
		c.Named = append(c.Named, p.Number)
	}
	switch {
	case c.Number == "":
		c.Fault = CreditUnnumbered
	case c.Amount == 0:
		c.Fault = CreditNil
	case len(c.Named) == 0:
		c.Fault = CreditUnnamed
	case len(c.Named) > 1:
		c.Fault = CreditShared
	}
	return c
}
