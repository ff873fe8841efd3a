package tabular

import (
	"errors"
	"regexp"
	"strings"

	"relance/internal/money"
)

// The ways in which an amount cannot be read.
var (
	// ErrAmount is the error of a text that is no amount.
	ErrAmount = errors.New("not an amount")
	// ErrAmbiguous is the error of "1.234": thousands or decimals.
	ErrAmbiguous = errors.New("ambiguous amount")
)

// Amount is an amount as it stands in a cell.
type Amount struct {
	Sum money.Cents
	// Decimals counts the digits behind the decimal mark without the zeros at
	// the end. More than two were rounded half away from zero.
	Decimals int
	// Currency is what stands beside the digits: an ISO 4217 code, "$" where
	// only the sign is written, "" where nothing is.
	Currency string
	// grouped tells that what was read as decimals has the form of a group of
	// thousands, as in "1,000".
	grouped bool
}

// Rounded tells whether the cell said more than cents.
func (a Amount) Rounded() bool { return a.Decimals > 2 }

// Thousandth tells that exactly three digits stand behind the decimal mark: no
// sum of money in euros is written so, a misread thousands separator is. Zeros
// count where the cell could be a number of thousands: "1,000", not "1234,500".
func (a Amount) Thousandth() bool { return a.Decimals == 3 || a.grouped }

// Marks collects the decimal marks that the amounts of a file prove.
type Marks struct{ comma, point int }

// See takes in one cell.
func (m *Marks) See(cell string) {
	bare, _ := bareAmount(cell)
	switch mark, sure := markOf(bare); {
	case !sure:
	case mark == ',':
		m.comma++
	default:
		m.point++
	}
}

// Mark is the mark that most amounts prove, 0 when none does or both do
// equally often.
func (m *Marks) Mark() byte {
	switch {
	case m.comma > m.point:
		return ','
	case m.point > m.comma:
		return '.'
	}
	return 0
}

// wholeAmount is the part before the decimal mark: plain, or in groups of three.
var wholeAmount = regexp.MustCompile(`^[+-]? ?(?:\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)$`)

// ParseAmount reads an amount: "1 234,56 €", "1.234,56", "USD 1,234.56",
// "(12,00)", "12,00-". mark is the decimal mark of the file, 0 when unknown.
// The error is ErrAmount or ErrAmbiguous.
func ParseAmount(cell string, mark byte) (Amount, error) {
	bare, unit := bareAmount(cell)
	own, sure := markOf(bare)
	if sure {
		mark = own
	} else if own != 0 && mark == 0 {
		return Amount{}, ErrAmbiguous
	}
	whole, frac := bare, ""
	if mark != 0 {
		whole, frac, _ = strings.Cut(bare, string(mark))
	}
	if frac != "" && strings.Trim(whole, "+- ") == "" { // ,50
		whole += "0"
	}
	if !wholeAmount.MatchString(whole) || strings.Trim(frac, "0123456789") != "" {
		return Amount{}, ErrAmount
	}
	whole = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" '.,+", r) {
			return -1
		}
		return r
	}, whole)
	frac = strings.TrimRight(frac, "0")
	sum, err := money.ParseCents(whole + "." + frac[:min(2, len(frac))])
	if err != nil {
		return Amount{}, ErrAmount
	}
	if len(frac) > 2 && frac[2] >= '5' {
		if strings.HasPrefix(whole, "-") {
			sum--
		} else {
			sum++
		}
	}
	return Amount{Sum: sum, Decimals: len(frac), Currency: unit, grouped: !sure && own != 0 && own == mark}, nil
}

var plainSigns = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ", "\t", " ", "\n", " ", "\r", " ",
	"\ufeff", "", "\u200b", "", "’", "'", "−", "-", "–", "-", "‑", "-")

// bareAmount drops the unit around an amount and brings its spaces and signs to
// one form. What it does not understand it leaves, for ParseAmount to refuse:
// "1e3" and "12 k" must not become numbers.
func bareAmount(s string) (bare, unit string) {
	s = strings.TrimSpace(plainSigns.Replace(s))
	negative := false
	s, unit = trimUnits(s, unit)
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s, negative = strings.TrimSuffix(inner, ")"), true
		s, unit = trimUnits(s, unit)
	}
	for _, sign := range []string{"-", "+"} {
		if rest, ok := strings.CutPrefix(s, sign); ok { // -€12, - 12
			rest, unit = trimUnits(rest, unit)
			s = sign + rest
		}
		if rest, ok := strings.CutSuffix(s, sign); ok && rest != "" {
			s, unit = trimUnits(rest, unit)
			negative = negative || sign == "-"
		}
	}
	if negative && !strings.HasPrefix(s, "-") {
		s = "-" + s
	}
	return s, unit
}

// markOf tells the decimal mark of one amount. "1.234" and "1,234" are the
// cases that leave a doubt: no group of thousands begins with a zero or has
// four digits before it.
func markOf(s string) (mark byte, sure bool) {
	dot, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	last := max(dot, comma)
	switch {
	case last < 0:
		return 0, false
	case dot >= 0 && comma >= 0:
		return s[last], true
	case strings.Count(s, s[last:last+1]) > 1: // only thousands repeat
		if s[last] == '.' {
			return ',', true
		}
		return '.', true
	}
	whole := strings.TrimLeft(s[:last], "+- ")
	return s[last], len(s)-last-1 != 3 || len(whole) > 3 || strings.HasPrefix(whole, "0") || whole == ""
}
