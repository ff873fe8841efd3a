package words

import (
	"cmp"
	"regexp"
	"strings"
)

// Remark is a sentence about one thing, for a report that puts together what is
// said of many.
type Remark struct {
	At     int    // which thing of the list that is reported
	About  string // its name, as the number of an invoice
	Debtor string // the name of whose it is, which a sentence may quote; may be empty
	Text   string // the sentence, in one line
	Kind   string // set: remarks of this kind belong together whatever they say; else the sentence tells
}

// Remarks are of one kind; there is at least one.
type Remarks []Remark

// mostApart is how many remarks that differ in their values are told one by one.
const mostApart = 3

// Gather puts remarks of one kind together, in the order in which the kinds came
// up.
func Gather(list []Remark) (kinds []Remarks) {
	at := map[string]int{}
	for _, r := range list {
		kind := cmp.Or(r.Kind, r.kind())
		n, known := at[kind]
		if !known {
			n = len(kinds)
			at[kind], kinds = n, append(kinds, nil)
		}
		kinds[n] = append(kinds[n], r)
	}
	return kinds
}

// value is what may differ between two remarks of one kind: quoted words,
// addresses, figures, dates.
var value = regexp.MustCompile(`«[^»]*»|"[^"]*"|\S+@\S+|[\p{L}_-]*\d(?:[\d\p{L}.,/:_-]|[ \x{a0}\x{202f}]\d)*|` +
	`janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre`)

// kind is a remark without its values and the names of what it is about. The name
// of a field of the standard (BT-9) is no value.
func (r Remark) kind() string {
	text := r.Text
	for _, name := range []string{r.About, r.Debtor} {
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

// Things counts the things that are remarked about.
func (r Remarks) Things() (n int) {
	for i := range r {
		if i == 0 || r[i].At != r[i-1].At {
			n++
		}
	}
	return n
}

// Same tells whether all say the same, to the letter.
func (r Remarks) Same() bool {
	for i := range r {
		if r[i].Text != r[0].Text {
			return false
		}
	}
	return true
}

// Many tells whether there are too many things to name each of them.
func (r Remarks) Many() bool { return r.Things() > mostApart }

// Together tells whether remarks get one line: those about two things or more
// that say the same, that are many, or whose kind was said beforehand, as of due
// dates, since whoever has agreed on long terms has them on every invoice.
func (r Remarks) Together() bool {
	return r.Things() >= 2 && (r.Same() || r[0].Kind != "" || len(r) > mostApart)
}
