package cli

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"relance/internal/words"
)

// screen is what one command printed, both on stdout and on stderr, and the
// language that it was to print in.
type screen struct {
	Args []string       `json:"args"`
	In   words.Language `json:"in"`
	Text string         `json:"text"`
}

// mixed lists the lines of a screen that are not in its language: a word of the
// other one, a date or a sum written in the other one's way. The words that the user
// gave (arguments, files, names) are shown in whichever language he wrote them.
func (s screen) mixed(given []string) (out []string) {
	if s.isDocument() {
		return nil
	}
	text, _, _ := strings.Cut(s.Text, "\n[1] ") // the sources of rates are quoted
	signs, other := englishSigns, typical[words.English]
	if s.In == words.English {
		signs, other = frenchSigns, typical[words.French]
	}
	for line := range strings.SplitSeq(quotation.ReplaceAllStringFunc(text, blank), "\n") {
		line = typed.ReplaceAllString(line, "…")
		for _, sign := range signs.FindAllString(line, -1) {
			out = append(out, strings.TrimSpace(line)+" ("+strings.TrimSpace(sign)+")")
		}
		if word := foreignWord(strings.Fields(bare(line)), other, s.Args, given); word != "" {
			out = append(out, strings.TrimSpace(line)+" ("+word+")")
		}
	}
	return out
}

// foreignWord gives the first word of the other language that nobody brought:
// neither an argument nor, together with a word beside it, a file.
func foreignWord(line []string, other map[string]bool, args, given []string) string {
	for i, w := range line {
		if !other[strings.ToLower(w)] || slices.Contains(args, w) {
			continue
		}
		before := i > 0 && mentioned(" "+line[i-1]+" "+w+" ", given)
		after := i < len(line)-1 && mentioned(" "+w+" "+line[i+1]+" ", given)
		if !before && !after {
			return w
		}
	}
	return ""
}

// codes lists the lines on which a screen shows a code of the program instead of a
// word. Errors and hints may name what is to be typed, and a table of columns
// what they were taken for.
func (s screen) codes() (out []string) {
	if s.isDocument() {
		return nil
	}
	for line := range strings.SplitSeq(quotation.ReplaceAllStringFunc(s.Text, blank), "\n") {
		if mayShowCodes.MatchString(line) {
			continue
		}
		for _, m := range code.FindAllStringSubmatch(line, -1) {
			if !typedCodes[m[1]] && !strings.Contains(strings.Join(s.Args, " "), m[1]) {
				out = append(out, strings.TrimSpace(line)+" ("+m[1]+")")
			}
		}
	}
	return out
}

var (
	// code is a word that only programs write.
	code = regexp.MustCompile(`(?:^|[\s(,;])([a-z0-9]+(?:_[a-z0-9]+)+|b2b|b2c)(?:$|[\s),;])`)
	// mayShowCodes are lines that say what to type, how columns were read, or a line for a file.
	mayShowCodes = regexp.MustCompile(`^(?:error|hint|erreur|conseil|FAULT|FAUTE)|→|^\s*(?:- )?[a-z_]+: |\bfix: |remède : `)
	// typedCodes are keys of plans and files, and values of options, which people type.
	typedCodes = setOf(`formal_notice small_claims letter_budget max_per_year bank_max_age_hours pay_days`)
)

func TestACodeOnAScreenIsFound(t *testing.T) {
	t.Parallel()
	for text, found := range map[string]bool{
		"F-1  15/12/2026  stated  b2b":                     true,
		"hold  dispute since today, amount_contested":      true,
		"hint: write b2b, b2c, public or non_professional": false,
		"formal_notice  registered letter":                 false,
		"Pièce → number, Solde → issue_date":               false,
		"half_year: 2027-S1":                               false,
	} {
		if got := (screen{[]string{"list"}, words.English, text}).codes(); (len(got) > 0) != found {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// isDocument tells whether what a command prints is for programs, is help, or is
// a document in the language of its reader.
func (s screen) isDocument() bool {
	for _, arg := range s.Args {
		if slices.Contains([]string{"--json", "--raw", "--help", "-h", "--version"}, arg) {
			return true
		}
	}
	if len(s.Args) < 2 {
		return len(s.Args) == 0
	}
	documents := []string{"audit export", "notice preview", "letter preview", "plan show", "text show", "text preview", "inbox answer"}
	return slices.Contains(documents, strings.Join(s.Args[:2], " "))
}

// typical are small words that a sentence can hardly do without, and that are none
// in the other language.
var typical = map[words.Language]map[string]bool{
	words.English: setOf(`the is of and are was were with that has have for it its from which this been nothing nobody somebody when whether until already
		there their what who must cannot to be by not does did will would january february march april june july august september october november december`),
	words.French: setOf(`le la les des du une un est sont et pour avec dans sur pas par qui que ce cette ces aucun aucune jusqu déjà être ont
		au aux sans sous mais écrivez ajoutez doit peut janvier février mars avril mai juin juillet août septembre octobre novembre décembre`),
}

func setOf(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

var (
	quotation = regexp.MustCompile("«[^»]*»|\"[^\"\n]*\"|`[^`]*`") // over several lines, too
	// wordless is what belongs to no language: flags, codes, addresses, commands, names of holiday zones.
	wordless = regexp.MustCompile(`--[a-z][a-z-]*|<[^>\s]*>|[A-Z]{2,}|\S+@\S+|\S*\d\S*|\S*_\S*|\S+\.[a-z]{2,}\b|https?://\S+|` +
		`\brelance [a-z]+( [a-z]+)?|[a-z]+-[a-z]+-[a-z]+|\bla-reunion\b|failed to connect.*`)
	aWord = regexp.MustCompile(`[\p{L}]+`)

	// typed is a value in the form in which it is typed (behind a flag, in YAML), whatever the language.
	typed        = regexp.MustCompile(`--[a-z-]+[ =][^\s,;]+|\b[a-z_]+: \d{4}-\d\d-\d\d$|2026-03-02|02/03/2026|13/01/2026|\b2 mars 2026`)
	englishSigns = regexp.MustCompile(`(?:^|[\s(])\d{4}-\d\d-\d\d(?:$|[\s,;:.)])|€\d[\d,]*\.\d\d`)
	frenchSigns  = regexp.MustCompile(`(?:^|[\s(])\d\d/\d\d/\d{4}(?:$|[\s,;:.)])|\d,\d\d[\x{a0}\x{202f} ]€`)
)

// blank takes a quotation out, but for its lines.
func blank(quoted string) string { return " … " + strings.Repeat("\n", strings.Count(quoted, "\n")) }

// bare is a text as its words, one blank between them and at both ends.
func bare(text string) string {
	return " " + strings.Join(aWord.FindAllString(wordless.ReplaceAllString(text, " … "), -1), " ") + " "
}

// mentioned tells whether one of the texts holds a piece.
func mentioned(piece string, texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, piece) })
}

func TestAScreenThatMixesLanguagesIsFound(t *testing.T) {
	t.Parallel()
	given := []string{bare("Sans Adresse SARL")}
	for _, c := range []struct {
		in    words.Language
		text  string
		mixed bool
	}{
		{words.English, "INVOICE  REMARK\nF-1  la créance est prescrite", true},
		{words.English, "F-1 et F-2", true},
		{words.English, "from 2 novembre 2026", true},
		{words.English, "the customer « Chez les Amis du Port »\nis unknown", false},
		{words.English, "Sans Adresse  €90.00", false},
		{words.English, "open  90,00 €", true},
		{words.English, "due  28/11/2026", true},
		{words.French, "F-1  the claim is barred", true},
		{words.French, "échéance  2026-11-28", true},
		{words.French, "erreur : --date : attendu une date comme 02/03/2026 ou 2026-03-02", false},
		{words.French, "F-1: reste €1,200.00", true},
		{words.French, "F-1/2026-11-28/10.00 est déjà là", false},
	} {
		s := screen{[]string{"list"}, c.in, c.text}
		if got := s.mixed(given); (len(got) > 0) != c.mixed {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}
