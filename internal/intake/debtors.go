package intake

import (
	"slices"
	"strings"

	"relance/internal/dunning"
)

// DebtorIndex finds the debtors of one creditor by what a list of contacts says
// of them.
type DebtorIndex struct {
	all    []dunning.Debtor
	number map[string][]int // by SIREN or VAT number
	name   map[string][]int // by BareName
}

// NewDebtorIndex indexes debtors of one creditor.
func NewDebtorIndex(all []dunning.Debtor) *DebtorIndex {
	x := &DebtorIndex{all: all, number: map[string][]int{}, name: map[string][]int{}}
	for i, d := range all {
		if d.SIREN != "" {
			x.number[d.SIREN] = append(x.number[d.SIREN], i)
		}
		if d.VAT != "" {
			x.number[d.VAT] = append(x.number[d.VAT], i)
		}
		if name := BareName(d.Name); name != "" {
			x.name[name] = append(x.name[name], i)
		}
	}
	return x
}

// ByNumber gives the debtors with the SIREN of a contact, else those with its
// VAT number.
func (x *DebtorIndex) ByNumber(c Contact) (out []dunning.Debtor) {
	for _, number := range []string{c.SIREN, c.VAT} {
		if number == "" {
			continue
		}
		for _, i := range x.number[number] {
			out = append(out, x.all[i])
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// ByName gives the debtors with the name of a contact. Namesakes are left out:
// debtors with another number, or with another reference of the creditor's own.
func (x *DebtorIndex) ByName(c Contact) (out []dunning.Debtor) {
	name := BareName(c.Name)
	if name == "" {
		return nil
	}
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	for _, i := range x.name[name] {
		d := x.all[i]
		derived := d.Key == d.SIREN || d.Key == d.VAT || strings.HasPrefix(d.Key, nameKeyPrefix)
		if same(c.SIREN, d.SIREN) && same(c.VAT, d.VAT) && (c.Customer == "" || derived) {
			out = append(out, d)
		}
	}
	return out
}

// Replace puts a debtor in the place of what was known of him, so that a later
// line is compared with what is on record now.
func (x *DebtorIndex) Replace(d dunning.Debtor) {
	if at := slices.IndexFunc(x.all, func(known dunning.Debtor) bool { return known.Key == d.Key }); at >= 0 {
		x.all[at] = d
	}
}
