package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres/postgrestest"
)

// Each run of the schedule looks at files only: creditors and plans are stored
// when a worker starts, so that two versions of a configuration do not take
// turns.
func TestTheScheduleForBankFilesLeavesCreditorsAlone(t *testing.T) {
	t.Parallel()
	s := postgrestest.New(t)
	c := dunning.Creditor{ID: "atelier", Name: "Atelier Brunel SARL", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189"}
	if err := s.SaveCreditor(t.Context(), c, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	cfg.Dir = t.TempDir()
	cfg.Reconcile.Folders = []string{"bank"}
	c.Name = "Atelier Brunel, as another worker has it"
	cfg.Creditors = []dunning.Creditor{c}
	file := filepath.Join(cfg.Dir, "bank", "broken.sta")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("no statement"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	out, err := dropFolders{&App{store: s, Config: cfg}}.TakeIn(t.Context())
	if err != nil || out.Failed != 1 {
		t.Fatalf("%+v, %v, want one file that failed", out, err)
	}
	kept, err := s.Creditors(t.Context())
	if err != nil || len(kept) != 1 || kept[0].Name != "Atelier Brunel SARL" {
		t.Errorf("the creditors are %+v (%v)", kept, err)
	}
}
