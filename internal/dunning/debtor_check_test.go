package dunning_test

import (
	"testing"

	"relance/internal/dunning"
)

func TestACorrectionOfADebtorIsChecked(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	regime := func(s dunning.Regime) *dunning.Regime { return &s }
	tests := map[string]struct {
		change dunning.DebtorChange
		want   dunning.Code
	}{
		"nothing":                     {dunning.DebtorChange{}, ""},
		"a blank name":                {dunning.DebtorChange{Name: text(" ")}, dunning.CodeInvalid},
		"an address":                  {dunning.DebtorChange{Email: text("compta@client.example.fr")}, ""},
		"an address taken away":       {dunning.DebtorChange{Email: text("")}, ""},
		"two addresses":               {dunning.DebtorChange{Email: text("a@example.com, b@example.com")}, dunning.CodeInvalid},
		"an address without a domain": {dunning.DebtorChange{Email: text("compta@client")}, dunning.CodeInvalid},
		"a regime":                    {dunning.DebtorChange{Regime: regime(dunning.Public)}, ""},
		"another regime":              {dunning.DebtorChange{Regime: regime("b2g")}, dunning.CodeInvalid},
		"a language":                  {dunning.DebtorChange{Language: text("en")}, ""},
		"another language":            {dunning.DebtorChange{Language: text("de")}, dunning.CodeInvalid},
		"a country by its name":       {dunning.DebtorChange{Address: &dunning.Address{Country: "France"}}, dunning.CodeInvalid},
		"a country by its code":       {dunning.DebtorChange{Address: &dunning.Address{Country: "BE"}}, ""},
		"an address without country":  {dunning.DebtorChange{Address: &dunning.Address{City: "Nantes"}}, ""},
		"a zone":                      {dunning.DebtorChange{Zone: text("alsace-moselle")}, ""},
		"another zone":                {dunning.DebtorChange{Zone: text("brittany")}, dunning.CodeInvalid},
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
