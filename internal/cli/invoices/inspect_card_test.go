package invoices

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/einvoice"
	"relance/internal/money"
)

// testSession is a session that prints into a buffer.
func testSession(out io.Writer) *frame.Session {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	env := frame.Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: io.Discard, Getenv: func(string) string { return "" }, Now: func() time.Time { return now }}
	return &frame.Session{Env: env, Ctx: context.Background(), W: frame.French}
}

func TestCardNamesWhatABookkeeperLooksFor(t *testing.T) {
	t.Parallel()
	half := money.Cents(60000)
	tests := map[string]struct {
		change func(*einvoice.Document)
		want   string
	}{
		"a credit note":     {func(d *einvoice.Document) { d.TypeCode = "381" }, "Avoir F-1"},
		"an advance":        {func(d *einvoice.Document) { d.TypeCode = "386" }, "Facture d’acompte F-1"},
		"an unknown type":   {func(d *einvoice.Document) { d.TypeCode = "875" }, "Document de type 875, F-1"},
		"a direct debit":    {func(d *einvoice.Document) { d.MeansCode = "59" }, "prélèvement"},
		"a card":            {func(d *einvoice.Document) { d.MeansCode = "48" }, "carte bancaire"},
		"no amount":         {func(d *einvoice.Document) { d.Payable = nil }, "montant à payer non indiqué"},
		"no due date":       {func(d *einvoice.Document) { d.DueDate = calendar.Date{} }, "Échéance    inconnue"},
		"no number":         {func(d *einvoice.Document) { d.Number = "" }, "Facture sans numéro"},
		"nothing to chase":  {func(d *einvoice.Document) { *d.Payable = 0 }, "Relance     non\u00a0: "},
		"a line of a list":  {func(d *einvoice.Document) { d.Format = einvoice.CSV }, "(CSV, ligne 7)"},
		"steering sequence": {func(d *einvoice.Document) { d.Seller.Name = "A\x1b[2JB\nC" }, "A [2JB C"},
		"instalments": {func(d *einvoice.Document) {
			d.Instalments = []einvoice.Instalment{{DueDate: calendar.NewDate(2026, 3, 2), Amount: &half}, {DueDate: calendar.NewDate(2026, 4, 2), Amount: &half}}
		}, "02/04/2026\u00a0: 600,00\u00a0€"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sum := money.Cents(120000)
			doc := einvoice.Document{
				File: "f.xml", Format: einvoice.UBL, Number: "F-1", TypeCode: "380", Currency: "EUR", Payable: &sum, Total: &half,
				IssueDate: calendar.NewDate(2026, 2, 1), DueDate: calendar.NewDate(2026, 3, 2), DueDateRule: einvoice.DueStated,
			}
			tt.change(&doc)
			var out bytes.Buffer
			if err := card(testSession(&out), inspected{Document: doc, Line: 7}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("no %q in\n%s", tt.want, out.String())
			}
			if strings.ContainsRune(out.String(), '\x1b') {
				t.Error("a file steers the terminal")
			}
		})
	}
}
