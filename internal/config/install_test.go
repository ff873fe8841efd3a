package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/config"
	"relance/internal/dunning"
)

func none(string) string { return "" }

func bakery() config.Installation {
	return config.Installation{
		Creditor: dunning.Creditor{
			ID: "fournil", Name: "Le Fournil", SIREN: "732829320", Signatory: "Jeanne Roux", Capacity: "Gérante", Email: "fournil@example.com", IBAN: "FR7630006000011234567890189",
			Address: dunning.Address{Lines: []string{"3 rue du Four"}, Postcode: "01000", City: "Bourg-en-Bresse"},
		},
		Mode: config.Redirect, RedirectTo: "moi@example.com", SMTP: config.SMTP{Host: "smtp.example.com", Port: 465, TLS: "implicit", Username: "fournil"}, Password: "un : secret # long",
	}
}

func TestAFirstVisitWritesAFileThatReadsBackAsWhatWasSet(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), config.FileName)
	if err := config.Install(path, none, bakery()); err != nil {
		t.Fatal(err)
	}
	got, err := config.LoadToSend(path, none)
	if err != nil {
		t.Fatal(err)
	}
	c := got.Creditors[0]
	if c.SIREN != "732829320" || c.Address.Postcode != "01000" || got.Mail.Mode != config.Redirect || got.Mail.SMTP.Port != 465 || got.Secrets.SMTPPassword != "un : secret # long" {
		t.Errorf("read back: %+v, %+v, %q", c, got.Mail, got.Secrets.SMTPPassword)
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(path), "smtp-password"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the password is kept with %v, %v", info.Mode(), err)
	}
}

func TestWhatElseStandsInTheFileStaysWithItsRemarks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), config.FileName)
	before := "# ours\ncreditors:\n  - id: fournil # the shop\n    name: Ancien nom\n    email: a@example.com\n    bic: AGRIFRPP\n  - id: autre\n    name: Autre\n    email: b@example.com\n    iban: FR7630006000011234567890189\n    signatory: Paul Roux\n    capacity: Gérant\n    address: {lines: [1 rue A], postcode: \"01000\", city: Bourg}\nlog: debug # for a week\n"
	if err := os.WriteFile(path, []byte(before), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := config.Install(path, none, bakery()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# ours", "# the shop", "# for a week", "bic: AGRIFRPP", "id: autre", "Le Fournil"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the file lost %q:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "Ancien nom") {
		t.Error("the old name stands beside the new one")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file is kept with %v, %v", info.Mode(), err)
	}
}

func TestAnInstallationThatIsWrongChangesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), config.FileName)
	in := bakery()
	in.Creditor.IBAN = "FR7630006000011234567890188"
	var faults config.Faults
	if err := config.Install(path, none, in); !errors.As(err, &faults) || !strings.Contains(err.Error(), "iban") {
		t.Errorf("a wrong account: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was written all the same: %v", err)
	}
}
