package intake

import (
	"strings"
	"testing"

	"relance/internal/dunning"
)

func TestAContactMeansTheDebtorsWithItsNumberOrItsName(t *testing.T) {
	t.Parallel()
	x := NewDebtorIndex([]dunning.Debtor{
		{Key: "C-1", Name: "Menuiserie Caron SARL", SIREN: "404833048"},
		{Key: "404833048", Name: "Menuiserie Caron", SIREN: "404833048", VAT: "FR83404833048"},
		{Key: "nom-1", Name: "MENUISERIE CARON"},
		{Key: "C-9", Name: "Plomberie Vidal", VAT: "FR96552100554"},
	})
	for name, row := range map[string]struct {
		look func(Contact) []dunning.Debtor
		c    Contact
		want string
	}{
		"a SIREN that two debtors have":             {x.ByNumber, Contact{SIREN: "404833048"}, "C-1 404833048"},
		"a VAT number":                              {x.ByNumber, Contact{VAT: "FR96552100554"}, "C-9"},
		"an unknown SIREN, then a known VAT number": {x.ByNumber, Contact{SIREN: "732829320", VAT: "FR96552100554"}, "C-9"},
		"no number":                                 {x.ByNumber, Contact{Name: "Plomberie Vidal"}, ""},
		"a name without its legal form":             {x.ByName, Contact{Name: "Plomberie Vidal SAS"}, "C-9"},
		"a name that three have":                    {x.ByName, Contact{Name: "menuiserie caron"}, "C-1 404833048 nom-1"},
		"a name and another SIREN":                  {x.ByName, Contact{Name: "Menuiserie Caron", SIREN: "732829320"}, "nom-1"},
		"a name and a reference of the creditor":    {x.ByName, Contact{Name: "Menuiserie Caron", Customer: "C-7"}, "404833048 nom-1"},
		"no name":                                   {x.ByName, Contact{Name: "SARL"}, ""},
	} {
		var keys []string
		for _, d := range row.look(row.c) {
			keys = append(keys, d.Key)
		}
		if got := strings.Join(keys, " "); got != row.want {
			t.Errorf("%s finds %q, want %q", name, got, row.want)
		}
	}
}

func TestALaterLineSeesWhatAnEarlierOneChanged(t *testing.T) {
	t.Parallel()
	x := NewDebtorIndex([]dunning.Debtor{{Key: "C-1", Name: "Menuiserie Caron"}})
	x.Replace(dunning.Debtor{Key: "C-1", Name: "Menuiserie Caron", Email: "compta@caron.example.fr"})
	x.Replace(dunning.Debtor{Key: "C-2", Name: "Menuiserie Caron"})
	if found := x.ByName(Contact{Name: "Menuiserie Caron"}); len(found) != 1 || found[0].Email != "compta@caron.example.fr" {
		t.Errorf("found %+v", found)
	}
}
