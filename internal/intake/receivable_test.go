package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// csvItem reads one line of a list with the given columns.
func csvItem(t *testing.T, header, line string) Item {
	t.Helper()
	res := Read("liste.csv", []byte(header+"\n"+line+"\n"), Options{})
	if len(res.Items) != 1 || res.Items[0].Error != nil {
		t.Fatalf("%q: %+v", line, res.Items)
	}
	return res.Items[0]
}

const listHeader = "number;issue_date;due_date;total;payable;buyer_name;buyer_siren;buyer_vat;buyer_email;buyer_address;buyer_postcode;buyer_city;customer_ref;regime;iban;language"

func TestToReceivableKeepsEveryFactOfALine(t *testing.T) {
	t.Parallel()
	item := csvItem(t, listHeader,
		"F-12;2026-03-02;2026-04-01;1200,00;700,00;Menuiserie Caron;732 829 320;;compta@caron.example.fr;3 rue des Lilas;44000;Nantes;C-007;;FR76 3000 6000 0112 3456 7890 189;en-GB")
	got := ToReceivable(item, "brunel")
	want := Receivable{
		Invoice: dunning.Invoice{
			Creditor: "brunel", Number: "F-12", Debtor: "C-007", Issued: calendar.Date{Year: 2026, Month: 3, Day: 2},
			Due: calendar.Date{Year: 2026, Month: 4, Day: 1}, DueRule: dunning.DueStated, Currency: "EUR",
			Total: 120000, Payable: 70000, IBAN: "FR7630006000011234567890189", Source: "liste.csv:2",
		},
		Debtor: dunning.Debtor{
			Creditor: "brunel", Key: "C-007", Name: "Menuiserie Caron", Regime: dunning.B2B, Language: "en", SIREN: "732829320",
			Email:   "compta@caron.example.fr",
			Address: dunning.Address{Lines: []string{"3 rue des Lilas"}, Postcode: "44000", City: "Nantes"},
		},
		Regime: RegimeBusiness,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestToReceivableRegimeAndKey(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		siren, vat, ref, regime string
		want                    dunning.Regime
		rule                    RegimeRule
		key                     string
	}{
		"a SIREN makes a business":              {"732829320", "", "", "", dunning.B2B, RegimeBusiness, "732829320"},
		"a SIRET is its company":                {"73282932000074", "", "", "", dunning.B2B, RegimeBusiness, "732829320"},
		"a French VAT number holds the SIREN":   {"", "FR44732829320", "", "", dunning.B2B, RegimeBusiness, "732829320"},
		"a foreign VAT number is the key":       {"", "BE0403170701", "", "", dunning.B2B, RegimeBusiness, "BE0403170701"},
		"a SIREN from 2 is a public body":       {"213302284", "", "", "", dunning.Public, RegimePublicID, "213302284"},
		"what the list says comes first":        {"213302284", "", "", "b2b", dunning.B2B, RegimeStated, "213302284"},
		"nothing known is treated with caution": {"", "", "C-9", "", dunning.NonProfessional, RegimeCautious, "C-9"},
		"a consumer is said to be one":          {"", "", "C-9", "particulier", dunning.B2C, RegimeStated, "C-9"},
		"a SIREN that fails proves nothing":     {"732829321", "", "C-9", "", dunning.NonProfessional, RegimeCautious, "C-9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			item := csvItem(t, listHeader, "F-1;2026-03-02;;100,00;;Caron;"+row.siren+";"+row.vat+";a@example.fr;;;;"+row.ref+";"+row.regime+";;")
			r := ToReceivable(item, "brunel")
			if r.Debtor.Regime != row.want || r.Regime != row.rule || r.Debtor.Key != row.key {
				t.Errorf("%s by %s, key %s; want %s by %s, key %s", r.Debtor.Regime, r.Regime, r.Debtor.Key, row.want, row.rule, row.key)
			}
			if row.rule == RegimeCautious && len(r.Notes) == 0 {
				t.Error("the caution is not shown")
			}
		})
	}
}

func TestNameKeyGroupsSpellingsAndHidesTheName(t *testing.T) {
	t.Parallel()
	key := func(name, postcode string) string {
		item := csvItem(t, listHeader, "F-1;2026-03-02;;100,00;;"+name+";;;;;"+postcode+";;;;;")
		return ToReceivable(item, "brunel").Debtor.Key
	}
	first := key("Éléonore Dupré", "69003")
	if same := key("  ELEONORE  DUPRE ", "69003"); same != first {
		t.Errorf("two spellings give %s and %s", first, same)
	}
	if other := key("Éléonore Dupré", "13001"); other == first {
		t.Error("namesakes of two towns are taken for one customer")
	}
	if strings.Contains(strings.ToLower(first), "dupr") {
		t.Errorf("the key %s tells the name", first)
	}
}

func TestToReceivableLeavesOutWhatCannotBeUsed(t *testing.T) {
	t.Parallel()
	item := csvItem(t, listHeader, "F-1;2026-03-02;;100,00;;Caron;123;FR00;pas d’adresse;;;;C-1;;FR76 0000;de")
	r := ToReceivable(item, "brunel")
	if r.Debtor.SIREN+r.Debtor.VAT+r.Debtor.Email+r.Invoice.IBAN != "" {
		t.Errorf("kept %+v", r)
	}
	if r.Debtor.Language != "en" {
		t.Errorf("language %q, want en", r.Debtor.Language)
	}
	for _, word := range []string{"SIREN", "TVA", "e-mail", "IBAN", "anglais"} {
		if !strings.Contains(strings.Join(r.Notes, "\n"), word) {
			t.Errorf("no note about %s: %q", word, r.Notes)
		}
	}
}

func TestToReceivableTakesTheFirstOfSeveralAddresses(t *testing.T) {
	t.Parallel()
	item := csvItem(t, listHeader, `F-1;2026-03-02;;100,00;;Caron;;;"Compta <a@example.fr>, b@example.fr";;;;C-1;;;`)
	if r := ToReceivable(item, "brunel"); r.Debtor.Email != "a@example.fr" {
		t.Errorf("e-mail %q", r.Debtor.Email)
	}
}

func TestToReceivableTotalIsWhatWasEverOwed(t *testing.T) {
	t.Parallel()
	payable, prepaid := money.Cents(70000), money.Cents(50000)
	var item Item
	item.Document.Payable, item.Document.Prepaid = &payable, &prepaid
	if r := ToReceivable(item, "brunel"); r.Invoice.Total != 120000 {
		t.Errorf("total %s, want 1200.00", r.Invoice.Total)
	}
}

func TestMatchCreditor(t *testing.T) {
	t.Parallel()
	brunel := dunning.Creditor{ID: "brunel", SIREN: "732829320"}
	studio := dunning.Creditor{ID: "studio", VAT: "FR83404833048"}
	for name, row := range map[string]struct {
		named, siren, vat string
		creditors         []dunning.Creditor
		want, refusal     string
	}{
		"by its id":                           {"studio", "", "", []dunning.Creditor{brunel, studio}, "studio", ""},
		"by the seller's SIREN":               {"", "732 829 320", "", []dunning.Creditor{studio, brunel}, "brunel", ""},
		"by the seller's VAT number":          {"", "", "FR 83 404833048", []dunning.Creditor{brunel, studio}, "studio", ""},
		"the only one":                        {"", "", "", []dunning.Creditor{brunel}, "brunel", ""},
		"an unknown id is named":              {"brunnel", "", "", []dunning.Creditor{brunel}, "", "« brunnel » inconnu"},
		"an unknown seller is named":          {"", "552100554", "", []dunning.Creditor{brunel, studio}, "", "552100554"},
		"of several none is guessed":          {"", "", "", []dunning.Creditor{brunel, studio}, "", "brunel, studio"},
		"without any the configuration's due": {"", "", "", nil, "", "relance.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			item := Item{Line: 7, Extra: Extra{Creditor: row.named}}
			item.Document.File = "liste.csv"
			item.Document.Seller.SIREN, item.Document.Seller.VAT = row.siren, row.vat
			got, err := MatchCreditor(item, row.creditors)
			if got.ID != row.want || (err != nil) != (row.refusal != "") {
				t.Fatalf("got %q, %v", got.ID, err)
			}
			if err != nil && !strings.Contains(strings.ReplaceAll(err.Error(), "\u00a0", " "), row.refusal) {
				t.Errorf("%v: want %q in it", err, row.refusal)
			}
			if err != nil && !strings.Contains(err.Error(), "liste.csv, ligne 7") {
				t.Errorf("%v: no place", err)
			}
		})
	}
}
