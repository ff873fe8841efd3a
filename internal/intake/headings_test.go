package intake_test

import (
	"slices"
	"testing"

	"relance/internal/intake"
)

func TestHeadingsAreThoseThatAPersonCanNameTheColumnsOf(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		data string
		want []string
	}{
		"headers that are known":    {"Numéro;Date;Client;Total\nF-1;01/02/2026;Morel;12,00\n", []string{"Numéro", "Date", "Client", "Total"}},
		"a title above them":        {"Ventes de mars\n\nNuméro;Date;Client;Total\nF-1;01/02/2026;Morel;12,00\n", []string{"Numéro", "Date", "Client", "Total"}},
		"headers that nobody knows": {"Kode ; Quand ;Qui;Combien\nF-1;01/02/2026;Morel;12,00\n", []string{"Kode", "Quand", "Qui", "Combien"}},
		"two columns":               {"Kode;Quand\nF-1;01/02/2026\n", nil},
		"a workbook":                {"PK\x03\x04abc;def;ghi\n", nil},
		"a PDF":                     {"%PDF-1.7 a;b;c\n", nil},
		"XML":                       {"<Invoice>a;b;c</Invoice>", nil},
		"bytes of something else":   {"a\x00b;c;d\n", nil},
		"nothing":                   {"", nil},
	} {
		if got := intake.Headings([]byte(row.data)); !slices.Equal(got, row.want) {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

func TestColumnsThatAPersonNamedByTheirPlaceAreRead(t *testing.T) {
	t.Parallel()
	list := []byte("Kode;Quand;Qui;Combien\nF-1;01/02/2026;Morel;12,00\n")
	if res := intake.Read("liste.csv", list, intake.Options{}); len(res.Items) != 0 && res.Items[0].Error == nil {
		t.Fatalf("nobody said what the columns are, and %+v was read", res.Items[0])
	}
	res := intake.Read("liste.csv", list, intake.Options{Map: map[string]string{"number": "#1", "issue_date": "#2", "buyer_name": "#3", "total": "#4"}})
	if len(res.Items) != 1 || res.Items[0].Document.Number != "F-1" || res.Items[0].Document.Buyer.Name != "Morel" {
		t.Errorf("read %+v", res.Items)
	}
}
