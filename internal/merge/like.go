package merge

import (
	"cmp"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/intake"
)

// Sign is what two debtors have in common.
type Sign string

// The signs, the surest first.
const (
	SignSIREN Sign = "siren" // the same valid company number
	SignVAT   Sign = "vat"
	SignEmail Sign = "email"
	SignName  Sign = "name" // but for capitals, accents, punctuation and legal form
)

// likeness tells what two debtors have in common, the surest sign first.
func likeness(a, b dunning.Debtor) (out []Sign) {
	n, _ := identifier.ParseSIREN(a.SIREN)
	m, _ := identifier.ParseSIREN(b.SIREN)
	if n != "" && n == m {
		out = append(out, SignSIREN)
	}
	if a.VAT != "" && same(VAT, a.VAT, b.VAT) {
		out = append(out, SignVAT)
	}
	if a.Email != "" && same(Email, a.Email, b.Email) {
		out = append(out, SignEmail)
	}
	if name := intake.BareName(a.Name); name != "" && name == intake.BareName(b.Name) {
		out = append(out, SignName)
	}
	return out
}

// Double is a debtor who may be the same as another.
type Double struct {
	Debtor dunning.Debtor `json:"debtor"`
	Signs  []Sign         `json:"signs"`
}

// Doubles picks those of some debtors who may be the same as one of them: by a
// number, an e-mail address, or by name where both live in the same place or one has
// no postcode. Two companies with valid numbers of their own are none.
func Doubles(d dunning.Debtor, among []dunning.Debtor) []Double {
	out := []Double{}
	own, _ := identifier.ParseSIREN(d.SIREN)
	for _, x := range among {
		theirs, _ := identifier.ParseSIREN(x.SIREN)
		if x.ID == d.ID || x.Creditor != d.Creditor || own != "" && theirs != "" && own != theirs {
			continue
		}
		signs := likeness(d, x)
		if apart(d, x) && slices.Equal(signs, []Sign{SignName}) {
			continue
		}
		if len(signs) > 0 {
			out = append(out, Double{x, signs})
		}
	}
	slices.SortStableFunc(out, func(a, b Double) int {
		return cmp.Or(cmp.Compare(len(b.Signs), len(a.Signs)), strings.Compare(a.Debtor.Name, b.Debtor.Name))
	})
	return out
}

// apart tells whether two debtors are known to live in different places.
func apart(a, b dunning.Debtor) bool {
	x, y := compact(a.Address.Postcode), compact(b.Address.Postcode)
	return x != "" && y != "" && x != y
}
