package cli_test

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/cli/clitest"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/postgres/lookup"
)

func TestCasefileHoldsEveryPieceWithItsHash(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: clitest.F1, Event: dunning.NewAsked("mise", "").With(dunning.Stamp{Reason: dunning.ReasonApprovalRequired}),
	})
	d.Must(err)
	d.Run(0, "approve", "F-1", "--by", "paul")
	d.Send("mise", dunning.SendAccepted)
	file := filepath.Join(t.TempDir(), "dossier.zip")
	d.Says(d.Run(0, "casefile", "F-1", "-o", file), `[0-9]+ exhibits and 3 internal notes in`)
	d.Says(d.Run(1, "casefile", "F-1", "-o", file), `name a new file`)

	texts := unpacked(t, file)
	for name, want := range map[string]string{
		"pieces/00-bordereau.pdf": "%PDF", "pieces/P02-decompte.pdf": "%PDF", "pieces/P01-mise-en-demeure.pdf": "",
		"pieces/empreintes.sha256": "  P02-decompte.pdf", "notes-internes/chronologie.pdf": "%PDF",
		"notes-internes/dossier.json": `"number": "F-1"`,
	} {
		if text, ok := texts[name]; !ok || !strings.Contains(text, want) {
			t.Errorf("%s: got %.200q, want %q in it", name, text, want)
		}
	}
}

// A bill comes with its cost, a declaration with a judgment, and what is left
// blank is told.
func TestCasefileHoldsBillsAndADeclaration(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	d.Write("frais.txt", "Facture de recherche")
	d.Run(0, "cost", "F-1", "96.40", "--what", "Recherche d'adresse", "--date", "2026-11-19", "--document", filepath.Join(d.Dir, "frais.txt"))
	d.Run(0, "insolvency", "F-1", "--date", "2026-11-20")
	file := filepath.Join(t.TempDir(), "dossier.zip")
	d.Says(d.Run(0, "casefile", "F-1", "-o", file), `2 exhibits and 4 internal notes in .*\nto be filled in: [0-9]+ places marked .À.COMPLÉTER.`)
	texts := unpacked(t, file)
	d.Says(texts["pieces/P01-justificatif-recherche-d-adresse.txt"], `Facture de recherche`)
	d.Says(texts["notes-internes/projet-declaration-de-creance.pdf"], `%PDF`)
}

// A file that could not be made whole leaves nothing behind, so that the next
// attempt is not refused.
func TestATornCasefileIsNotLeftBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "dossier.zip")
	err := frame.NewFile(name, func(w io.Writer) error {
		_, err := io.WriteString(w, "half of i")
		return errors.Join(err, errors.New("the database went away"))
	})
	if err == nil {
		t.Fatal("the failure is not told")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	whole := func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }
	if err := frame.NewFile(name, whole); err != nil {
		t.Error(err)
	}
	if err := frame.NewFile(name, whole); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("an existing file: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// unpacked gives the entries of an evidence file, by name.
func unpacked(t *testing.T, file string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[f.Name] = string(data)
	}
	return texts
}

// --all takes every invoice of the same customer that is due, and no other: what is
// not due yet, is paid, or is another customer's stays out.
func TestAFileForAWayHoldsAllInvoicesOfTheCustomerThatAreDue(t *testing.T) {
	t.Parallel()
	d := clitest.New(t, "papier")
	first, err := lookup.New(d.Store).Case(t.Context(), clitest.F1)
	d.Must(err)
	add := func(number, debtor string, due calendar.Date) {
		_, err := d.AddInvoice(t.Context(), dunning.NewInvoice{
			Creditor: first.Creditor.ID, Now: d.Now(), Debtor: dunning.Debtor{Key: debtor, Name: "Client " + debtor, Email: "compta@example.com"},
			Invoice: dunning.Invoice{Number: number, Issued: due.AddDays(-30), Due: due, DueRule: dunning.DueStated, Currency: "EUR", Total: 30000, Payable: 30000},
		})
		d.Must(err)
	}
	today := calendar.DateOf(d.Now())
	add("F-DUE", first.Debtor.Key, today.AddDays(-20))
	add("F-LATER", first.Debtor.Key, today.AddDays(20))
	add("F-PAID", first.Debtor.Key, today.AddDays(-30))
	add("F-OTHER", "C-OTHER", today.AddDays(-20))
	d.Run(0, "paid", "F-PAID", "--amount", "300.00", "--date", today.String())
	file := filepath.Join(t.TempDir(), "dossier.zip")
	d.Run(0, "casefile", "F-1", "--for", "insurer", "--all", "-o", file)
	lines := strings.Split(strings.TrimSuffix(unpacked(t, file)["demande/factures.tsv"], "\r\n"), "\r\n")
	var numbers []string
	for _, l := range lines[1:] {
		numbers = append(numbers, strings.Split(l, "\t")[3])
	}
	slices.Sort(numbers)
	if got := strings.Join(numbers, " "); got != "F-1 F-DUE" {
		t.Errorf("the file holds %s, want F-1 and F-DUE", got)
	}
}
