package app

import (
	"fmt"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
)

// What a declaration and a file for a way are made of is read table by table: as many
// questions for two invoices of a debtor as for twelve, and the same is read.
func TestAFileOfManyInvoicesAsksAsOftenAsThatOfTwo(t *testing.T) {
	t.Parallel()
	asked := &questions{}
	w := openStaffIn(postgres.WithTracer(t.Context(), asked), t)
	office, err := w.app.Office()
	w.must(err)
	who := access.Shell("claire")
	refs := []dunning.Ref{{Creditor: "atelier", Number: "F-1"}}
	for i := range 11 {
		due := calendar.NewDate(2026, 1, 10)
		added, err := w.db.AddInvoice(t.Context(), dunning.NewInvoice{
			Creditor: "atelier", Now: w.db.Now(), Author: "test", Debtor: dunning.Debtor{Key: "C-1", Name: "Client", Email: "client@example.org"},
			Invoice: dunning.Invoice{Number: fmt.Sprintf("G-%d", i), Issued: due.AddDays(-30), Due: due, DueRule: dunning.DueStated, Currency: "EUR", Total: 90_000, Payable: 90_000, Source: "test"},
		})
		w.must(err)
		refs = append(refs, added.Ref)
	}
	count := func(refs ...dunning.Ref) int {
		t.Helper()
		_, err := office.EvidenceOf(t.Context(), who, refs...) // a connection prepares what it meets for the first time
		w.must(err)
		asked.take()
		all, err := office.EvidenceOf(t.Context(), who, refs...)
		w.must(err)
		got := asked.take()
		for i, ref := range refs {
			alone, err := office.Evidence(t.Context(), who, ref)
			w.must(err)
			if all[i].View.Case.Ref() != ref || len(all[i].Heard) != len(alone.Heard) || len(all[i].Letters) != len(alone.Letters) || len(all[i].Links) != len(alone.Links) {
				t.Errorf("%s is read otherwise beside others: %d letters, %d answers, %d links", ref.Number, len(all[i].Letters), len(all[i].Heard), len(all[i].Links))
			}
		}
		for i := range got {
			got[i] = got[i][:min(len(got[i]), 100)]
		}
		if len(got) > 10 {
			t.Errorf("%d questions:\n%s", len(got), strings.Join(got, "\n"))
		}
		return len(got)
	}
	two, many := count(refs[:2]...), count(refs...) // of the two, one has letters and the other a judgment
	if many != two {
		t.Errorf("%d questions for two invoices, %d for twelve", two, many)
	}
	if _, err := office.EvidenceOf(t.Context(), who, append(refs, dunning.Ref{Creditor: "atelier", Number: "F-999"})...); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("an invoice that nobody knows: %v", err)
	}
}
