// Package unaccent gives texts without accents, so that what people write in
// different ways can be compared: "Société", "SOCIETE" and "societe".
//
// What else is alike (case, signs, blanks) is for the caller to say: a name, a
// heading and a sentence differ in that.
package unaccent

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var ligatures = strings.NewReplacer("œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss")

// Text gives a text whose letters have no accents; ligatures are two letters.
// Case, signs and blanks stay, and what is no UTF-8 becomes a blank.
func Text(s string) string {
	if ascii(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(ligatures.Replace(strings.ToValidUTF8(s, " "))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Lower gives such a text in small letters.
func Lower(s string) string { return strings.ToLower(Text(s)) }

// Upper gives such a text in capitals.
func Upper(s string) string { return strings.ToUpper(Text(s)) }

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
