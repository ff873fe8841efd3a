package invoices

import (
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/words"
)

// mostNamed is how many invoices a line names that is about many.
const mostNamed = 3

// remark is what is said about an invoice of the list.
func (i *item) remark(at int, text, kind string) words.Remark {
	return words.Remark{At: at, About: i.Number, Debtor: i.Debtor, Text: frame.OneLine(text), Kind: kind}
}

// warnings words what was remarked about the invoices that start or change
// nothing: one line for many that say the same.
func (im *importing) warnings() (lines []string) {
	var list []words.Remark
	marks := map[words.Remark]string{} // between the number and what stands alone
	for at, i := range im.items {
		if i.Outcome == backoffice.Started && i.Text != "" {
			r := i.remark(at, i.Text, "")
			list, marks[r] = append(list, r), " "
		}
		for _, w := range i.Warnings {
			kind := ""
			if n := slices.IndexFunc(i.due, func(d dueWarning) bool { return d.text == w }); n >= 0 {
				kind = "due " + i.due[n].kind
			}
			r := i.remark(at, w, kind)
			list, marks[r] = append(list, r), im.s.W.Colon()
		}
	}
	for _, kind := range words.Gather(list) {
		lines = append(lines, gathered(im.s, kind, im.named, func(r words.Remark) string {
			return im.items[r.At].place() + im.s.W.Colon() + r.About + marks[r] + im.s.W.Reword(r.Text)
		})...)
	}
	return lines
}

// named is how a line about many names one invoice: by its number, else by its
// place.
func (im *importing) named(r words.Remark) string {
	return frame.OneLine(frame.FirstOf(r.About, im.items[r.At].place()))
}

// gathered words remarks of one kind: in one line, or each alone.
func gathered(s *frame.Session, kind words.Remarks, named, alone func(words.Remark) string) (lines []string) {
	switch {
	case !kind.Together():
		for _, r := range kind {
			lines = append(lines, alone(r))
		}
		return lines
	case kind.Same():
		return []string{s.W.Sprintf("%d invoices (%s): %s", kind.Things(), first(s, kind, named), s.W.Reword(kind[0].Text))}
	default:
		return []string{s.W.Sprintf("%d invoices (%s), the first: %s", kind.Things(), first(s, kind, named), s.W.Reword(kind[0].Text))}
	}
}

// first names the first of many, and how many more there are.
func first(s *frame.Session, kind words.Remarks, named func(words.Remark) string) string {
	var names []string
	for n, r := range kind {
		if n == 0 || r.At != kind[n-1].At {
			names = append(names, named(r))
		}
	}
	list := strings.Join(names[:min(len(names), mostNamed)], ", ")
	switch left := len(names) - mostNamed; {
	case left == 1:
		return s.W.Sprintf("%s and one more", list)
	case left > 1:
		return s.W.Sprintf("%s and %d more", list, left)
	}
	return list
}
