package reconcile

import (
	"cmp"
	"slices"
	"strings"
)

// grade is how well the text of an entry names an item.
type grade int

const (
	unnamed    grade = iota
	byOrder          // the customer's order number
	byShort          // the end of the number behind FACT
	byNear           // one typing error away
	byPrefix         // cut off by the bank
	byDigits         // digits without the letters
	byListed         // completed from a list
	byJoined         // other separators, zeros left out, a word glued to it
	byNumber         // as printed
	structured       // in a field made for it
)

var gradeReason = map[grade]ReasonCode{
	byOrder: RefOrder, byShort: RefShort, byNear: RefNear, byPrefix: RefTruncated, byDigits: RefDigits,
	byListed: RefListed, byJoined: RefJoined, byNumber: RefExact, structured: RefStructured,
}

// found is an item with what the entry says about it.
type found struct {
	OpenItem
	read     *forms // see forms
	grade    grade
	from, to int  // words of the text that name it
	shared   bool // the same words name another item as well

	date      *written // the day or month that these words spell, nil when none
	verbatim  bool     // they hold the number digit by digit
	announced bool     // a word such as FACT stands before them
}

// forms reads the item's references when they are first needed.
func (f *found) forms() *forms {
	if f.read == nil {
		r := formsOf(f.OpenItem)
		f.read = &r
	}
	return f.read
}

// gather makes the list of distinct items, graded, in an order that does not
// depend on the caller's.
func gather(k *Keys, items []OpenItem) []*found {
	all := make([]found, len(items))
	out := make([]*found, 0, len(items))
	for i, o := range items {
		all[i].OpenItem = o
		out = append(out, &all[i])
	}
	slices.SortFunc(out, func(a, b *found) int {
		return cmp.Or(strings.Compare(a.Number, b.Number), cmp.Compare(a.Balance, b.Balance), strings.Compare(a.Debtor, b.Debtor))
	})
	out = slices.CompactFunc(out, func(a, b *found) bool { return a.Number == b.Number })
	slices.SortFunc(out, func(a, b *found) int { return compareItems(&a.OpenItem, &b.OpenItem) })
	for _, f := range out {
		if len(k.Refs) > 0 || len(k.Shorts) > 0 {
			f.name(k)
		}
	}
	exclude(out)
	return out
}

// compareItems puts what is due first, then the oldest (C. civ. 1342-10), first.
func compareItems(a, b *OpenItem) int {
	if c := a.Due.Compare(b.Due); c != 0 {
		return c
	}
	if c := a.Issued.Compare(b.Issued); c != 0 {
		return c
	}
	return strings.Compare(a.Number, b.Number)
}

// name sets the best grade that a reference of the entry gives to the item.
func (f *found) name(k *Keys) {
	for i := range k.Refs {
		r := &k.Refs[i]
		g := unnamed
		for j := range f.forms().refs {
			g = max(g, gradeOf(r, &f.forms().refs[j]))
		}
		if r.Kind == KeyOrder && f.forms().order != "" && r.Value == f.forms().order {
			g = max(g, byOrder)
		}
		if g > f.grade || g == f.grade && g > unnamed && r.to-r.from > f.to-f.from {
			f.grade, f.from, f.to = g, r.from, r.to
			f.date, f.announced, f.verbatim = r.date, r.announced, f.spells(r.Value)
		}
	}
	if f.grade < byShort && f.short(k) {
		f.grade = byShort
	}
	if f.grade < byNear && f.mistyped(k) != "" {
		f.grade = byNear
	}
}

// spells tells whether a reference has the digits of the item's number, none
// dropped.
func (f *found) spells(value string) bool {
	for _, form := range f.forms().refs {
		if value == form.full || value == form.digits {
			return true
		}
	}
	return false
}

func gradeOf(r *Ref, f *form) grade {
	switch r.Kind {
	case KeyFull:
		return gradeFull(r, f)
	case KeyLoose:
		if r.Value == f.loose {
			if numeric(f.loose) && !r.announced {
				return byDigits
			}
			return byJoined
		}
	case KeyDigits:
		if r.Value == f.digits && !r.listed {
			if r.announced {
				return byJoined
			}
			return byDigits
		}
		if r.Value == f.digits {
			return byListed
		}
	case KeyPrefix:
		if len(r.Value) < len(f.full) && strings.HasPrefix(f.full, r.Value) {
			return byPrefix
		}
	}
	return unnamed
}

func gradeFull(r *Ref, f *form) grade {
	switch {
	case r.Value != f.full:
		return unnamed
	case r.structured:
		return structured
	case r.listed:
		return byListed
	case numeric(f.full) && !r.announced:
		return byDigits
	case r.glued:
		return byJoined
	}
	return byNumber
}

func numeric(s string) bool { return digitCount(s) == len(s) }

// short tells whether a short number of the text is the end of the item's.
func (f *found) short(k *Keys) bool {
	for _, r := range f.forms().refs {
		if len(r.tail) >= 2 && slices.Contains(k.Shorts, r.tail) {
			return true
		}
	}
	return false
}

// mistyped gives the reference of the text that is one typing error away from
// the item's number.
func (f *found) mistyped(k *Keys) string {
	for i := range k.Refs {
		r := &k.Refs[i]
		if r.Kind != KeyFull || r.listed || len(r.Value) < minPrefix {
			continue
		}
		for j := range f.forms().refs {
			if near(r.Value, f.forms().refs[j].full) {
				return r.Value
			}
		}
	}
	return ""
}

// exclude drops namings that a longer one covers, and marks words that name
// several items.
func exclude(items []*found) {
	for _, f := range items {
		if f.grade < byPrefix || f.from < 0 {
			continue
		}
		for _, g := range items {
			if g != f && g.grade >= f.grade && g.from <= f.from && f.to <= g.to && g.to-g.from > f.to-f.from {
				f.grade = unnamed
				break
			}
			if g != f && g.from == f.from && g.to == f.to && g.grade > f.grade && g.grade >= byDigits {
				f.grade = min(f.grade, byOrder)
				break
			}
		}
	}
	for i, f := range items {
		for _, g := range items[i+1:] {
			if f.grade >= byDigits && f.grade == g.grade && f.from == g.from && f.to == g.to && f.from >= 0 {
				f.shared, g.shared = true, true
			}
		}
	}
}

// stranger gives a reference of the text that has the shape of the item's number
// and is no known invoice's.
func (d *decider) stranger(f *found) string {
	for i := range d.keys.Refs {
		r := &d.keys.Refs[i]
		if r.Kind != KeyFull || r.listed {
			continue
		}
		for j := range f.forms().refs {
			full := f.forms().refs[j].full
			if numeric(full) && !r.announced && !r.structured || r.Value == full || near(r.Value, full) {
				continue
			}
			if (Key{KeyFull, full}).Shape() == r.Shape() && !d.knows(r.Value) {
				return r.Value
			}
		}
	}
	return ""
}

func (d *decider) knows(value string) bool {
	return slices.ContainsFunc(d.items, func(f *found) bool {
		return slices.ContainsFunc(f.forms().refs, func(r form) bool { return r.full == value })
	})
}
