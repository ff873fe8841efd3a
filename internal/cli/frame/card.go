package frame

import (
	"fmt"
	"strings"
)

// cardWidth is how wide the texts beside the labels of a card get.
const cardWidth = 84

// Fields gives what writes the fields of a card, their labels in the language.
func (s *Session) Fields(b *strings.Builder) func(label string, lines ...string) {
	return func(label string, lines ...string) { writeField(b, s.W.Text(label), lines...) }
}

// writeField prints a label and its lines; a label without text is left out.
func writeField(b *strings.Builder, label string, lines ...string) {
	for _, l := range lines {
		for _, part := range Wrap(l, cardWidth) {
			fmt.Fprintf(b, "    %-11s %s\n", label, OneLine(part))
			label = ""
		}
	}
}

// Wrap breaks a text at blanks; line ends of the text stay.
func Wrap(text string, width int) []string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		now := ""
		for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' }) {
			switch {
			case now == "":
				now = word
			case len([]rune(now))+1+len([]rune(word)) > width:
				out, now = append(out, now), word
			default:
				now += " " + word
			}
		}
		if now != "" {
			out = append(out, now)
		}
	}
	return out
}
