package cli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"relance/internal/backoffice"
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
	own   string // the line that it gets when it stands alone
	given string // its kind, where the back office says it; else the words tell
}

// warnings lists what was remarked about the invoices, those of one kind
// together, in the order in which the kinds came up.
func (im *importing) warnings() (kinds [][]warning) {
	at := map[string]int{}
	add := func(w warning) {
		kind := firstOf(w.given, w.kind(w.text))
		n, known := at[kind]
		if !known {
			n = len(kinds)
			at[kind], kinds = n, append(kinds, nil)
		}
		kinds[n] = append(kinds[n], w)
	}
	for _, i := range im.items {
		if i.Outcome == backoffice.Started && i.Text != "" {
			text := oneLine(i.Text)
			add(warning{item: i, text: text, own: fmt.Sprintf("%s: %s %s", i.place(), i.Number, text)})
		}
		for _, w := range i.Warnings {
			text := oneLine(w)
			given := ""
			if n := slices.IndexFunc(i.due, func(d dueWarning) bool { return d.text == w }); n >= 0 {
				given = "due " + i.due[n].kind
			}
			add(warning{i, text, fmt.Sprintf("%s: %s: %s", i.place(), i.Number, text), given})
		}
	}
	return kinds
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

// gathered words the warnings of one kind: one line for all that say the same,
// that are many, or that concern due dates: who has agreed on long terms has
// them on every invoice.
func gathered(kind []warning) (lines []string) {
	alike := true
	var names []string
	for n, w := range kind {
		alike = alike && w.text == kind[0].text
		if n == 0 || w.item != kind[n-1].item {
			names = append(names, oneLine(firstOf(w.Number, w.place())))
		}
	}
	if len(names) < 2 || !alike && kind[0].given == "" && len(kind) <= mostAlike {
		for _, w := range kind {
			lines = append(lines, w.own)
		}
		return lines
	}
	whole := len(names)
	list := strings.Join(names[:min(whole, mostNamed)], ", ")
	if whole > mostNamed {
		list += fmt.Sprintf(" and %d more", whole-mostNamed)
	}
	first := ""
	if !alike {
		first = ", the first"
	}
	return []string{fmt.Sprintf("%d invoices (%s)%s: %s", whole, list, first, kind[0].text)}
}
