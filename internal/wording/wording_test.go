package wording_test

import (
	"fmt"
	"strings"
	"testing"

	"relance/internal/wording"
)

var vocabulary = wording.Vocabulary{
	"solde": wording.Value, "telephone": wording.Value, "papier": wording.Condition, "salutation": wording.Phrase, "tableau": wording.Block,
}

// notice is what names stand for in a test.
type notice struct {
	values  map[string]string
	several bool
}

func (n notice) Text(name string) (string, error) { return n.values[name], nil }
func (n notice) Several() bool                    { return n.several }

func upper(s string) string { return strings.ToUpper(s) }

func TestATextSaysWhatItsTagsAskFor(t *testing.T) {
	t.Parallel()
	both := notice{values: map[string]string{"solde": "12 €", "telephone": "04"}}
	paper := notice{values: map[string]string{"solde": "12 €", "papier": "1"}, several: true}
	for source, want := range map[string][2]string{
		"il reste {{solde}}":                  {"IL RESTE 12 €", "IL RESTE 12 €"}, // words are washed, values are not
		"{{ SOLDE }}{{Solde}}":                {"12 €12 €", "12 €12 €"},
		"{{la facture|les factures}}":         {"LA FACTURE", "LES FACTURES"},
		"{{|s}}":                              {"", "S"},
		"{{si téléphone}}a{{fin}}b":           {"AB", "B"},
		"{{si pas papier}}a{{sinon}}b{{fin}}": {"A", "B"},
		"{{si papier}}a{{sinon si téléphone}}b{{sinon}}{{fin}}": {"B", "A"},
		"{{si papier ou téléphone}}a{{fin}}":                    {"A", "A"},
		"{{si papier et solde}}a{{fin}}":                        {"", "A"},
		"{{si pas papier et pas téléphone}}a{{sinon}}b{{fin}}":  {"B", "B"},
		"{{si pas papier ou téléphone}}a{{sinon}}b{{fin}}":      {"A", "B"},
		"{{si solde}}{{si papier}}a{{sinon}}b{{fin}}{{fin}}":    {"B", "A"},
		"un { et une } seules":                                  {"UN { ET UNE } SEULES", "UN { ET UNE } SEULES"},
		"ligne\r\nligne":                                        {"LIGNE\nLIGNE", "LIGNE\nLIGNE"},
	} {
		text, faults := wording.Parse(wording.Body, source, vocabulary)
		if len(faults) > 0 {
			t.Errorf("%q: %v", source, faults)
			continue
		}
		for i, n := range []notice{both, paper} {
			if got, err := text.Execute(n, upper); err != nil || got != want[i] {
				t.Errorf("%q: %q, want %q (%v)", source, got, want[i], err)
			}
		}
	}
}

func TestAFaultSaysLineColumnAndMend(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a\nbé {{sold}}":                         `body.2.4: no variable is called "sold" [did you mean {{solde}}? the list of names stands beside the text]`,
		"{{.Method}}":                            `body.1.1: no variable is called ".method" [choose one from the list of names]`,
		"{{call .Solde}}":                        `body.1.1: no variable is called "call .solde"`,
		"{{template \"x\" .}}":                   `body.1.1: no variable is called "template \"x\" ."`,
		"{{range .Items}}":                       `body.1.1: no variable is called "range .items"`,
		"{{solde":                                `body.1.1: these braces are not closed in their line [write }} behind the name]`,
		"{{solde\n}}":                            `body.1.1: these braces are not closed in their line`,
		"solde}}":                                `body.1.6: these braces close nothing`,
		"{{si papier}}a":                         `body.1.1: this condition has no end [write {{fin}} where the condition ends]`,
		"a{{fin}}":                               `body.1.2: {{fin}} ends no condition`,
		"a{{sinon}}b":                            `body.1.2: {{sinon}} belongs to no condition`,
		"{{si papier}}{{sinon}}{{sinon}}{{fin}}": `body.1.23: the condition has had its {{sinon}}`,
		"{{si papier et solde ou solde}}{{fin}}": `body.1.1: a condition joins with "et" or with "ou", not with both`,
		"{{si tableau}}{{fin}}":                  `body.1.1: "tableau" is nothing that one can ask for`,
		"{{papier}}":                             `body.1.1: "papier" is a condition: there is nothing to print`,
		"{{a|b|c}}":                              `body.1.1: a choice by number has two wordings`,
		"a\x1eb":                                 `body.1.2: the sign U+001E cannot be printed`,
		"a\u202eb":                               `body.1.2: the sign U+202E cannot be printed`,
		"a\u2028b":                               `body.1.2: the sign U+2028 cannot be printed`,
		" \n ":                                   `body.1.1: the text is empty`,
		"\xff":                                   `body.1.1: the text is no UTF-8`,
		strings.Repeat("a", 20001):               `body.1.1: the text is longer than 20000 bytes`,
		strings.Repeat("{{solde}}", 401):         `body.1.3601: the text has more than 400 tags`,
		strings.Repeat("{{si papier}}", 7) + strings.Repeat("{{fin}}", 7): `body.1.79: more than 6 conditions stand within each other`,
	} {
		text, faults := wording.Parse(wording.Body, source, vocabulary)
		if len(faults) == 0 || text != nil {
			t.Errorf("%.40q is accepted", source)
			continue
		}
		if got := fmt.Sprintf("%s [%s]", faults[0], faults[0].Hint); !strings.HasPrefix(got, want) {
			t.Errorf("%.40q: %s, want %s", source, got, want)
		}
	}
}

func TestASubjectIsOneLineOfWordsAndValues(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"Rappel\nBcc: x":   "subject.1.7: a subject has one line",
		"{{salutation}}":   `subject.1.1: "salutation" cannot stand in a subject`,
		"{{tableau}}":      `subject.1.1: "tableau" cannot stand in a subject`,
		"":                 "subject.1.1: the text is empty",
		"Rappel {{solde}}": "",
	} {
		_, faults := wording.Parse(wording.Subject, source, vocabulary)
		if got := strings.Trim(fmt.Sprint(faults), "[]"); got != want {
			t.Errorf("%q: %s, want %s", source, got, want)
		}
	}
}

// Whatever is typed: reading ends without a panic, and what is accepted prints
// nothing but its own words and the values that it was given.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"{{si papier}}a{{sinon si pas solde}}b{{fin}}", "{{a|b}}{{solde}}", "{{{{}}}}", "{{si }}{{fin}}", "{{sinon si x}}", "{{.X}}", "{{fin}}{{fin}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		text, faults := wording.Parse(wording.Body, source, vocabulary)
		if (text == nil) != (len(faults) > 0) {
			t.Fatalf("%q: a text and faults: %v", source, faults)
		}
		if text == nil {
			return
		}
		for _, n := range []notice{{}, {values: map[string]string{"solde": "V", "telephone": "V", "papier": "V", "salutation": "V", "tableau": "V"}, several: true}} {
			out, err := text.Execute(n, func(s string) string { return s })
			if err != nil || len(out) > len(source) {
				t.Fatalf("%q gives %q, %v", source, out, err)
			}
		}
	})
}
