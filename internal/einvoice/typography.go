package einvoice

import (
	"strings"
	"unicode/utf8"
)

// french sets the spaces that French wants before double punctuation and
// inside quotation marks. It is applied to formats, never to data.
var french = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", "« ", "«\u00a0", " »", "\u00a0»").Replace

// oneLine is a short printable form of s for messages.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}
