package intake

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestAContactChangesOnlyWhatItStatesOtherwise(t *testing.T) {
	t.Parallel()
	d := dunning.Debtor{
		Email: "compta@caron.example.fr", Regime: dunning.B2B, Language: "fr",
		Address: dunning.Address{Lines: []string{"1 rue des Tanneurs"}, Postcode: "69001", City: "Lyon", Country: "FR"},
	}
	consent := &dunning.ElectronicLetters{Accepted: true, ConsentOn: calendar.Date{Year: 2026, Month: 1, Day: 5}, Manner: "devis"}
	for name, row := range map[string]struct {
		c    Contact
		want []dunning.Difference
	}{
		"nothing":                         {Contact{}, nil},
		"what is on record":               {Contact{Email: "COMPTA@caron.example.fr", Regime: dunning.B2B, Address: d.Address}, nil},
		"another address of e-mail":       {Contact{Email: "x@caron.example.fr"}, []dunning.Difference{{Field: "email", Recorded: d.Email, Given: "x@caron.example.fr"}}},
		"another town, the rest as it is": {Contact{Address: dunning.Address{City: "Bron"}}, []dunning.Difference{{Field: "city", Recorded: "Lyon", Given: "Bron"}}},
		"another regime and language": {Contact{Regime: dunning.Public, Language: "en"}, []dunning.Difference{
			{Field: "regime", Recorded: "b2b", Given: "public"}, {Field: "language", Recorded: "fr", Given: "en"},
		}},
		"a consent to electronic letters": {Contact{Electronic: consent}, []dunning.Difference{{Field: "lre", Recorded: "no", Given: "yes, 2026-01-05, devis"}}},
	} {
		change, got := row.c.Change(d)
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if a := change.Address; a != nil && (a.Postcode != "69001" || a.City != "Bron") {
			t.Errorf("%s: the new address is %+v", name, a)
		}
	}
}
