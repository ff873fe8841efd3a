package intake

import (
	"regexp"
	"slices"
	"strings"

	"relance/internal/einvoice"
	"relance/internal/unaccent"
)

// agreedNotes are the notes in which a French invoice states what was agreed
// about paying late or early (C. com. art. L441-9), in the order of the record.
var agreedNotes = []string{"PMD", "PMT", "AAB"}

// termsOf is what an invoice says about paying, for the record: its terms in
// words (BT-20), then its own notes on penalties (PMD), on the recovery
// compensation (PMT) and on discounts (AAB), each once.
func termsOf(d einvoice.Document) string {
	var lines []string
	add := func(text string) {
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	add(d.Terms)
	for _, code := range agreedNotes {
		add(d.NoteText(code))
	}
	return strings.Join(lines, "\n")
}

// A ratePattern recognises one way to agree on a rate.
type ratePattern struct {
	words *regexp.Regexp
	form  string // with the number for $
}

var ratePatterns = []ratePattern{
	{regexp.MustCompile(`(\d+(?:[.,]\d+)?|deux|trois|quatre|cinq) ?(?:fois|x|×) ?(?:le |du )?(?:taux )?(?:de l['’ ]?|d['’ ]?)?(?:interet )?legal`), "$xlegal"},
	{regexp.MustCompile(`(?:bce|banque centrale europeenne)[^.;]*?(?:majore|augmente|\+)[^.;\d]*?(\d+(?:[.,]\d+)?|dix|huit|sept) ?(?:points?|%)`), "ecb+$"},
	{regexp.MustCompile(`(\d+(?:[.,]\d+)?) ?% (?:par mois|mensuel)`), "$/month"},
	{regexp.MustCompile(`(\d+(?:[.,]\d+)?) ?%(?: (?:par an|l['’ ]an|annuels?|[^.;]{0,20}par an))?`), "$"},
}

var rateNumbers = strings.NewReplacer("deux", "2", "trois", "3", "quatre", "4", "cinq", "5", "sept", "7", "huit", "8", "dix", "10", ",", ".")

// PenaltyRate reads the rate of late interest that an invoice states in its
// note PMD, in the form of a creditor's rate: "15", "3xlegal", "ecb+10",
// "1/month". It is "" when the note states none, several, or one that is not
// understood. It is what the seller wrote, for a person to confirm: it is
// never claimed by itself.
func PenaltyRate(d einvoice.Document) string {
	text := plainText(d.NoteText("PMD"))
	var found []string
	for _, p := range ratePatterns {
		for _, m := range p.words.FindAllStringSubmatch(text, -1) {
			found = append(found, strings.Replace(p.form, "$", rateNumbers.Replace(m[1]), 1))
		}
		text = p.words.ReplaceAllString(text, " ")
	}
	slices.Sort(found)
	if found = slices.Compact(found); len(found) == 1 {
		return found[0]
	}
	return ""
}

// plainText is a text in small letters without accents, on one line.
func plainText(s string) string { return strings.Join(strings.Fields(unaccent.Lower(s)), " ") }
