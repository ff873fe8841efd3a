package insolvency

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"relance/internal/calendar"
	"relance/internal/unaccent"
)

// mend undoes UTF-8 that was read as Latin-1 and written as UTF-8 again
// ("clÃ´ture"), word by word where only some are damaged. What was not damaged, or
// cannot be undone, stays.
func mend(s string) string {
	if !strings.ContainsAny(s, "ÃÂ") {
		return s
	}
	if whole := undamaged(s); whole != s || !strings.Contains(s, " ") {
		return whole
	}
	words := strings.Split(s, " ")
	for i, w := range words {
		words[i] = undamaged(w)
	}
	return strings.Join(words, " ")
}

func undamaged(s string) string {
	raw, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		raw, err = charmap.ISO8859_1.NewEncoder().String(s)
	}
	if err != nil || !utf8.ValidString(raw) {
		return s
	}
	return raw
}

// clean folds blanks of every kind into one.
func clean(s string) string { return strings.Join(strings.Fields(mend(s)), " ") }

// plain brings a text to lower case without accents, with plain apostrophes and
// single blanks, for comparison.
func plain(s string) string { return apostrophes.Replace(unaccent.Lower(clean(s))) }

var apostrophes = strings.NewReplacer("’ ", "'", "‘ ", "'", "` ", "'", "´ ", "'", "' ", "'", "’", "'", "‘", "'", "`", "'", "´", "'")

// earliest is before the law in force; judgments dated before it are typing
// errors.
const earliest = 1985

// judgmentDay reads the date of a judgment in the many forms in which it is
// published. A day before the law or after the publication is absurd: zero.
func judgmentDay(text string, published calendar.Date) calendar.Date {
	d, err := calendar.ParseLoose(clean(text))
	if err != nil || d.Year < earliest || (!published.IsZero() && d.After(published)) {
		return calendar.Date{}
	}
	return d
}
