package calendar

import "strings"

var accents = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "ô", "o", "ö", "o", "û", "u", "ù", "u", "ü", "u", "ç", "c",
	"\u0301", "", "\u0302", "", "\u0308", "", // accents kept apart by some systems
	"\u00a0", " ", "\u202f", " ", "\t", " ",
)

// plain puts a text in small letters without accents, with plain spaces.
func plain(s string) string { return accents.Replace(strings.ToLower(s)) }

// onlyDigits drops everything but ASCII digits.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
