package intake

import (
	"strings"

	"relance/internal/change"
	"relance/internal/dunning"
)

// Change is what a contact changes about a debtor: only what it states, and
// only where that is something else. The differences name the same fields for
// people.
func (c Contact) Change(d dunning.Debtor) (change change.Debtor, differences []dunning.Difference) {
	note := func(field, before, after string) bool {
		if after == "" || before == after {
			return false
		}
		differences = append(differences, dunning.Difference{Field: field, Recorded: before, Given: after})
		return true
	}
	if !strings.EqualFold(c.Email, d.Email) && note("email", d.Email, c.Email) {
		change.Email = &c.Email
	}
	if note("regime", string(d.Regime), string(c.Regime)) {
		change.Regime = &c.Regime
	}
	if note("language", d.Language, c.Language) {
		change.Language = &c.Language
	}
	change.Address = c.newAddress(d.Address, note)
	if e := c.Electronic; e != nil && note("lre", d.Electronic.Said(), e.Said()) {
		change.Electronic = e
	}
	return change, differences
}

// newAddress is the address with the parts that the contact states; nil when
// none is new.
func (c Contact) newAddress(now dunning.Address, note func(field, before, after string) bool) *dunning.Address {
	out, moved := now, false
	if note("address", strings.Join(now.Lines, ", "), strings.Join(c.Address.Lines, ", ")) {
		out.Lines, moved = c.Address.Lines, true
	}
	for _, part := range []struct {
		field      string
		to         *string
		was, given string
	}{
		{"postcode", &out.Postcode, now.Postcode, c.Address.Postcode}, {"city", &out.City, now.City, c.Address.City},
		{"country", &out.Country, now.Country, c.Address.Country},
	} {
		if note(part.field, part.was, part.given) {
			*part.to, moved = part.given, true
		}
	}
	if !moved {
		return nil
	}
	return &out
}
