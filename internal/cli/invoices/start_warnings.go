package invoices

import (
	"regexp"
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
)

// Bounds of the lines that gather warnings.
const (
	mostAlike = 3 // warnings that differ in their values alone are told one by one up to so many
	mostNamed = 3 // invoices that such a line names
)

// warning is one about one invoice.
type warning struct {
	*item
	text  string
	mark  string // between it and the invoice's number, when it stands alone
	given string // its kind, where the back office says it; else the words tell
}

// gatherer puts warnings of one kind together, in the order in which the kinds
// came up.
type gatherer struct {
	kinds [][]warning
	at    map[string]int
}

func (g *gatherer) add(w warning) {
	kind := frame.FirstOf(w.given, w.kind(w.text))
	n, known := g.at[kind]
	if !known {
		if g.at == nil {
			g.at = map[string]int{}
		}
		n = len(g.kinds)
		g.at[kind], g.kinds = n, append(g.kinds, nil)
	}
	g.kinds[n] = append(g.kinds[n], w)
}

// warnings lists what was remarked about the invoices.
func (im *importing) warnings() [][]warning {
	var g gatherer
	for _, i := range im.items {
		if i.Outcome == backoffice.Started && i.Text != "" {
			g.add(warning{item: i, text: frame.OneLine(i.Text), mark: " "})
		}
		for _, w := range i.Warnings {
			given := ""
			if n := slices.IndexFunc(i.due, func(d dueWarning) bool { return d.text == w }); n >= 0 {
				given = "due " + i.due[n].kind
			}
			g.add(warning{i, frame.OneLine(w), im.s.W.Colon(), given})
		}
	}
	return g.kinds
}

// value is what may differ between two warnings of one kind: quoted words,
// addresses, figures, dates.
var value = regexp.MustCompile(`«[^»]*»|"[^"]*"|\S+@\S+|[\p{L}_-]*\d(?:[\d\p{L}.,/:_-]|[ \x{a0}\x{202f}]\d)*|` +
	`janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre`)

// kind is a warning without its values, the invoice's number and the debtor's
// reference. The name of a field of the standard (BT-9) is no value.
func (i *item) kind(text string) string {
	for _, name := range []string{i.Number, i.Debtor} {
		if name != "" {
			text = strings.ReplaceAll(text, name, "…")
		}
	}
	return value.ReplaceAllStringFunc(text, func(v string) string {
		if strings.HasPrefix(v, "BT-") {
			return v
		}
		return "…"
	})
}

// gathers tells whether warnings of one kind get one line: all that say the same,
// that are many, or that concern due dates: who has agreed on long terms has them
// on every invoice.
func gathers(kind []warning) bool {
	names, alike := namesOf(kind)
	return len(names) >= 2 && (alike || kind[0].given != "" || len(kind) > mostAlike)
}

// namesOf lists the invoices of warnings, each once; alike tells that all say the
// same.
func namesOf(kind []warning) (names []string, alike bool) {
	alike = true
	for n, w := range kind {
		alike = alike && w.text == kind[0].text
		if n == 0 || w.item != kind[n-1].item {
			names = append(names, frame.OneLine(frame.FirstOf(w.Number, w.place())))
		}
	}
	return names, alike
}

// gathered words the warnings of one kind.
func gathered(s *frame.Session, kind []warning) (lines []string) {
	if !gathers(kind) {
		for _, w := range kind {
			lines = append(lines, w.place()+s.W.Colon()+w.Number+w.mark+s.W.Reword(w.text))
		}
		return lines
	}
	names, alike := namesOf(kind)
	if !alike {
		return []string{s.W.Sprintf("%d invoices (%s), the first: %s", len(names), first(s, names), s.W.Reword(kind[0].text))}
	}
	return []string{s.W.Sprintf("%d invoices (%s): %s", len(names), first(s, names), s.W.Reword(kind[0].text))}
}

// first names the first of many, and how many more there are.
func first(s *frame.Session, names []string) string {
	list := strings.Join(names[:min(len(names), mostNamed)], ", ")
	if len(names) > mostNamed {
		return s.W.Sprintf("%s and %d more", list, len(names)-mostNamed)
	}
	return list
}
