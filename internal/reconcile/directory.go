package reconcile

import (
	"cmp"
	"slices"
)

// crowd is how many debtors may share a word or pair of words of their names
// for it to be of use in finding one.
const crowd = 48

// Directory finds debtors by learnt account and by name. It holds a creditor's
// debtors in memory, some hundred bytes each. It is safe for concurrent use
// while nothing is added.
type Directory struct {
	debtors []entryOf
	byKey   map[string]int32   // debtor key → index
	byName  map[string][]int32 // nameKeys → indices, at most crowd+1 of each
	byIBAN  map[string][]int32
}

type entryOf struct {
	debtor, name string
	words        []string
}

// NewDirectory makes an empty directory.
func NewDirectory() *Directory {
	return &Directory{byKey: map[string]int32{}, byName: map[string][]int32{}, byIBAN: map[string][]int32{}}
}

// Add puts a debtor in; one who is there already keeps his first name.
func (d *Directory) Add(debtor, name string) {
	if _, ok := d.byKey[debtor]; ok {
		return
	}
	i := int32(len(d.debtors))
	ws := nameWords(name)
	d.debtors = append(d.debtors, entryOf{debtor, name, ws})
	d.byKey[debtor] = i
	for _, key := range nameKeys(ws) {
		if l := d.byName[key]; len(l) <= crowd && !slices.Contains(l, i) {
			d.byName[key] = append(l, i)
		}
	}
}

// Learn records that an account paid for a debtor of the directory.
func (d *Directory) Learn(iban, debtor string) {
	i, ok := d.byKey[debtor]
	if ok && iban != "" && !slices.Contains(d.byIBAN[iban], i) {
		d.byIBAN[iban] = append(d.byIBAN[iban], i)
	}
}

// maxPayers is how many debtors of a similar name one entry may have.
const maxPayers = 8

// Find gives the debtors who may have paid: those of the account, then those of
// a similar name, best first.
func (d *Directory) Find(k Keys) []Payer {
	var out []Payer
	for _, i := range d.byIBAN[k.IBAN] {
		out = append(out, Payer{Debtor: d.debtors[i].debtor, Name: d.debtors[i].name, Learnt: true})
	}
	type hit struct {
		i int32
		l likeness
	}
	hits := make([]hit, 0, 8)
	for _, key := range k.Names {
		l := d.byName[key]
		if len(l) > crowd && key[0] != '=' {
			continue
		}
		for _, i := range l {
			if !slices.ContainsFunc(hits, func(h hit) bool { return h.i == i }) {
				hits = append(hits, hit{i, k.resembles(d.debtors[i].words)})
			}
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.l.percent, a.l.percent), cmp.Compare(b.l.letters, a.l.letters), cmp.Compare(a.i, b.i))
	})
	for _, h := range hits[:min(len(hits), maxPayers)] {
		if p := d.debtors[h.i]; h.l.percent >= 60 && !slices.ContainsFunc(out, func(q Payer) bool { return q.Debtor == p.debtor }) {
			out = append(out, Payer{Debtor: p.debtor, Name: p.name})
		}
	}
	return out
}

// words gives the telling words of a debtor's name.
func (d *Directory) words(debtor string) []string {
	if i, ok := d.byKey[debtor]; ok {
		return d.debtors[i].words
	}
	return nil
}
