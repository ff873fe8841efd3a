package bank

import (
	"math"
	"strings"

	"relance/internal/money"
)

// decimal reads an amount as banks write it: an optional sign before or after,
// blanks or apostrophes between thousands, comma or point. sep is the decimal
// separator, or 0 to take the last of comma and point for it. More than two
// decimals are rounded half away from zero and reported as not exact.
func decimal(s string, sep byte) (c money.Cents, exact, ok bool) {
	s, neg := cutSign(s)
	whole, frac := splitDecimal(s, sep)
	n, digits := int64(0), 0
	for i := 0; i < len(whole); i++ {
		b := whole[i]
		if b == '.' || b == ',' || b == '\'' {
			continue
		}
		if b < '0' || b > '9' || n > math.MaxInt64/1000-10 {
			return 0, false, false
		}
		n = n*10 + int64(b-'0')
		digits++
	}
	n, exact, ok = addFraction(n, frac)
	if !ok || digits+len(frac) == 0 {
		return 0, false, false
	}
	if neg {
		n = -n
	}
	return money.Cents(n), exact, true
}

// beyondCents gives the decimals of an amount after the second, without zeros at
// the end.
func beyondCents(s string) string {
	s, _ = cutSign(s)
	_, frac := splitDecimal(s, 0)
	return strings.TrimRight(frac[min(2, len(frac)):], "0")
}

func cutSign(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '\u202f', '\u2009', '’', '\ufeff':
			return -1
		case '−', '–':
			return '-'
		}
		return r
	}, s)
	neg := false
	for _, sign := range []string{"-", "+"} {
		if t := strings.TrimPrefix(s, sign); t != s {
			return t, sign == "-"
		}
		if t := strings.TrimSuffix(s, sign); t != s {
			return t, sign == "-"
		}
	}
	return s, neg
}

func splitDecimal(s string, sep byte) (whole, frac string) {
	i := strings.LastIndexAny(s, ".,")
	if sep != 0 {
		i = strings.LastIndexByte(s, sep)
	}
	if i < 0 {
		return s, ""
	}
	if sep == 0 && strings.Count(s, s[i:i+1]) > 1 { // 1.234.567: only groups
		return s, ""
	}
	return s[:i], s[i+1:]
}

func addFraction(n int64, frac string) (cents int64, exact, ok bool) {
	exact = true
	n *= 100
	for i := 0; i < len(frac); i++ {
		d := int64(frac[i]) - '0'
		if d < 0 || d > 9 {
			return 0, false, false
		}
		switch {
		case i == 0:
			n += 10 * d
		case i == 1:
			n += d
		case d != 0:
			exact = false
		}
		if i == 2 && d >= 5 {
			n++
		}
	}
	return n, exact, true
}

// scaled gives digits × 10^-decimals in cents, as CFONB counts.
func scaled(digits int64, decimals int) (c money.Cents, exact, ok bool) {
	for ; decimals < 2; decimals++ {
		if digits > math.MaxInt64/10 {
			return 0, false, false
		}
		digits *= 10
	}
	exact = true
	for ; decimals > 2; decimals-- {
		rest := digits % 10
		exact = exact && rest == 0
		digits /= 10
		if decimals == 3 && rest >= 5 {
			digits++
		}
	}
	return money.Cents(digits), exact, true
}
