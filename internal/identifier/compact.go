package identifier

import (
	"strings"
	"unicode"
)

// compact drops what people put between groups (every kind of space, dots,
// hyphens) and raises letters.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\u200b', r == '\ufeff', r == '.', r == '-', r == '\u2011':
			return -1
		default:
			return unicode.ToUpper(r)
		}
	}, s)
}

// group writes s in groups of the given sizes, the last size repeating, with
// no-break spaces between them.
func group(s string, sizes ...int) string {
	var parts []string
	for i := 0; s != ""; i++ {
		n := min(sizes[min(i, len(sizes)-1)], len(s))
		parts, s = append(parts, s[:n]), s[n:]
	}
	return strings.Join(parts, "\u00a0")
}

func digit(r rune) bool   { return r >= '0' && r <= '9' }
func capital(r rune) bool { return r >= 'A' && r <= 'Z' }
func alnum(r rune) bool   { return digit(r) || capital(r) }

// stranger is the first character that ok refuses, "" when there is none.
func stranger(s string, ok func(rune) bool) string {
	for _, r := range s {
		if !ok(r) {
			return string(r)
		}
	}
	return ""
}

// digits checks for n digits.
func digits(kind, s string, n int) *Error {
	switch odd := stranger(s, digit); {
	case s == "":
		return fault(kind, CodeEmpty, "nothing given: want %d digits", "aucun numéro\u00a0; il faut %d chiffres", n)
	case odd != "":
		return fault(kind, CodeCharacter, "%q is not a digit: want %d digits", "«\u00a0%s\u00a0» n’est pas un chiffre\u00a0; il faut %d chiffres", odd, n)
	case len(s) != n:
		return fault(kind, CodeLength, "%d digits, want %d", "%d chiffres au lieu de %d", len(s), n)
	}
	return nil
}

// mod97 is the remainder by 97 of s read as a number, letters being 10 to 35.
func mod97(s string) int {
	m := 0
	for _, r := range s {
		if capital(r) {
			m = (m*100 + int(r-'A') + 10) % 97
		} else {
			m = (m*10 + int(r-'0')) % 97
		}
	}
	return m
}

// luhn tells whether the digits of s pass the Luhn check.
func luhn(s string) bool {
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d = d*2%10 + d/5
		}
		sum += d
	}
	return sum%10 == 0
}
