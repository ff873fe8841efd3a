package inbox

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// straight puts typographic signs and special blanks in the plain form that
// the tables of phrases use.
var straight = strings.NewReplacer("’", "'", "‘", "'", "ʼ", "'", "`", "'", "´", "'", "“", `"`, "”", `"`, "«", `"`, "»", `"`,
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\t", " ", "–", "-", "—", "-", "‑", "-", "œ", "oe", "Œ", "oe", "…", "...", "\u200b", "", "\ufeff", "")

// fold puts a text in small letters without accents, in plain signs. Line ends
// stay; blanks are single.
func fold(s string) string {
	s = straight.Replace(s)
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == ' ':
			if !blank {
				b.WriteRune(r)
			}
			blank = true
		default:
			b.WriteRune(unicode.ToLower(r))
			blank = false
		}
	}
	return b.String()
}
