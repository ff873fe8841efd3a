package reconcile

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"relance/internal/unaccent"
)

// word is a maximal run of letters or digits. Matching whole words is what
// keeps 14 from being found inside 1814.
type word struct {
	text   string
	digits int  // how many of its characters are digits
	hard   bool // a comma, plus sign or the like stands before it: it does not continue the word before
	apart  bool // blanks stand before it
	last   bool // it ends a field, so that it may have been cut off
}

func (w word) numeric() bool { return w.digits == len(w.text) }

// capitals raises letters and strips accents; the result is mostly ASCII.
func capitals(s string) string { return unaccent.Upper(norm.NFKD.String(s)) }

func alnum(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' }

// words appends the words of one field to ws.
func words(ws []word, field string) []word {
	s := capitals(field)
	first, hard, apart := true, false, false
	for i := 0; i < len(s); {
		if !alnum(s[i]) {
			apart = apart || s[i] == ' ' || s[i] == '\n'
			hard = hard || strings.IndexByte(",;+&()=|", s[i]) >= 0
			i++
			continue
		}
		w := word{hard: hard || first, apart: apart || first}
		j := i
		for ; j < len(s) && alnum(s[j]); j++ {
			if s[j] <= '9' {
				w.digits++
			}
		}
		w.text = s[i:j]
		ws = append(ws, w)
		i, first, hard, apart = j, false, false, false
	}
	if !first {
		ws[len(ws)-1].last = true
	}
	return ws
}

// compact keeps the letters and digits of a reference.
func compact(s string) string {
	s = capitals(s)
	for i := 0; i < len(s); i++ {
		if !alnum(s[i]) {
			var b strings.Builder
			b.Grow(len(s))
			for j := 0; j < len(s); j++ {
				if alnum(s[j]) {
					b.WriteByte(s[j])
				}
			}
			return b.String()
		}
	}
	return s
}

// unpad drops the zeros that lead a word of digits.
func unpad(s string) string {
	t := strings.TrimLeft(s, "0")
	if t == "" && s != "" {
		return "0"
	}
	return t
}

func digitCount(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// digitsOf keeps the digits.
func digitsOf(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// near tells whether two references differ by one typing error: one character
// wrong, missing or too many, or two neighbours exchanged.
func near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
