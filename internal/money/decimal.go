package money

import (
	"errors"
	"fmt"
	"strings"
)

// Separator says which character stands before the decimals of a text.
type Separator byte

const (
	// AnySeparator lets ParseDecimal find out, and refuse what is ambiguous.
	AnySeparator Separator = 0
	// CommaDecimal is the French and German way: "1.234,56", "1 234,56".
	CommaDecimal Separator = ','
	// PointDecimal is the English way: "1,234.56".
	PointDecimal Separator = '.'
)

// ParseDecimal reads an amount as people and spreadsheets write it, in cents:
// "1 234,56", "1.234,56", "1,234.56", "1'234.56", "1234,5", "1234", with
// ordinary, no-break or narrow spaces, with "€" or "EUR" before or after, with
// a minus before or after or the accountant's parentheses, "(12,00)".
//
// "1,234" and "1.234" are a thousand to one reader and one to another: they
// are refused unless hint says which character separates decimals. When hint
// is given, a text that contradicts it is refused. Groups of thousands must be
// complete, and at most two decimals may count.
func ParseDecimal(s string, hint Separator) (Cents, error) {
	body, neg, err := strip(s)
	if err != nil {
		return 0, fmt.Errorf("amount %q: %w", s, err)
	}
	whole, frac, err := splitDecimal(body, hint)
	if err != nil {
		return 0, fmt.Errorf("amount %q: %w", s, err)
	}
	return fromParts(s, neg, whole, frac)
}

var oneSpace = strings.NewReplacer(
	nbsp, " ", nnbsp, " ", "\u2009", " ", "\u2007", " ", "\t", " ",
	"\u2212", "-", "\u2019", "'",
)

// strip takes one currency mark and one sign off, on whichever side they
// stand, and leaves digits and separators.
func strip(s string) (body string, neg bool, err error) {
	body = strings.TrimSpace(oneSpace.Replace(s))
	signs, marks := 0, 0
	for {
		rest, mark := peel(body)
		switch mark {
		case "":
			return body, neg, nil
		case "€", "EUR":
			marks++
		default:
			signs++
			neg = mark != "+"
		}
		if signs > 1 || marks > 1 {
			return "", false, fmt.Errorf("%q is there twice: want one sign and one currency at most", mark)
		}
		body = strings.TrimSpace(rest)
	}
}

// peel takes one mark off either end; "" when there is none.
func peel(s string) (rest, mark string) {
	for _, m := range []string{"-", "+", "€", "EUR"} {
		if t, ok := strings.CutPrefix(s, m); ok {
			return t, m
		}
		if t, ok := strings.CutSuffix(s, m); ok && m != "+" {
			return t, m
		}
	}
	if len(s) > 1 && s[0] == '(' && s[len(s)-1] == ')' {
		return s[1 : len(s)-1], "()"
	}
	return s, ""
}

var errShape = errors.New("want a number such as 1234,56 or 1 234,56, with the agreed decimal separator and whole groups of thousands")

// splitDecimal finds the decimal separator and takes the thousands separators
// out.
func splitDecimal(body string, hint Separator) (whole, frac string, err error) {
	dec, err := decimalSeparator(body, hint)
	if err != nil {
		return "", "", err
	}
	whole = body
	if dec != 0 {
		var found bool
		whole, frac, found = strings.Cut(body, string(dec))
		if found && frac == "" || !digits(frac) {
			return "", "", errShape
		}
		if whole == "" {
			return "0", frac, nil
		}
	}
	whole, err = ungroup(whole, dec)
	return whole, frac, err
}

// decimalSeparator decides which of ',' and '.' separates the decimals of
// body; 0 when neither does.
func decimalSeparator(body string, hint Separator) (rune, error) {
	comma, point := strings.Count(body, ","), strings.Count(body, ".")
	if hint != AnySeparator {
		return rune(hint), nil
	}
	switch {
	case comma > 0 && point > 0:
		if strings.LastIndexByte(body, ',') > strings.LastIndexByte(body, '.') {
			return ',', nil
		}
		return '.', nil
	case comma+point == 0, comma > 1, point > 1:
		return 0, nil
	}
	i := strings.IndexAny(body, ",.")
	if ambiguous(body[:i], body[i+1:]) {
		return 0, fmt.Errorf("may mean %[1]s%[2]s or %[1]s and %[2]s thousandths: say which character separates the decimals, or write two of them",
			body[:i], body[i+1:])
	}
	return rune(body[i]), nil
}

// ambiguous tells whether "before,after" may be a group of thousands.
func ambiguous(before, after string) bool {
	return len(after) == 3 && len(before) >= 1 && len(before) <= 3 &&
		digits(before) && before[0] != '0'
}

// ungroup takes the thousands separators out of the part before the decimals.
// One kind of separator, never the decimal one, and complete groups.
func ungroup(whole string, dec rune) (string, error) {
	if digits(whole) && whole != "" {
		return whole, nil
	}
	i := strings.IndexAny(whole, " '.,")
	if i < 0 || rune(whole[i]) == dec || whole[0] == '0' {
		return "", errShape // nobody writes 0,010 for ten
	}
	groups := strings.Split(whole, whole[i:i+1])
	for n, g := range groups {
		first := n == 0 && len(g) >= 1 && len(g) <= 3
		if !digits(g) || !first && (n == 0 || len(g) != 3) {
			return "", errShape
		}
	}
	return strings.Join(groups, ""), nil
}
