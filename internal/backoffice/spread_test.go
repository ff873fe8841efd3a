package backoffice_test

import (
	"fmt"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres/lookup"

	"github.com/google/go-cmp/cmp"
)

func TestAPaymentIsSpreadOverWhatIsNotContested(t *testing.T) {
	t.Parallel()
	h := open(t)
	claire := actor(access.Clerk, "atelier")
	h.bill("atelier", "F-1", 100000)
	contested := h.bill("atelier", "F-2", 50000)
	h.bill("atelier", "F-3", 30000)
	_, err := h.Tell(t.Context(), claire, backoffice.Fact{Ref: contested, Event: dunning.NewDispute(0, "")})
	h.must(err)
	in := backoffice.Received{Creditor: "atelier", Debtor: "C-7", Source: "manual", Amount: 110000, DryRun: true}
	rehearsed, err := h.PayDebtor(t.Context(), claire, in)
	h.must(err)
	in.DryRun = false
	out, err := h.PayDebtor(t.Context(), claire, in)
	h.must(err)
	if diff := cmp.Diff(rehearsed.Parts, out.Parts); diff != "" {
		t.Errorf("the rehearsal differs (-rehearsed +recorded):\n%s", diff)
	}
	left := map[string]string{}
	page, err := h.List(t.Context(), claire, desk.CaseFilter{Limit: 10})
	h.must(err)
	for _, r := range page.Rows {
		left[r.Case.Number] = r.Case.Balance.String()
	}
	if left["F-2"] != "500.00" || len(out.Parts) != 2 {
		t.Errorf("left %v after %d parts: what is contested is paid", left, len(out.Parts))
	}
	again, err := h.PayDebtor(t.Context(), claire, in)
	if err != nil || !again.Duplicate || len(again.Parts) != 0 {
		t.Errorf("told twice: duplicate %t, %d parts, %v", again.Duplicate, len(again.Parts), err)
	}
}

// The read model of a payment says the same of each claim as the whole view.
func TestDebtsSayOfEachClaimWhatTheWholeViewSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	clerk := actor(access.Approver, "atelier")
	for i := range 5 {
		ref := h.bill("atelier", fmt.Sprintf("F-%d", i), 120000)
		for _, f := range []backoffice.Fact{
			{Event: dunning.NewPaidBesides(10000, 100, calendar.Date{})},
			{Event: dunning.NewCredited(2000, calendar.Date{}).With(dunning.Stamp{ID: fmt.Sprint("AV-", i)})},
			{Event: dunning.NewWaive("fee"), Words: "geste commercial"},
			{Event: dunning.NewDispute(3000, "")},
		}[:i] {
			f.Ref = ref
			_, err := h.Tell(t.Context(), clerk, f)
			h.must(err)
		}
	}
	debts, err := lookup.New(h.store).Debts(t.Context(), "atelier", "C-7")
	h.must(err)
	if len(debts) != 5 {
		t.Fatalf("%d debts, want 5", len(debts))
	}
	for _, v := range debts {
		whole, err := lookup.New(h.store).Case(t.Context(), v.Case.Ref())
		h.must(err)
		want, err := claim.Of(whole, claim.InputOf(whole, h.Today(), h.Rates))
		h.must(err)
		got, err := claim.Of(v, claim.InputOf(v, h.Today(), h.Rates))
		h.must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-whole view +debts):\n%s", v.Case.Number, diff)
		}
	}
	if _, err := lookup.New(h.store).Debts(t.Context(), "atelier", "nobody"); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("an unknown debtor: %v", err)
	}
}
