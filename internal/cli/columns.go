package cli

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine makes a text from a file fit for a line of a terminal: line ends and
// other control characters become blanks, so that no file can steer it.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

// plainLines is oneLine for a text that may have several lines.
func plainLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = oneLine(line)
	}
	return strings.Join(lines, "\n")
}

// shorten cuts a text to a number of characters.
func shorten(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:most-1]), " ") + "…"
}

// figures prints a table whose given columns end below each other, as
// figures should.
func (s *session) figures(header []string, rows [][]string, columns ...int) {
	header = s.header(header)
	all := append([][]string{header}, rows...)
	for _, c := range columns {
		width := 0
		for _, r := range all {
			width = max(width, utf8.RuneCountInString(r[c]))
		}
		for _, r := range all {
			r[c] = strings.Repeat(" ", width-utf8.RuneCountInString(r[c])) + r[c]
		}
	}
	s.table(header, rows)
}
