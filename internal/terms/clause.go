package terms

import (
	"regexp"
	"strconv"
	"strings"
)

// clause is a part of the terms that says one thing.
type clause struct {
	text     string
	discount bool // about a discount for early payment
}

var (
	discountWord = regexp.MustCompile(`escompte|skonto|discount|rabatt|remise|rabais|rebate`)
	early        = regexp.MustCompile(`anticip|early|vorzeitig|prompt`)
	// what follows such a word is not about when to pay
	penalty = regexp.MustCompile(`\b(?:penalit|indemnit|interet|retard|a defaut|penalt|late\b|overdue|interest|verzug|mahn|recouvrement|taux|rate\b)`)
	// a clause with such a word is about something else, or counts from a day
	// that the invoice does not tell
	foreign = regexp.MustCompile(`refund|rembours|erstatt|\bretour|\breturn|valable|validite|\bvalid|garanti|warrant|livr|deliver|liefer|` +
		`reclam|contest|retract|reklam|widerruf|gewahr|gultig|preavis|\bouvr[ea]|working|business|werktag|arbeitstag|` +
		`marchandise|\bgoods|\bwaren?\b|travaux|service fait|acquitt|beglichen|bezahlt|already paid|been paid|was paid|deja|` +
		`\brecue?s?\b|received|erhalten|eingegangen|effectue|(?:paye|regle)e?s? le\b`)
	netWord    = regexp.MustCompile(`\b(?:nets?|netto)\b`)
	percent    = regexp.MustCompile(`(\d+)(?:[.,]\d+)? ?%`)
	word       = regexp.MustCompile(`[a-z]+`)
	connective = regexp.MustCompile(` (?:puis|sinon|danach|dann|then|sonst|ou|or|oder) | - `)
)

// clauses cuts a normal text into what it says about paying net. Clauses about
// discounts are reduced to their net part, if they have one.
func clauses(text string) []clause {
	var cs []clause
	for _, part := range split(connective.ReplaceAllString(text, "; ")) {
		c := clause{text: part, discount: discountWord.MatchString(part) || smallPercent(part)}
		if c.discount && len(cs) > 0 && !hasTime(part) && !early.MatchString(part) {
			last := &cs[len(cs)-1] // "within 10 days, 2% discount"
			last.discount = last.discount || !netWord.MatchString(last.text) && !monthEnd.MatchString(last.text)
		}
		cs = append(cs, c)
	}
	var kept []clause
	for _, c := range cs {
		if foreign.MatchString(c.text) {
			continue
		}
		if at := penalty.FindStringIndex(c.text); at != nil {
			c.text = c.text[:at[0]]
		}
		if !c.discount {
			kept = append(kept, c)
			continue
		}
		kept = append(kept, netParts(c.text)...)
	}
	return kept
}

// netParts finds what is marked as net in a clause that also speaks of a
// discount, as in "10 tage 2% skonto 30 tage netto".
func netParts(text string) []clause {
	var kept []clause
	cut := percent.ReplaceAllString(discountWord.ReplaceAllString(text, ";"), ";")
	for _, part := range split(cut) {
		if netWord.MatchString(part) || monthEnd.MatchString(part) {
			kept = append(kept, clause{text: part})
		}
	}
	return kept
}

// smallPercent tells whether a clause ties a percentage that only a discount
// has to a period or date, as in "2% 10 days".
func smallPercent(text string) bool {
	p := percent.FindStringSubmatch(text)
	return p != nil && number(p[1]) < 10 && hasTime(text) && !netWord.MatchString(text) && !penalty.MatchString(text)
}

// hasTime tells whether a text holds a date or a period.
func hasTime(text string) bool {
	return strings.Contains(text, "@") || days.MatchString(text) || months.MatchString(text)
}

// split cuts at semicolons, brackets, line ends, and at commas and points that
// do not stand between digits.
func split(text string) []string {
	var parts []string
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && !separates(text, i) {
			continue
		}
		if part := strings.TrimSpace(text[start:i]); part != "" {
			parts = append(parts, strings.Join(strings.Fields(part), " "))
		}
		start = i + 1
	}
	return parts
}

func separates(s string, i int) bool {
	switch s[i] {
	case ';', '(', ')', '\n', '\r', '|', '#':
		return true
	case ',', '.':
		return i == 0 || i == len(s)-1 || !isDigit(s[i-1]) || !isDigit(s[i+1])
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// number reads the few digits that a pattern has found; too many give 0.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	if n > 9999 {
		return 0
	}
	return n
}
