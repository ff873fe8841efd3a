package terms_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/terms"
)

// Real invoices that state both their terms and their due date should agree
// with us. Some contradict themselves (30 days that are 29, dates before the
// issue), so a share is asked for, not all; what is understood and differs is
// logged for a person to read.
func TestParseAgreesWithRealInvoices(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "shared", "corpus", "EXPECTED_invoices.tsv")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no corpus of real invoices here: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	column := func(name string) int { return slices.Index(strings.Split(lines[0], "\t"), name) }
	bt2, bt9, bt20 := column("BT-2"), column("BT-9"), column("BT-20")
	understood, agreed := 0, 0
	for _, line := range lines[1:] {
		f := strings.Split(line, "\t")
		if len(f) <= bt20 || f[bt20] == "" {
			continue
		}
		rule, ok := terms.Parse(f[bt20])
		if ok && rule.IsZero() {
			t.Errorf("%q: understood, but no rule", f[bt20])
		}
		issue, err := calendar.ParseLoose(f[bt2])
		due, err2 := calendar.ParseLoose(f[bt9])
		if !ok || err != nil || err2 != nil {
			continue
		}
		understood++
		if got := rule.Due(issue); got == due {
			agreed++
		} else {
			t.Logf("%q from %s: we say %s (%s), the invoice %s", f[bt20], issue, got, rule, due)
		}
	}
	t.Logf("%d invoices with terms understood and a due date, %d agree", understood, agreed)
	if agreed*100 < understood*80 {
		t.Errorf("only %d of %d agree", agreed, understood)
	}
}
