package words

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// sentences are the files of the catalogue: an English sentence on a line of its
// own, its French text on the next one, indented. Both have the same verbs of
// fmt; a French sentence in another order names them by number (%[2]s). French
// typography is added here, so that the files hold ordinary blanks, and %q where
// guillemets stand.
//
//go:embed catalogue/*.txt
var sentences embed.FS

// entry is a sentence of the catalogue.
type entry struct {
	both
	written string // the French text as it stands there, with %q
	file    string // where it stands
}

// catalogue is read once, when the first sentence is asked for.
var catalogue = sync.OnceValue(func() *catalogueIndex {
	c := &catalogueIndex{known: map[string]*entry{}}
	files, err := sentences.ReadDir("catalogue")
	if err != nil {
		panic(err) // embedded: a file that cannot be read is no program
	}
	for _, f := range files {
		data, err := sentences.ReadFile("catalogue/" + f.Name())
		if err != nil {
			panic(err)
		}
		if err := c.read(f.Name(), string(data)); err != nil {
			panic(err)
		}
	}
	return c
})

type catalogueIndex struct {
	known   map[string]*entry // by both texts, with ordinary signs
	entries []*entry
}

// read adds the sentences of a file.
func (c *catalogueIndex) read(name, data string) error {
	english := ""
	for i, line := range strings.Split(data, "\n") {
		text := strings.NewReplacer(`\n`, "\n").Replace(line)
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, "\t") && english == "":
			english = text
		case strings.HasPrefix(line, "\t") && english != "":
			c.add(name, english, text[1:])
			english = ""
		default:
			return fmt.Errorf("words: catalogue/%s:%d: want a sentence and its French text below it", name, i+1)
		}
	}
	if english != "" {
		return fmt.Errorf("words: catalogue/%s: %q has no French text", name, english)
	}
	return nil
}

func (c *catalogueIndex) add(file, english, written string) {
	french := typographic(strings.ReplaceAll(written, "%q", "« %s »"))
	e := &entry{file: file, written: written, both: both{fr: french, en: english}}
	c.entries = append(c.entries, e)
	for _, text := range []string{plain(french), plain(written)} {
		if _, twice := c.known[text]; !twice {
			c.known[text] = e
		}
	}
	c.known[plain(english)] = e // the English sentence is the key: it goes before a French one
}

// Sentence is a text of the catalogue in its two languages, with the file where
// it stands.
type Sentence struct{ French, English, File string }

// Sentences lists the whole catalogue.
func Sentences() []Sentence {
	all := catalogue().entries
	out := make([]Sentence, len(all))
	for i, e := range all {
		out[i] = Sentence{French: e.fr, English: e.en, File: e.file}
	}
	return out
}

// Text gives the text of the catalogue in the language that is spoken. A
// sentence is found by either of its two texts, so that whoever prints one may
// write it in the language that is at hand; one that is not in the catalogue is
// given back as it is, but for the blanks that French sets before its colons.
func (w Words) Text(text string) string {
	if e, ok := catalogue().known[plain(text)]; ok {
		return w.Pick(e.fr, e.en)
	}
	if w.language == French && !hasWords(text) {
		return typographic(strings.ReplaceAll(text, ": ", " : "))
	}
	return text
}

// Known tells whether a text is in the catalogue.
func Known(text string) bool {
	_, ok := catalogue().known[plain(text)]
	return ok
}

// plain makes blanks and apostrophes ordinary, rune by rune, so that texts can be
// compared whichever no-break space somebody wrote.
func plain(text string) string { return ordinary.Replace(text) }

var ordinary = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'")

// typographic sets the no-break spaces of French: before : ; ? ! % and €, and
// inside guillemets.
func typographic(text string) string { return noBreak.Replace(text) }

var noBreak = strings.NewReplacer(" :", "\u00a0:", " ;", "\u00a0;", " ?", "\u00a0?", " !", "\u00a0!", " %%", "\u00a0%%", " €", "\u00a0€",
	"« ", "«\u00a0", " »", "\u00a0»")

// hasWords tells whether a format says something besides its values.
func hasWords(format string) bool {
	letters := 0
	for _, p := range parseFormat(format) {
		if p.verb == 0 {
			letters += countLetters(p.text)
		}
	}
	return letters >= 2
}

func countLetters(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
