package intake

import (
	"fmt"

	"relance/internal/einvoice"
	"relance/internal/money"
)

// markDuplicates compares the items that bear the same number for the same
// creditor: the same content again is marked, other content is a conflict.
func (res *Result) markDuplicates() {
	first := map[[2]string]*Item{}
	for i := range res.Items {
		item := &res.Items[i]
		if item.Error != nil || item.Line == 0 {
			continue
		}
		key := [2]string{item.Extra.Creditor, item.Document.Number}
		before, again := first[key]
		if !again {
			first[key] = item
			continue
		}
		if difference := compare(before.Document, item.Document); difference != "" {
			message := fmt.Sprintf(french("le numéro %s figure déjà ligne %d avec un autre contenu (%s) : gardez une seule ligne par facture"),
				shorten(item.Document.Number), before.Line, difference)
			item.Error = &Error{File: res.File, Line: item.Line, Code: Conflict, Message: message}
			item.Document.Error = message
			continue
		}
		item.DuplicateOf = before.Line
		item.Document.Warnings = append(item.Document.Warnings, fmt.Sprintf("même facture que ligne %d", before.Line))
	}
}

// compare names the first field in which two documents of one number differ,
// with both values, or "".
func compare(a, b einvoice.Document) string {
	for _, f := range []struct{ name, a, b string }{
		{"type", a.TypeCode, b.TypeCode},
		{"date", a.IssueDate.String(), b.IssueDate.String()},
		{"échéance", a.DueDate.String(), b.DueDate.String()},
		{"devise", a.Currency, b.Currency},
		{"total", written(a.Total), written(b.Total)},
		{"reste dû", written(a.Payable), written(b.Payable)},
		{"client", a.Buyer.Name, b.Buyer.Name},
		{"SIREN", a.Buyer.SIREN, b.Buyer.SIREN},
	} {
		if f.a != f.b {
			return fmt.Sprintf("%s %s puis %s", f.name, quoteEmpty(f.a), quoteEmpty(f.b))
		}
	}
	return ""
}

func written(c *money.Cents) string {
	if c == nil {
		return ""
	}
	return c.String()
}

func quoteEmpty(s string) string {
	if s == "" {
		return "vide"
	}
	return shorten(s)
}
