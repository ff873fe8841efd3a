package approval

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// What a person is shown, and agrees to, is what the letter says: all its sums,
// its rate with where it comes from, and every invoice in it.
func TestADraftHoldsWhatTheLetterSays(t *testing.T) {
	t.Parallel()
	on, last := calendar.NewDate(2026, 6, 1), calendar.NewDate(2026, 6, 16)
	n := dunning.Notice{
		Date: on, Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Deadline: last,
		Totals: dunning.Claim{Principal: 1200_00, Interest: 12_34, Fee: 40_00, Costs: 5_00, Total: 1257_34, Daily: 50, Rate: "12.40", RateBasis: "taux de la BCE majoré de 10 points"},
		Items:  []dunning.NoticeItem{{Invoice: dunning.Invoice{Number: "F-1"}}, {Invoice: dunning.Invoice{Number: "F-2"}}},
	}
	want := dunning.Draft{
		On: on, Document: "sha", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Recipient: "address",
		Principal: 1200_00, Interest: 12_34, Fee: 40_00, Costs: 5_00, Total: 1257_34, Daily: 50,
		Basis: "12.40 taux de la BCE majoré de 10 points", Deadline: last, Term: 15, Invoices: []string{"F-1", "F-2"},
	}
	if diff := cmp.Diff(want, NewDraft(n, 15, "sha", "address")); diff != "" {
		t.Errorf("the draft (-want +got):\n%s", diff)
	}
	n.Totals.Rate, n.Totals.RateBasis = "", ""
	if d := NewDraft(n, 15, "sha", "address"); d.Basis != "" {
		t.Errorf("a letter without a rate has the basis %q", d.Basis)
	}
}
