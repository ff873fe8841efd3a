package inbox

import (
	"regexp"
	"strings"
)

// encodedWord is =?charset?B?text?= of RFC 2047, with the language of RFC 2231.
var encodedWord = regexp.MustCompile(`=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=`)

// headerText decodes a field that people read. Neighbouring words of one
// character set are joined before they are decoded, since servers cut them
// within a character. Bytes outside any word are UTF-8 or windows-1252.
func headerText(s string) string {
	places := encodedWord.FindAllStringSubmatchIndex(s, -1)
	if len(places) == 0 {
		return cleanLine(unlabelled([]byte(s)))
	}
	var b strings.Builder
	at := 0
	for i := 0; i < len(places); i++ {
		m := places[i]
		if between := s[at:m[0]]; strings.TrimSpace(between) != "" || i == 0 {
			b.WriteString(unlabelled([]byte(between)))
		}
		charset := strings.ToLower(s[m[2]:m[3]])
		raw := wordBytes(s[m[4]:m[5]], s[m[6]:m[7]])
		for i+1 < len(places) && strings.TrimSpace(s[m[1]:places[i+1][0]]) == "" && strings.EqualFold(s[places[i+1][2]:places[i+1][3]], charset) {
			i++
			m = places[i]
			raw = append(raw, wordBytes(s[m[4]:m[5]], s[m[6]:m[7]])...)
		}
		text, _ := decode(raw, charset)
		b.WriteString(text)
		at = m[1]
	}
	b.WriteString(unlabelled([]byte(s[at:])))
	return cleanLine(b.String())
}

func wordBytes(how, text string) []byte {
	if how == "b" || how == "B" {
		return base64Text([]byte(text))
	}
	return quotedPrintable([]byte(strings.ReplaceAll(text, "_", " ")))
}

// cleanLine puts a text on one line without control characters.
func cleanLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}
