package evidence

import (
	"bytes"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/procedure"
)

// TestAnInsurerGetsATableOfTheInvoices: a line each, with the last days of the
// policy; what nobody said is blank, and no cell is a formula.
func TestAnInsurerGetsATableOfTheInvoices(t *testing.T) {
	t.Parallel()
	d := requested(procedure.Insurer, 2)
	d.Request.Answers = map[string]string{"plafond": "5 000 €"}
	for i := range d.Cases {
		v := &d.Cases[i].View
		v.Creditor.Insurance = dunning.Insurance{Insurer: "Assureur Exemple", Policy: "12345", MaxCredit: 60, DeclareWithin: 30, CollectWithin: 60}
		v.Debtor.Name = "=cmd|' /C calc'!A0"
	}
	var out bytes.Buffer
	if _, err := WriteDossier(&out, d); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(entries(t, out.Bytes())["demande/factures.tsv"], "\r\n"), "\r\n")
	if len(lines) != 3 || strings.Count(lines[0], "\t") != 14 {
		t.Fatalf("%q", lines)
	}
	for i, c := range []int{1, 0} { // the oldest due date first
		v := d.Cases[c].View
		cells := strings.Split(lines[i+1], "\t")
		by := procedure.Insured{Policy: v.Creditor.Insurance, Issued: v.Invoice.Issued, Due: v.Case.Due}
		for at, want := range map[int]string{
			0: "Assureur Exemple, n°\u00a012345", 1: "'=cmd|' /C calc'!A0", 3: v.Invoice.Number, 10: "5 000 €", 11: "",
			12: by.DeclareBy().FrenchShort(), 13: by.CollectBy().FrenchShort(), 14: "",
		} {
			if cells[at] != want {
				t.Errorf("line %d, cell %d: %q, want %q", i+1, at, cells[at], want)
			}
		}
	}
	if _, ok := entries(t, injonction(t))["demande/factures.tsv"]; ok {
		t.Error("a court gets the insurer's table")
	}
}

func injonction(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := WriteDossier(&out, requested(procedure.Injonction, 1)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
