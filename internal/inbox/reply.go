package inbox

import (
	"strings"
)

// newText is what the writer of a mail has written himself: without what it
// quotes and without the signature. When nothing is left the whole text is
// given, for a person to look at; ownText says which.
func (m *mail) newText() string {
	if m.fresh == nil {
		text := freshText(m.body.text)
		m.fresh = &text
	}
	if strings.TrimSpace(*m.fresh) == "" {
		return strings.TrimSpace(m.body.text)
	}
	return *m.fresh
}

// ownText is newText without falling back to what is quoted: rules for intents
// must never see our own words.
func (m *mail) ownText() string {
	m.newText()
	return *m.fresh
}

// freshText takes quotations and signature off a text.
func freshText(text string) string {
	lines := withoutQuotes(strings.Split(text, "\n"))
	return strings.TrimSpace(collapse(withoutSignature(lines)))
}

// withoutQuotes drops quoted lines and what introduces them, and cuts where
// the rest of the text is the mail that is answered. Text below a quotation
// stays: people answer there too.
func withoutQuotes(lines []string) []string {
	var out []string
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if n := separatorAt(lines, i); n > 0 {
			if hasText(out) {
				return out
			}
			i += n - 1 // passed on without a word: what is passed on is the text
			continue
		}
		if n := attributionAt(lines, i); n > 0 {
			next := nextLine(lines, i+n)
			if next < len(lines) && !quoted(lines[next]) && hasText(out) && !quoted(line) {
				return out // the program does not mark what it quotes
			}
			i += n - 1
			continue
		}
		if quoted(line) {
			continue
		}
		out = append(out, line)
	}
	return out
}

// separatorAt tells how many lines from i on announce the mail that is
// answered or passed on; 0 when none does.
func separatorAt(lines []string, i int) int {
	if originalLine.MatchString(lines[i]) || forwardLine.MatchString(lines[i]) {
		next := nextLine(lines, i+1)
		if next < len(lines) {
			if n := blockAt(lines, next); n > 0 {
				return next + n - i
			}
		}
		return 1
	}
	if orange.MatchString(lines[i]) {
		return 1
	}
	if rule := strings.TrimSpace(lines[i]); len(rule) > 7 && strings.Trim(rule, "_-=") == "" {
		next := nextLine(lines, i+1)
		if next < len(lines) && next <= i+3 {
			if n := blockAt(lines, next); n > 0 {
				return next + n - i
			}
		}
		return 0
	}
	return blockAt(lines, i)
}

func nextLine(lines []string, i int) int {
	for i < len(lines) && strings.TrimSpace(lines[i]) == "" {
		i++
	}
	return i
}

func hasText(lines []string) bool {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return true
		}
	}
	return false
}

// collapse puts lines together with one blank line at most between two.
func collapse(lines []string) string {
	var b strings.Builder
	blank := 0
	for _, l := range lines {
		if strings.TrimSpace(l) == "" {
			blank++
			continue
		}
		if blank > 0 && b.Len() > 0 {
			b.WriteByte('\n')
		}
		blank = 0
		b.WriteString(strings.TrimRight(l, " \t") + "\n")
	}
	return b.String()
}
