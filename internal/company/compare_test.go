package company

import (
	"fmt"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

const siren = "732829320"

// known is a debtor on record, and the register's entry of the same company.
func known() (dunning.Debtor, Record) {
	return dunning.Debtor{SIREN: siren, Name: "Papeterie Lenoir SAS", Regime: dunning.B2B,
			Address: dunning.Address{Lines: []string{"Service comptabilité", "12 bis, av. du Général-de-Gaulle"}, Postcode: "69003", City: "Lyon 3e", Country: "FR"}},
		Record{SIREN: siren, Source: Recherche, Found: true, Name: "PAPETERIE LENOIR", Form: "5710", Seat: siren + "00074",
			Address: dunning.Address{Lines: []string{"12 BIS AVENUE DU GENERAL DE GAULLE"}, Postcode: "69003", City: "LYON", Country: "FR"}}
}

func (f Finding) String() string {
	out := fmt.Sprint(f.filled())
	for _, d := range f.Differences {
		out += fmt.Sprintf(" %s(%s|%s)", d.Field, d.Ours, d.Theirs)
	}
	for _, s := range f.Stops {
		out += " stop:" + s.Key
	}
	return out
}

func TestARegisterFillsBlanksAndRaisesDifferences(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*dunning.Debtor, *Record)
		want   string
	}{
		"all alike but for spelling": {func(*dunning.Debtor, *Record) {}, "[]"},
		"no address on record":       {func(d *dunning.Debtor, _ *Record) { d.Address = dunning.Address{} }, "[address]"},
		"no street on record":        {func(d *dunning.Debtor, _ *Record) { d.Address.Lines = nil }, "[address]"},
		"no postcode on record":      {func(d *dunning.Debtor, _ *Record) { d.Address.Postcode = "" }, "[address]"},
		"no name on record":          {func(d *dunning.Debtor, _ *Record) { d.Name = " " }, "[name]"},
		"another name":               {func(_ *dunning.Debtor, r *Record) { r.Name = "LENOIR BUREAUTIQUE" }, "[] name(Papeterie Lenoir SAS|LENOIR BUREAUTIQUE)"},
		"the trade name": {func(d *dunning.Debtor, r *Record) {
			d.Name, r.Others = "Le Papier d’Élise", []string{"LE PAPIER D ELISE"}
		}, "[]"},
		"a sole trader, surname first":      {func(d *dunning.Debtor, r *Record) { d.Name, r.Name = "BRUNEL Anne-Marie (EI)", "ANNE-MARIE BRUNEL" }, "[]"},
		"letters with full stops":           {func(d *dunning.Debtor, r *Record) { d.Name, r.Name = "S.A.R.L. Dupont & Fils", "DUPONT ET FILS" }, "[]"},
		"another street of the same town":   {func(_ *dunning.Debtor, r *Record) { r.Address.Lines = []string{"4 RUE NEUVE"} }, "[] address(Service comptabilité, 12 bis, av. du Général-de-Gaulle 69003 Lyon 3e|4 RUE NEUVE 69003 LYON)"},
		"another number of the same street": {func(_ *dunning.Debtor, r *Record) { r.Address.Lines = []string{"14 AVENUE DU GENERAL DE GAULLE"} }, "[] address(Service comptabilité, 12 bis, av. du Général-de-Gaulle 69003 Lyon 3e|14 AVENUE DU GENERAL DE GAULLE 69003 LYON)"},
		"a building that the record lacks": {func(_ *dunning.Debtor, r *Record) {
			r.Address.Lines = []string{"BATIMENT C", "12 BIS AV DU GENERAL DE GAULLE"}
		}, "[]"},
		"a CEDEX of the same town": {func(d *dunning.Debtor, _ *Record) { d.Address.Postcode, d.Address.City = "69433", "LYON CEDEX 03" }, "[]"},
		"a seat in another town":   {func(_ *dunning.Debtor, r *Record) { r.Address.Postcode, r.Address.City = "33000", "BORDEAUX" }, "[] seat(Service comptabilité, 12 bis, av. du Général-de-Gaulle 69003 Lyon 3e|12 BIS AVENUE DU GENERAL DE GAULLE 33000 BORDEAUX) stop:moved-73282932000074"},
		"a closed seat":            {func(_ *dunning.Debtor, r *Record) { r.SeatClosed = true }, "[] seat(Service comptabilité, 12 bis, av. du Général-de-Gaulle 69003 Lyon 3e|) stop:seat_closed-73282932000074"},
		"a company that has ceased": {func(_ *dunning.Debtor, r *Record) {
			r.Ceased, r.SeatClosed, r.CeasedOn = true, true, calendar.Date{Year: 2026, Month: 3, Day: 1}
		}, "[] state(|2026-03-01) stop:ceased-2026-03-01"},
		"ceased on a day that is not told": {func(_ *dunning.Debtor, r *Record) { r.Ceased = true }, "[] state(|) stop:ceased"},
		"a public buyer":                   {func(_ *dunning.Debtor, r *Record) { r.Public = true }, "[] regime(b2b|public)"},
		"absent from the register":         {func(_ *dunning.Debtor, r *Record) { *r = Record{SIREN: siren} }, "[] absent(732829320|)"},
		"a name and an address that are masked": {func(d *dunning.Debtor, r *Record) {
			d.Address, r.Masked, r.Name, r.Address = dunning.Address{}, true, "[ND]", dunning.Address{Lines: []string{"[ND]"}, City: "LYON"}
		}, "[]"},
		"masked parts without the mark": {func(d *dunning.Debtor, r *Record) {
			d.Address, r.Address.Lines = dunning.Address{}, []string{"[ND] [ND]"}
		}, "[]"},
		"another company's entry": {func(_ *dunning.Debtor, r *Record) { r.SIREN, r.Ceased = "404833048", true }, "[]"},
		"a debtor without number": {func(d *dunning.Debtor, r *Record) { d.SIREN, r.SIREN, r.Ceased = "", "", true }, "[]"},
		"an address abroad":       {func(d *dunning.Debtor, _ *Record) { d.Address.Country, d.Address.City = "BE", "Namur" }, "[]"},
		"a saint and a short street": {func(d *dunning.Debtor, r *Record) {
			d.Address = dunning.Address{Lines: []string{"3 r. St-Jean"}, Postcode: "42000", City: "St-Étienne"}
			r.Address = dunning.Address{Lines: []string{"3 RUE SAINT JEAN"}, Postcode: "42000", City: "SAINT ETIENNE"}
		}, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, r := known()
			row.change(&d, &r)
			if got := Compare(d, r).String(); got != row.want {
				t.Errorf("got\n %s, want\n %s", got, row.want)
			}
		})
	}
}

func TestABlankIsFilledAndTheRestOfTheAddressKept(t *testing.T) {
	t.Parallel()
	d, r := known()
	d.Address.Lines, d.Address.Country = nil, ""
	f := Compare(d, r)
	if f.Address == nil || f.Address.City != "Lyon 3e" || f.Address.Lines[0] != "12 BIS AVENUE DU GENERAL DE GAULLE" || f.Address.Country != "FR" {
		t.Errorf("got %+v", f.Address)
	}
}

func TestAnOldEntrySaysSo(t *testing.T) {
	t.Parallel()
	on := calendar.Date{Year: 2026, Month: 11, Day: 27}
	if (Record{Updated: on.AddDays(-35)}).Old(on) || !(Record{Updated: on.AddDays(-36)}).Old(on) || (Record{}).Old(on) {
		t.Error("35 days are the bound; an entry without date says nothing")
	}
}
