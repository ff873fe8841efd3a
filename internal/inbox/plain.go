package inbox

import (
	"strings"

	"relance/internal/unaccent"
)

// straight puts typographic signs and special blanks in the plain form that
// the tables of phrases use.
var straight = strings.NewReplacer("’", "'", "‘", "'", "ʼ", "'", "`", "'", "´", "'", "“", `"`, "”", `"`, "«", `"`, "»", `"`,
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\t", " ", "–", "-", "—", "-", "‑", "-", "œ", "oe", "Œ", "oe", "…", "...", "\u200b", "", "\ufeff", "")

// plain puts a text in small letters without accents, in plain signs. Line ends
// stay; blanks are single.
func plain(s string) string {
	s = unaccent.Lower(straight.Replace(s))
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	return s
}
