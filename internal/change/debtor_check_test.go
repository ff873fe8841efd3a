package change_test

import (
	"testing"

	"relance/internal/change"
	"relance/internal/dunning"
)

func TestACorrectionOfADebtorIsChecked(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	regime := func(s dunning.Regime) *dunning.Regime { return &s }
	tests := map[string]struct {
		change change.Debtor
		want   dunning.Code
	}{
		"nothing":                     {change.Debtor{}, ""},
		"a blank name":                {change.Debtor{Name: text(" ")}, dunning.CodeInvalid},
		"an address":                  {change.Debtor{Email: text("compta@client.example.fr")}, ""},
		"an address taken away":       {change.Debtor{Email: text("")}, ""},
		"two addresses":               {change.Debtor{Email: text("a@example.com, b@example.com")}, dunning.CodeInvalid},
		"an address without a domain": {change.Debtor{Email: text("compta@client")}, dunning.CodeInvalid},
		"a regime":                    {change.Debtor{Regime: regime(dunning.Public)}, ""},
		"another regime":              {change.Debtor{Regime: regime("b2g")}, dunning.CodeInvalid},
		"a language":                  {change.Debtor{Language: text("en")}, ""},
		"another language":            {change.Debtor{Language: text("de")}, dunning.CodeInvalid},
		"a country by its name":       {change.Debtor{Address: &dunning.Address{Country: "France"}}, dunning.CodeInvalid},
		"a country by its code":       {change.Debtor{Address: &dunning.Address{Country: "BE"}}, ""},
		"an address without country":  {change.Debtor{Address: &dunning.Address{City: "Nantes"}}, ""},
		"a zone":                      {change.Debtor{Zone: text("alsace-moselle")}, ""},
		"another zone":                {change.Debtor{Zone: text("brittany")}, dunning.CodeInvalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := tt.change.Check(); dunning.ErrorCode(err) != tt.want {
				t.Errorf("got %v, want code %q", err, tt.want)
			}
		})
	}
}
