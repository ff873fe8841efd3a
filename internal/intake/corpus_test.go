package intake

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/einvoice"
)

// TestCorpusIsAccountedFor reads every published sample file: each gives one
// item, refused exactly where its answer key says that it is no invoice, and
// each readable one a due date with its rule and a decision with its reason.
func TestCorpusIsAccountedFor(t *testing.T) {
	t.Parallel()
	dir := "../../../shared/corpus"
	key, err := os.ReadFile(filepath.Join(dir, "EXPECTED_invoices.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no corpus beside this checkout: nothing to read")
	}
	rules, reasons, warned := map[einvoice.DueRule]int{}, map[Reason]int{}, 0
	for _, row := range strings.Split(strings.TrimSpace(string(key)), "\n")[1:] {
		cells := strings.Split(row, "\t")
		data, err := os.ReadFile(filepath.Join(dir, cells[0], cells[1]))
		if err != nil {
			t.Fatal(err)
		}
		item := only(t, Read(cells[1], data, Options{}))
		if (item.Error == nil) != (cells[2] == "ok") {
			t.Errorf("%s: key says %q, got %v", cells[1], cells[2], item.Error)
		}
		if item.Error != nil {
			continue
		}
		d := item.Document
		if len(d.Warnings) > 0 {
			warned++
		}
		if (d.DueDateRule == "") != d.IssueDate.IsZero() && d.DueDateRule != einvoice.DueStated {
			t.Errorf("%s: due %v by %q", cells[1], d.DueDate, d.DueDateRule)
		}
		rules[d.DueDateRule]++
		reasons[Classify(d, Policy{}).Reason]++
	}
	t.Logf("due date rules %v", rules)
	t.Logf("decisions %v", reasons)
	t.Logf("documents with warnings: %d", warned)
}
