package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relance/internal/backoffice"
	"relance/internal/cli"
	"relance/internal/cli/clitest"
	"relance/internal/cli/frame"
)

const ublInvoice = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:x:cac" xmlns:cbc="urn:x:cbc">
<cbc:ID>%s</cbc:ID><cbc:IssueDate>2026-11-15</cbc:IssueDate><cbc:DueDate>2026-12-15</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Atelier Brunel SARL</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Menuiserie Caron</cbc:RegistrationName><cbc:CompanyID>404833048</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">120.00</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>`

// hybrid is a PDF with an invoice inside, small and without a cross-reference
// table, as damaged files are: it must be read all the same.
func hybrid(xml string) string {
	return "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AF [4 0 R] >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n" +
		"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n" +
		"4 0 obj\n<< /Type /Filespec /F (factur-x.xml) /EF << /F 5 0 R >> >>\nendobj\n" +
		fmt.Sprintf("5 0 obj\n<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(xml), xml) +
		"trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n"
}

// aThousand fills a folder with a thousand files of ten kinds.
func aThousand(t *testing.T, dir string) {
	t.Helper()
	kinds := []func(i int) (name, text string){
		func(i int) (string, string) {
			return fmt.Sprintf("%04d.xml", i), fmt.Sprintf(ublInvoice, fmt.Sprint("U-", i))
		},
		func(i int) (string, string) {
			return fmt.Sprintf("%04d.pdf", i), hybrid(fmt.Sprintf(ublInvoice, fmt.Sprint("P-", i)))
		},
		func(i int) (string, string) {
			return fmt.Sprintf("%04d.csv", i), fmt.Sprintf("number;issue_date;total;buyer_name\nC-%d;2026-11-15;10,00;Caron\nC-%d;31/02/2026;10,00;Caron\n", i, i)
		},
		func(i int) (string, string) {
			return fmt.Sprintf("%04d.json", i), fmt.Sprintf(`[{"number":"J-%d","issue_date":"2026-11-15","total":"10.00","buyer_name":"Caron"}]`, i)
		},
		func(i int) (string, string) {
			return fmt.Sprintf("%04d avoir.xml", i), strings.Replace(fmt.Sprintf(ublInvoice, fmt.Sprint("A-", i)), ">380<", ">381<", 1)
		},
		func(i int) (string, string) {
			return fmt.Sprintf("%04d payée.xml", i), strings.Replace(fmt.Sprintf(ublInvoice, fmt.Sprint("Z-", i)), ">120.00<", ">0.00<", 1)
		},
		func(i int) (string, string) { return fmt.Sprintf("%04d.jpg", i), "\xff\xd8\xff\x00" },
		func(i int) (string, string) { return fmt.Sprintf("%04d vide", i), "" },
		func(i int) (string, string) { return fmt.Sprintf("%04d commande.xml", i), "<Order/>" },
		func(i int) (string, string) { return fmt.Sprintf("%04d coupée.xml", i), ublInvoice[:300] },
	}
	for i := range 1000 {
		name, text := kinds[i%len(kinds)](i)
		sub := filepath.Join(dir, fmt.Sprintf("lot %d", i/250))
		if err := os.MkdirAll(sub, 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(sub, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// jsonOf is what a command that fails in part prints for programs.
func jsonOf(d *clitest.Desk, args ...string) []byte {
	d.T.Helper()
	env, out := d.Env()
	env.Stderr = io.Discard
	if got := cli.Run(d.T.Context(), append([]string{"--json", "--config", filepath.Join(d.Dir, "relance.yaml")}, args...), env); got != frame.ExitSome {
		d.T.Fatalf("status %d", got)
	}
	return out.Bytes()
}

// TestAThousandMixedFilesAreAllAccountedFor: each file has its entry, in
// order, and each entry is of one outcome; nothing is dropped in silence.
func TestAThousandMixedFilesAreAllAccountedFor(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "default")
	dir := filepath.Join(d.Dir, "mille")
	aThousand(t, dir)
	files := frame.Expand([]string{dir})
	if len(files) != 1000 {
		t.Fatalf("%d files", len(files))
	}

	var seen []struct{ File, Number, Error string }
	d.Must(json.Unmarshal(jsonOf(d, "inspect", dir), &seen))
	var order []string
	read := 0
	for _, e := range seen {
		if order = append(order, e.File); e.Error == "" {
			read++
		}
		if (e.Number == "") && e.Error == "" {
			t.Errorf("%s has neither a number nor an error", e.File)
		}
	}
	if order = slices.Compact(order); !slices.Equal(order, files) || read != 600 {
		t.Errorf("inspect names %d files in order, and reads %d invoices of 600", len(order), read)
	}

	var account struct {
		Summary map[string]int
		Items   []struct{ File, Outcome, Error, Text string }
	}
	d.Must(json.Unmarshal(jsonOf(d, "start", dir), &account))
	named := map[string]bool{}
	for _, i := range account.Items {
		if named[i.File] = true; i.Outcome == string(backoffice.Failed) && i.Error == "" || i.Outcome == string(backoffice.NotChased) && i.Text == "" {
			t.Errorf("%s: %s without a reason", i.File, i.Outcome)
		}
	}
	want := map[string]int{"started": 400, "not_chased": 200, "failed": 500}
	if len(named) != 1000 || fmt.Sprint(account.Summary) != fmt.Sprint(want) {
		t.Errorf("start names %d files, %v, want %v", len(named), account.Summary, want)
	}
}
