package merge

import (
	"slices"
	"strconv"
	"strings"

	"relance/internal/change"
	"relance/internal/dunning"
)

// Field is something on record about a debtor of which one value survives.
type Field string

// The fields.
const (
	Name     Field = "name"
	Address  Field = "address"
	Email    Field = "email"
	SIREN    Field = "siren"
	VAT      Field = "vat"
	Regime   Field = "regime"
	Language Field = "language"
	Contact  Field = "contact"  // who answers there
	Plan     Field = "plan"     // of cases that start later
	Zone     Field = "zone"     // of holidays
	PayDays  Field = "pay_days" // payment period of a public buyer
)

// fields lists the fields in the order in which they are shown.
func fields() []Field {
	return []Field{Name, Address, Email, SIREN, VAT, Regime, Language, Contact, Plan, Zone, PayDays}
}

// Side says which of the two debtors is meant.
type Side string

// The sides.
const (
	Keep  Side = "keep"  // the one who goes on
	Other Side = "other" // the one who is given up
)

// Take says whose value of a field survives. What is not named follows the default:
// the value of the one who goes on, and where he has none that of the other.
type Take map[Field]Side

// Check refuses a field or a side that there is not: CodeInvalid.
func (t Take) Check() error {
	for field, side := range t {
		switch {
		case !slices.Contains(fields(), field):
			return dunning.Errorf(dunning.CodeInvalid, "a debtor has no field %q to choose", field).
				WithHint("fields are %s", names(fields()))
		case side != Keep && side != Other:
			return dunning.Errorf(dunning.CodeInvalid, "%q is not one of the two debtors", side).WithHint("write keep or other")
		}
	}
	return nil
}

func names(fields []Field) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = string(f)
	}
	return strings.Join(out, ", ")
}

// Row is a field of both debtors, and what survives of it.
type Row struct {
	Field   Field  `json:"field"`
	Keep    string `json:"keep"`
	Other   string `json:"other"`
	After   string `json:"after"`
	From    Side   `json:"from"`
	Differs bool   `json:"differs"` // both have a value, and not the same
	Chosen  bool   `json:"chosen"`  // a person said whose
}

// Changes tells whether the debtor who goes on gets another value.
func (r Row) Changes() bool { return r.After != r.Keep }

// rows compares the two, field by field.
func rows(keep, other dunning.Debtor, take Take) []Row {
	out := make([]Row, 0, len(fields()))
	for _, field := range fields() {
		r := Row{Field: field, Keep: value(keep, field), Other: value(other, field), From: Keep}
		r.Differs = r.Keep != "" && r.Other != "" && !same(field, r.Keep, r.Other)
		side, chosen := take[field]
		switch {
		case chosen:
			r.From, r.Chosen = side, true
		case r.Other != "" && blank(keep, other, field):
			r.From = Other
		}
		if r.After = r.Keep; r.From == Other {
			r.After = r.Other
		}
		out = append(out, r)
	}
	return out
}

// blank tells whether the debtor who goes on lacks a field. An address that was
// refused for good is none where the other has one that works.
func blank(keep, other dunning.Debtor, field Field) bool {
	if field == Email && keep.Bounced && other.Mailable() {
		return true
	}
	return value(keep, field) == ""
}

// value gives a field as text; empty is not known.
func value(d dunning.Debtor, field Field) string {
	switch field {
	case Name:
		return d.Name
	case Address:
		return oneLine(d.Address)
	case Email:
		return d.Email
	case SIREN:
		return d.SIREN
	case VAT:
		return d.VAT
	case Regime:
		return string(d.Regime)
	case Language:
		return d.Language
	case Contact:
		return d.Contact
	case Plan:
		return d.Plan
	case Zone:
		return d.Zone
	case PayDays:
		if d.PayDays != 0 {
			return strconv.Itoa(d.PayDays)
		}
	}
	return ""
}

// oneLine is an address in one line.
func oneLine(a dunning.Address) string {
	parts := slices.Clone(a.Lines)
	if town := strings.TrimSpace(a.Postcode + " " + a.City); town != "" {
		parts = append(parts, town)
	}
	if a.Country != "" && a.Country != "FR" && len(parts) > 0 {
		parts = append(parts, a.Country)
	}
	return strings.Join(parts, ", ")
}

// same tells whether two values say the same: a number whatever its blanks, an
// address whatever its capitals.
func same(field Field, a, b string) bool {
	switch field {
	case SIREN, VAT:
		return strings.EqualFold(compact(a), compact(b))
	case Email, Address:
		return strings.EqualFold(a, b)
	}
	return a == b
}

func compact(s string) string { return strings.Join(strings.Fields(s), "") }

// set writes a surviving value of the other into the debtor who goes on, and into
// the change that is recorded of him.
func set(d *dunning.Debtor, c *change.Debtor, from dunning.Debtor, field Field) {
	switch field {
	case Name:
		d.Name, c.Name = from.Name, &from.Name
	case Address:
		d.Address, c.Address = from.Address, &from.Address
	case Email:
		d.Email, c.Email, d.Bounced = from.Email, &from.Email, from.Bounced
	case SIREN:
		d.SIREN, c.SIREN = from.SIREN, &from.SIREN
	case VAT:
		d.VAT, c.VAT = from.VAT, &from.VAT
	case Regime:
		d.Regime, c.Regime = from.Regime, &from.Regime
	case Language:
		d.Language, c.Language = from.Language, &from.Language
	case Contact:
		d.Contact, c.Contact = from.Contact, &from.Contact
	case Plan:
		d.Plan, c.Plan = from.Plan, &from.Plan
	case Zone:
		d.Zone, c.Zone = from.Zone, &from.Zone
	case PayDays:
		d.PayDays, c.PayDays = from.PayDays, &from.PayDays
	}
}
