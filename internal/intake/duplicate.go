package intake

import (
	"fmt"

	"relance/internal/einvoice"
	"relance/internal/money"
)

// place is where an item was read.
type place struct{ line, at int }

// duplicates compares the items that bear the same number for the same
// creditor.
type duplicates struct {
	file  string
	first map[[2]string]place           // of a number, by creditor
	read  func(place) einvoice.Document // reads it again: cheaper than to keep all documents
}

// mark marks an item whose number came before: the same content again is a
// duplicate, other content is a conflict.
func (d *duplicates) mark(item *Item, at int) {
	if item.Error != nil || item.Line == 0 {
		return
	}
	key := [2]string{item.Extra.Creditor, item.Document.Number}
	before, again := d.first[key]
	if !again {
		d.first[key] = place{item.Line, at}
		return
	}
	if difference := compare(d.read(before), item.Document); difference != "" {
		message := fmt.Sprintf(french("le numéro %s figure déjà ligne %d avec un autre contenu (%s) : gardez une seule ligne par facture"),
			shorten(item.Document.Number), before.line, difference)
		item.Error = &Error{File: d.file, Line: item.Line, Code: Conflict, Message: message}
		item.Document.Error = message
		return
	}
	item.DuplicateOf = before.line
	item.Document.Warnings = append(item.Document.Warnings, fmt.Sprintf("même facture que ligne %d", before.line))
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
