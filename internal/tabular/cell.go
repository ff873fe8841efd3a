package tabular

import (
	"strings"
	"unicode"

	"relance/internal/unaccent"
)

// Heading brings a heading, or a word of a closed list, to the form in which
// they are compared: lower case, no accents, words separated by one space.
func Heading(s string) string {
	var b strings.Builder
	space := false
	for _, r := range unaccent.Lower(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		case unicode.Is(unicode.Cf, r): // byte-order mark, soft hyphen: nobody sees them
		default:
			space = true
		}
	}
	out := b.String()
	if rest, ok := strings.CutPrefix(out, "no "); ok {
		return "n " + rest
	}
	return out
}

// Cell takes a cell out of the wrapping that keeps a spreadsheet from changing
// it: ="0123", '0123, and out of blanks and marks that cannot be seen at its
// ends.
func Cell(s string) string {
	s = strings.TrimFunc(s, edge)
	if rest, ok := strings.CutPrefix(s, "="); ok {
		rest = strings.TrimSpace(rest)
		if inner, ok := strings.CutPrefix(rest, `"`); ok && strings.HasSuffix(inner, `"`) {
			return strings.TrimFunc(strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `""`, `"`), edge)
		}
	}
	if rest, ok := strings.CutPrefix(s, "'"); ok && rest != "" && strings.ContainsAny(rest[:1], "0123456789=+-@") {
		return rest
	}
	return s
}

func edge(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }
