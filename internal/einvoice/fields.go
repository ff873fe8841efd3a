package einvoice

import (
	"slices"
	"strings"

	"relance/internal/money"
)

// An amountField maps a term of the standard to the element that holds it.
type amountField struct {
	term, path string
	into       func(*Document) **money.Cents
}

func netAmount(d *Document) **money.Cents      { return &d.Net }
func vatAmount(d *Document) **money.Cents      { return &d.VAT }
func totalAmount(d *Document) **money.Cents    { return &d.Total }
func prepaidAmount(d *Document) **money.Cents  { return &d.Prepaid }
func roundingAmount(d *Document) **money.Cents { return &d.Rounding }
func payableAmount(d *Document) **money.Cents  { return &d.Payable }

// readAmounts fills the amounts of a table. A total that is stated in two
// currencies is taken in the document's.
func (r *reader) readAmounts(root *node, fields []amountField) {
	for _, f := range fields {
		*f.into(r.doc) = r.amount(f.term, inCurrency(root.all(f.path), r.doc.Currency))
	}
}

func inCurrency(candidates []*node, currency string) *node {
	var best *node
	for _, n := range candidates {
		switch {
		case strings.EqualFold(n.attr("currencyID"), currency):
			return n
		case best == nil, n.attr("currencyID") == "" && best.attr("currencyID") != "":
			best = n
		}
	}
	return best
}

// readCurrency normalises BT-5, which must have been read, and falls back on
// the currency that the amount due is written in.
func (r *reader) readCurrency(due *node) {
	d := r.doc
	if d.Currency == "" {
		if d.Currency = due.attr("currencyID"); d.Currency != "" {
			r.warn("BT-5 : devise du document absente, %s lue sur le net à payer", oneLine(d.Currency))
		}
	}
	if upper := strings.ToUpper(d.Currency); upper != d.Currency {
		r.warn("BT-5 : devise « %s », lue %s", oneLine(d.Currency), oneLine(upper))
		d.Currency = upper
	}
}

// addNote keeps a note that says something new.
func (r *reader) addNote(code, text string) {
	n := Note{strings.TrimSpace(code), strings.TrimSpace(text)}
	if n.Text != "" && !slices.Contains(r.doc.Notes, n) {
		r.doc.Notes = append(r.doc.Notes, n)
	}
}

// addLine adds a line to the letter address.
func (b *Buyer) addLine(line string) {
	if line != "" {
		b.Address.Lines = append(b.Address.Lines, line)
	}
}
