package einvoice

import (
	"errors"
	"strconv"
	"strings"

	"relance/internal/money"
)

var errDecimal = errors.New("not a decimal number")

// parseDecimal reads a decimal number of XML ("1234.5", "-12", ".5", "+3.00").
// When more than two decimals count, the sum is rounded half away from zero
// and rounded is true.
func parseDecimal(s string) (sum money.Cents, rounded bool, err error) {
	digits := strings.TrimPrefix(s, "-")
	negative := digits != s
	if !negative {
		digits = strings.TrimPrefix(s, "+")
	}
	whole, frac, _ := strings.Cut(digits, ".")
	if whole+frac == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, false, errDecimal
	}
	frac = strings.TrimRight(frac, "0")
	kept := (frac + "00")[:2]
	n, err := strconv.ParseInt("0"+whole+kept, 10, 64)
	if err != nil || n > maxCents {
		return 0, false, errDecimal
	}
	if rounded = len(frac) > 2; rounded && frac[2] >= '5' {
		n++
	}
	if negative {
		n = -n
	}
	return money.Cents(n), rounded, nil
}

// maxCents keeps sums of sums far from overflow: ten thousand billion euros.
const maxCents = 1_000_000_000_000_000

// amount reads the amount element of a term. Doubts become warnings; an
// unreadable amount is nil.
func (r *reader) amount(term string, n *node) *money.Cents {
	if n == nil || n.value == "" {
		return nil
	}
	written := n.value
	if strings.Count(written, ",") == 1 && !strings.Contains(written, ".") {
		written = strings.Replace(written, ",", ".", 1)
		r.warn("%s : montant « %s » écrit avec une virgule, lu %s", term, n.value, written)
	}
	sum, rounded, err := parseDecimal(written)
	if err != nil {
		r.warn("%s : montant illisible « %s »", term, oneLine(n.value))
		return nil
	}
	if rounded {
		r.warn("%s : montant %s arrondi à %s", term, oneLine(n.value), sum)
	}
	if c := n.attr("currencyID"); c != "" && r.doc.Currency != "" && !strings.EqualFold(c, r.doc.Currency) {
		r.warn("%s : montant exprimé en %s dans un document en %s", term, oneLine(c), r.doc.Currency)
		if term == "BT-115" {
			r.doc.PayableIn = strings.ToUpper(oneLine(c))
		}
	}
	return &sum
}
