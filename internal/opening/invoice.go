package opening

import (
	"unicode/utf8"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/fact"
	"relance/internal/money"
)

// Check refuses what cannot be chased, before any SQL.
func Check(n dunning.NewInvoice) error {
	i := n.Invoice
	invalid := func(format string, args ...any) *dunning.Error {
		return dunning.Errorf(dunning.CodeInvalid, "invoice %s: "+format, append([]any{i.Number}, args...)...)
	}
	switch {
	case i.Number == "":
		return dunning.Errorf(dunning.CodeInvalid, "an invoice has no number").WithHint("it came from %s", i.Source)
	case n.Debtor.Key == "":
		return invalid("the customer has no reference").WithHint("give each customer the reference of your own books")
	case n.Debtor.Name == "":
		return invalid("the customer has no name")
	case i.Due.IsZero():
		return invalid("it has no due date").WithHint("state one, or the payment terms")
	case (money.Amount{Cents: i.Payable, Currency: i.Currency}).Validate() != nil:
		return invalid("%q is not a currency", i.Currency).WithHint("write EUR")
	case i.Payable <= 0:
		return invalid("nothing is open (%s)", i.Payable).WithHint("paid invoices and credit notes are not chased")
	case i.Due.Year < 1900 || i.Due.Year > 2200:
		return invalid("the due date %s cannot be right", i.Due)
	case i.Payable > fact.MostMoney:
		return invalid("the amount %s is above a thousand billion", i.Payable).WithHint("amounts are in units with a decimal point, as 1234.56")
	case utf8.RuneCountInString(n.Debtor.Name) > longestName:
		return invalid("the customer's name has %d characters, at most %d go into a letter", utf8.RuneCountInString(n.Debtor.Name), longestName).
			WithHint("a column may have been taken for another")
	}
	if err := checkIdentity(n); err != nil {
		return err
	}
	if _, err := calendar.ParseZone(n.Debtor.Zone); err != nil {
		return invalid("%w", err)
	}
	return nil
}

const (
	longestName = 300 // characters of a debtor's name
	// longestID is what Temporal takes of a workflow's identity, 255 bytes, with
	// room for the later cycles of the case.
	longestID = 245
	// longestKey is what Temporal's store takes of a value that is searched by.
	longestKey = 255
)

// checkIdentity refuses what Temporal would refuse for good: its case would be
// on record and never start.
func checkIdentity(n dunning.NewInvoice) error {
	number := n.Invoice.Number
	if size := len(dunning.Ref{Creditor: n.Creditor, Number: number}.ID()); size > longestID {
		return dunning.Errorf(dunning.CodeInvalid, "invoice %.40s…: its number is too long: with the creditor it takes %d bytes of %d", number, size, longestID).
			WithHint("accents and other signs than letters and digits count several times; shorten the number")
	}
	if size := utf8.RuneCountInString(n.Debtor.Key); size > longestKey {
		return dunning.Errorf(dunning.CodeInvalid, "invoice %s: the customer's reference has %d characters of %d", number, size, longestKey).
			WithHint("give each customer the reference of your own books; a column may have been taken for another")
	}
	return nil
}

// Facts are the fields that make an invoice what it is, in words; where it came
// from and how its file is called are not among them.
func Facts(i dunning.Invoice) [][2]string {
	return [][2]string{
		{"debtor", i.Debtor}, {"issue_date", i.Issued.String()}, {"due_date", i.Due.String()},
		{"completed", i.Completed.String()}, {"currency", i.Currency}, {"total", i.Total.String()},
		{"payable", i.Payable.String()}, {"order_ref", i.OrderRef}, {"object", i.Object}, {"payment_ref", i.PayRef},
		{"iban", i.IBAN}, {"bic", i.BIC}, {"terms", i.Terms},
	}
}

// Differences lists field by field what an import would change. A file counts
// only when there was one before: the first one is added, not a change.
func Differences(recorded, given dunning.Invoice) (out []dunning.Difference) {
	old, now := Facts(recorded), Facts(given)
	if given.Document != "" && recorded.Document != "" {
		old = append(old, [2]string{"document", recorded.Document})
		now = append(now, [2]string{"document", given.Document})
	}
	for i := range old {
		if old[i] != now[i] {
			out = append(out, dunning.Difference{Field: old[i][0], Recorded: old[i][1], Given: now[i][1]})
		}
	}
	return out
}
