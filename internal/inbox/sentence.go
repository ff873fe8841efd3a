package inbox

import (
	"regexp"
	"strings"
	"unicode"
)

// sentence is one sentence of the new text, as it was written, and its
// clauses folded: negation and condition reach no further than a clause.
type sentence struct {
	text    string
	plain   string
	clauses []string
	asks    bool // it is a question
}

// sentencesIn splits a text at full stops, question marks, semicolons and the
// ends of lines, but not where a line only wraps, nor behind "M.", "n°." or
// within a number.
func sentencesIn(text string) []sentence {
	var out []sentence
	for _, line := range unwrap(text) {
		for _, s := range splitLine(line) {
			t := strings.TrimSpace(s)
			if t == "" || len(out) == 200 {
				continue
			}
			t = clip(t, maxSentence)
			plainly := strings.TrimSpace(plain(t))
			out = append(out, sentence{text: t, plain: plainly, clauses: clausesOf(plainly), asks: strings.HasSuffix(plainly, "?")})
		}
	}
	return out
}

// unwrap joins lines that a mail program has wrapped: the line before is long,
// or does not end a sentence while the next one begins small.
func unwrap(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if n := len(out); n > 0 && line != "" && out[n-1] != "" && wraps(out[n-1], line) {
			out[n-1] += " " + line
			continue
		}
		out = append(out, line)
	}
	return out
}

func wraps(before, line string) bool {
	if len(before) > maxSentence {
		return false
	}
	last := before[len(before)-1]
	if strings.IndexByte(".!?;:", last) >= 0 || strings.HasPrefix(line, "-") || strings.HasPrefix(line, "*") {
		return false
	}
	begin := []rune(line)[0]
	tail := before[strings.LastIndexByte(before, '\n')+1:]
	return unicode.IsLower(begin) || len(tail) > 60 || last == ',' && !greeting.MatchString(plain(before))
}

// greeting is a line that only greets.
var greeting = regexp.MustCompile(`^(bonjour|bonsoir|madame|monsieur|mesdames|messieurs|cher|chere|hello|salut)\b.{0,40}$`)

// abbreviations end with a full stop that ends no sentence.
var abbreviations = regexp.MustCompile(`(?i)(?:^|[\s(])(?:m|mm|mr|mrs|mme|mlle|dr|me|n|no|art|cf|etc|ref|réf|fact|env|tél|tel|st|ste|sté|ets|cie|av|bd|janv|févr|fevr|avr|juil|sept|oct|nov|déc|dec|lun|mar|mer|jeu|ven|sam|dim|p|ex)\.$`)

func splitLine(line string) []string {
	var out []string
	runes := []rune(line)
	from := 0
	for i, r := range runes {
		if r != '.' && r != '!' && r != '?' && r != ';' {
			continue
		}
		if r == '.' {
			if i+1 < len(runes) && !unicode.IsSpace(runes[i+1]) && runes[i+1] != '"' {
				continue // a number, an address, three dots
			}
			if abbreviations.MatchString(string(runes[max(from, i-12) : i+1])) {
				continue
			}
		}
		out = append(out, string(runes[from:i+1]))
		from = i + 1
	}
	return append(out, string(runes[from:]))
}

// turns are words at which a sentence turns to another matter.
var turns = regexp.MustCompile(`(?:,|;|:|\(|\))? ?\b(?:mais|en revanche|par contre|cependant|toutefois|neanmoins|quant a|et (?:le|un) (?:solde|reste|reliquat|complement)|le solde|le reste|puis)\b|(?:^|\s):\s|\s-\s|, (?:nous|je|la facture|votre facture|merci|pouvez|pourriez)\b`)

// clausesOf splits a folded sentence where it turns.
func clausesOf(plainly string) []string {
	var out []string
	from := 0
	for _, at := range turns.FindAllStringIndex(plainly, -1) {
		if at[0] > from {
			out = append(out, plainly[from:at[0]])
		}
		from = at[0]
	}
	return append(out, plainly[from:])
}
