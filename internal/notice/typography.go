package notice

import (
	"strings"
	"unicode"
)

// frenchKeys turns what a keyboard gives into what French typography wants:
// U+202F before ; ! ?, U+00A0 before : % € and inside guillemets, U+2019.
var frenchKeys = strings.NewReplacer(
	"'", "’",
	" ;", "\u202f;", " !", "\u202f!", " ?", "\u202f?",
	" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»",
	" €", "\u00a0€", " %", "\u00a0%", "n° ", "n°\u00a0",
)

// frenchSource applies frenchKeys to a template outside its actions and to the
// quoted texts inside them; line numbers, code and data stay as they are.
func frenchSource(src string) string {
	var b strings.Builder
	for {
		text, rest, found := strings.Cut(src, "{{")
		b.WriteString(frenchKeys.Replace(text))
		if !found {
			return b.String()
		}
		action, after, closed := strings.Cut(rest, "}}")
		b.WriteString("{{")
		for i, part := range strings.Split(action, `"`) {
			if i > 0 {
				b.WriteByte('"')
			}
			if i%2 == 1 {
				part = frenchKeys.Replace(part)
			}
			b.WriteString(part)
		}
		if !closed {
			return b.String()
		}
		b.WriteString("}}")
		src = after
	}
}

// dateSpace keeps a day, its month and its year on one line, and a register
// with its town and number.
func dateSpace(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

// glue keeps figures together with what stands beside them on one line: groups
// of a number, a sum with its currency.
func glue(s string) string {
	r := []rune(s)
	digit := func(i int) bool { return i >= 0 && i < len(r) && unicode.IsDigit(r[i]) }
	for i, c := range r {
		if c == ' ' && digit(i-1) && (digit(i+1) || i+1 < len(r) && r[i+1] == '€') {
			r[i] = '\u00a0'
		}
	}
	return string(r)
}

// plainSpaces keeps to U+00A0, which every mail program shows; U+202F may
// show as a box in plain text.
func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u202f", "\u00a0") }

// clean makes data safe inside a line of text or a header: line breaks and
// control characters become spaces, runs of spaces one space.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		if unicode.Is(unicode.Cf, r) { // bidirectional overrides, zero-width characters
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

func cleanAll(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		if s = clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// groups writes an IBAN or a SIREN in groups of n characters.
func groups(s string, n int) string {
	s = strings.ToUpper(strings.Join(strings.Fields(clean(s)), ""))
	var b strings.Builder
	for i, r := range []rune(s) {
		if i > 0 && i%n == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
