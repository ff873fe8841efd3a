package inbox

import (
	"embed"
	"strings"
)

// Phrases stand in text files, one a line, folded as fold does it: a line of
// the table is then a line of the file.
//
//go:embed phrases/*.txt
var phraseFiles embed.FS

// section is a list of phrases under a heading [name further words].
type section struct {
	heading []string
	phrases []string
}

// sections reads one file of phrases.
func sections(file string) []section {
	data, err := phraseFiles.ReadFile("phrases/" + file + ".txt")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var out []section
	for _, line := range strings.Split(string(data), "\n") {
		line = strings.TrimRight(line, "\r")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			out = append(out, section{heading: strings.Fields(strings.Trim(line, "[]"))})
		default:
			last := &out[len(out)-1]
			last.phrases = append(last.phrases, line)
		}
	}
	return out
}

// phrases gives the sections of a file by their first word.
func phrases(file string) map[string][]string {
	out := map[string][]string{}
	for _, s := range sections(file) {
		out[s.heading[0]] = append(out[s.heading[0]], s.phrases...)
	}
	return out
}

var (
	reportWords = phrases("reports")
	autoWords   = phrases("automatic")
	peopleWords = phrases("people")
	causes      = readCauses()
)

// readCauses reads the table of reasons for which servers refuse mail. A
// section marked "diagnostic" counts only in the answer of the receiving
// server, not in what a report says to people.
func readCauses() []cause {
	var out []cause
	for _, s := range sections("causes") {
		out = append(out, cause{Class(s.heading[0]), s.heading[1], len(s.heading) > 2, s.phrases})
	}
	return out
}

// holdsAny tells which of the phrases a folded text holds, or "".
func holdsAny(text string, phrases ...string) string {
	for _, p := range phrases {
		if strings.Contains(text, p) {
			return p
		}
	}
	return ""
}

// holdsInOrder tells whether a text holds the pieces of a phrase one after
// the other, within a sentence or two.
func holdsInOrder(text, phrase string) bool {
	first, rest, more := strings.Cut(phrase, " & ")
	at := strings.Index(text, first)
	for at >= 0 && more {
		tail := text[at+len(first):]
		if holdsInOrder(tail[:min(len(tail), 160)], rest) {
			return true
		}
		text = tail
		at = strings.Index(text, first)
	}
	return at >= 0
}

func holdsPrefix(text string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	return false
}
