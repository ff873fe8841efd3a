package letter

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
)

func debtor(name string, lines []string, postcode, city, country string) dunning.Debtor {
	return dunning.Debtor{Name: name, Address: dunning.Address{Lines: lines, Postcode: postcode, City: city, Country: country}}
}

func TestAddressesFitTheWindow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   dunning.Debtor
		want []string
	}{
		{"a company", debtor("Menuiserie Vasseur SAS", []string{"4, rue des Lilas"}, "42000", "Saint-Étienne", ""),
			[]string{"Menuiserie Vasseur SAS", "4 RUE DES LILAS", "42000 SAINT ETIENNE"}},
		{"a service and a building keep their letters, the street does not", debtor("Vasseur", []string{"Service fournisseurs", "Bâtiment B", "4 rue d’Œuvre"}, "69007", "Lyon Cedex 07", "FR"),
			[]string{"Vasseur", "Service fournisseurs", "Bâtiment B", "4 RUE D OEUVRE", "69007 LYON CEDEX 07"}},
		{"from the fourth line on all is in capitals", debtor("A", []string{"b.", "c.", "d.", "e."}, "1", "F", ""),
			[]string{"A", "b.", "c.", "D", "E", "1 F"}},
		{"a long name goes over two lines", debtor("Compagnie générale des menuiseries et agencements du Forez", []string{"1 rue A"}, "42000", "X", ""),
			[]string{"Compagnie générale des menuiseries et", "agencements du Forez", "1 RUE A", "42000 X"}},
		{"a legal form in full letters is shortened", debtor("Vasseur Société à responsabilité limitée", []string{"1 rue A"}, "42000", "X", ""),
			[]string{"Vasseur SARL", "1 RUE A", "42000 X"}},
		{"a long street is abbreviated", debtor("A", []string{"128 bis boulevard du Maréchal Jean de Lattre"}, "42000", "X", ""),
			[]string{"A", "128 BIS BD DU MAL JEAN DE LATTRE", "42000 X"}},
		{"a short street is not", debtor("A", []string{"1 boulevard Carnot"}, "42000", "X", ""),
			[]string{"A", "1 BOULEVARD CARNOT", "42000 X"}},
		{"abroad the country is the last line", debtor("A", []string{"Hauptstraße 1"}, "1010", "Wien", "at"),
			[]string{"A", "HAUPTSTRASSE 1", "1010 WIEN", "AUTRICHE"}},
		{"overseas is France", debtor("A", []string{"1 rue A"}, "97400", "Saint-Denis", "RE"),
			[]string{"A", "1 RUE A", "97400 SAINT DENIS"}},
		{"seven lines abroad", debtor("A", []string{"b", "c", "d", "e"}, "1", "F", "BE"),
			[]string{"A", "b", "c", "D", "E", "1 F", "BELGIQUE"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := AddressLines(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

// A syndicate of co-owners acts through its managing agent.
func TestASyndicateIsAddressedThroughItsAgent(t *testing.T) {
	t.Parallel()
	const name = "Syndicat des copropriétaires Les Tilleuls"
	for contact, want := range map[string][]string{
		"Morin SARL":                       {"Syndicat des copropriétaires Les", "Tilleuls", "Représenté par son syndic, Morin SARL", "1 RUE A", "42000 X"},
		"Syndic : Morin SARL":              {"Syndicat des copropriétaires Les", "Tilleuls", "Représenté par son syndic, Morin SARL", "1 RUE A", "42000 X"},
		"Cabinet Morin et associés":        {"Syndicat des copropriétaires Les", "Tilleuls", "Représenté par son syndic,", "Cabinet Morin et associés", "1 RUE A", "42000 X"},
		"":                                 {"Syndicat des copropriétaires Les", "Tilleuls", "1 RUE A", "42000 X"},
		strings.Repeat("Interminable ", 4): {"Syndicat des copropriétaires Les", "Tilleuls", "1 RUE A", "42000 X"},
	} {
		d := debtor(name, []string{"1 rue A"}, "42000", "X", "")
		d.Contact = contact
		if got, err := AddressLines(d); cmp.Diff(want, got) != "" || err != nil {
			t.Errorf("%q: %q, %v", contact, got, err)
		}
	}
	d := debtor("SDC Les Tilleuls", []string{"Cabinet Morin", "Bâtiment B", "1 rue A"}, "42000", "X", "")
	d.Contact = "Cabinet Morin et associés"
	if got, err := AddressLines(d); err != nil || got[1] != "Syndic\u00a0: Cabinet Morin et associés" {
		t.Errorf("with little room: %q, %v", got, err)
	}
}

func TestAddressesThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Interminable ", 4)
	tests := []struct {
		name, want string
		in         dunning.Debtor
	}{
		{"a street too long", "and 38 fit on a line", debtor("A", []string{long}, "1", "F", "")},
		{"a town too long", "and 38 fit on a line", debtor("A", []string{"b"}, "1", long, "")},
		{"a name of one long word", "and 38 fit on a line", debtor(strings.Repeat("x", 39), []string{"b"}, "1", "F", "")},
		{"a name too long for two lines", "and 38 fit on a line", debtor(long+long, []string{"b"}, "1", "F", "")},
		{"a service too long", "and 38 fit on a line", debtor("A", []string{long, "b"}, "1", "F", "")},
		{"too many lines", "has 7 lines", debtor("A", []string{"b", "c", "d", "e", "f"}, "1", "G", "")},
		{"an unknown country", `country "ZZ"`, debtor("A", []string{"b"}, "1", "F", "zz")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := AddressLines(tt.in)
			if dunning.ErrorCode(err) != dunning.CodeUnreachable || !strings.Contains(err.Error(), tt.want) || dunning.ErrorHint(err) == "" {
				t.Errorf("error %v, hint %q", err, dunning.ErrorHint(err))
			}
		})
	}
}
