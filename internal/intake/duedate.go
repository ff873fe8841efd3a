package intake

import (
	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/terms"
)

// dueDate gives the due date of a document and the rule it comes from: the
// date stated, the document's own terms in words, the terms agreed with the
// customer (in words, "" when there are none), else the issue date and the 30
// days of C. com. art. L441-10, I. Both are zero when the document has neither
// a due date nor an issue date.
func dueDate(d einvoice.Document, customerTerms string) (calendar.Date, einvoice.DueRule) {
	switch {
	case !d.DueDate.IsZero():
		return d.DueDate, einvoice.DueStated
	case d.IssueDate.IsZero():
		return calendar.Date{}, ""
	}
	if due, ok := readTerms(d.Terms, d.IssueDate); ok {
		return due, einvoice.DueTerms
	}
	if due, ok := readTerms(customerTerms, d.IssueDate); ok {
		return due, einvoice.DueCustomer
	}
	return terms.Default().Due(d.IssueDate), einvoice.DueDefault
}

// readTerms refuses a date before the issue: the words were misunderstood.
func readTerms(words string, issued calendar.Date) (calendar.Date, bool) {
	rule, ok := terms.Parse(words)
	if !ok {
		return calendar.Date{}, false
	}
	due := rule.Due(issued)
	return due, !due.IsZero() && !due.Before(issued)
}
