package intake

import (
	"testing"

	"relance/internal/einvoice"
	"relance/internal/money"
)

func TestACreditNoteReducesTheOneInvoiceThatItNames(t *testing.T) {
	t.Parallel()
	cents := func(c money.Cents) *money.Cents { return &c }
	for name, row := range map[string]struct {
		number  string
		payable *money.Cents
		named   []string
		amount  money.Cents
		against string
		fault   CreditFault
	}{
		"written as a negative amount": {"AV-1", cents(-12000), []string{" F-1 "}, 12000, "F-1", ""},
		"written as a positive amount": {"AV-1", cents(12000), []string{"F-1"}, 12000, "F-1", ""},
		"without a number":             {"", cents(-12000), []string{"F-1"}, 12000, "", CreditUnnumbered},
		"of nothing":                   {"AV-1", cents(0), []string{"F-1"}, 0, "", CreditNil},
		"without an amount":            {"AV-1", nil, []string{"F-1"}, 0, "", CreditNil},
		"that names no invoice":        {"AV-1", cents(-12000), nil, 12000, "", CreditUnnamed},
		"that names two":               {"AV-1", cents(-12000), []string{"F-1", "F-2"}, 12000, "", CreditShared},
	} {
		d := einvoice.Document{Number: row.number, Payable: row.payable}
		for _, n := range row.named {
			d.Preceding = append(d.Preceding, einvoice.Preceding{Number: n})
		}
		if c := CreditOf(d); c.Amount != row.amount || c.Fault != row.fault || c.Against() != row.against {
			t.Errorf("%s: %s against %q, fault %q; want %s against %q, fault %q", name, c.Amount, c.Against(), c.Fault, row.amount, row.against, row.fault)
		}
	}
}
