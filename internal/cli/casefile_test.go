package cli_test

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/cli/clitest"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
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
