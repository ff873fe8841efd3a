package app

import (
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres/postgrestest"
)

// A file that was cut between two lines can be read to its end all the same.
func TestBankDataAreNotFreshByAFileThatMayBeCut(t *testing.T) {
	t.Parallel()
	const head = ":20:STARTUMS\n:25:FR7630006000011234567890189\n:28C:1/1\n:60F:C260527EUR1000,00\n"
	const line = ":61:2605280528C120,00NTRFNONREF//B%d\n:86:VIREMENT F-1\n"
	first, second := strings.ReplaceAll(line, "%d", "1"), strings.ReplaceAll(line, "%d", "2")
	for name, row := range map[string]struct {
		file  string
		fresh bool
	}{
		"whole":                    {head + first + second + ":62F:C260528EUR1240,00\n-\n", true},
		"cut before the balance":   {head + first, false},
		"a line is missing":        {head + first + ":62F:C260528EUR1240,00\n-\n", false},
		"one of two statements is": {head + first + "-\n" + strings.ReplaceAll(head, "1/1", "2/1") + ":62F:C260528EUR1000,00\n-\n", false},
		"nothing moved":            {head + ":62F:C260528EUR1000,00\n-\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := postgrestest.New(t)
			c := dunning.Creditor{ID: "atelier", Name: "Atelier Brunel SARL", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189"}
			if err := s.SaveCreditor(t.Context(), c, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
				t.Fatal(err)
			}
			o, err := (&App{store: s, Config: config.Default()}).Office()
			if err != nil {
				t.Fatal(err)
			}
			done, err := o.BankFiles(access.Shell("claire")).Take(t.Context(), "releve.sta", strings.NewReader(row.file), func(backoffice.BankEntry) error { return nil })
			if err != nil || done.Fault != nil || done.Entries != strings.Count(row.file, ":61:") {
				t.Fatalf("%d entries taken in: %v, %v", done.Entries, err, done.Fault)
			}
			var at time.Time
			if _, err := s.Setting(t.Context(), "bank_import/atelier", &at); err != nil || at.IsZero() == row.fresh {
				t.Errorf("bank data are known up to %s (%v), fresh is to be %t", at, err, row.fresh)
			}
			if said := strings.Contains(strings.Join(done.Warnings, "\n"), "ne compte pas comme données bancaires à jour"); said == row.fresh {
				t.Errorf("the warnings are %q", done.Warnings)
			}
		})
	}
}
