package frame

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine makes a text from a file fit for a line of a terminal: line ends and
// other control characters become blanks, so that no file can steer it.
func OneLine(text string) string {
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
		lines[i] = OneLine(line)
	}
	return strings.Join(lines, "\n")
}

// Shorten cuts a text to a number of characters.
func Shorten(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:most-1]), " ") + "…"
}

// Figures prints a table whose given columns end below each other, as
// figures should.
func (s *Session) Figures(header []string, rows [][]string, columns ...int) {
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
	s.Table(header, rows)
}

// FirstOf is the first text that is not empty.
func FirstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// Prefixed puts a label before a text; nothing when there is none.
func Prefixed(prefix, value string) string {
	if value == "" {
		return ""
	}
	return prefix + value
}

// JoinParts joins what is not empty by commas, in one line.
func JoinParts(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(OneLine(p)); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// Itoa writes a number without separators.
func Itoa(n int64) string { return strconv.FormatInt(n, 10) }
