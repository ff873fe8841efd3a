package interest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/interest"
	"relance/internal/money"
)

// 1,000 € due on 1 July 2026 at 12.40 %: 3.40 have run on 11 July.
func TestImputedTellsWhatEachMovementPaid(t *testing.T) {
	t.Parallel()
	in := workedCase{amount: "1000", due: "2026-07-01", on: "2026-07-31", payments: []dated{{"2026-07-11", "600"}}}.input(t)
	in.Credits = movements(t, []dated{{"2026-07-12", "100"}})
	in.Returns = movements(t, []dated{{"2026-07-21", "600"}})
	in.Allocation = interest.InterestFirst
	r, err := interest.Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	want := []interest.Imputed{
		{Date: day(t, "2026-07-11"), Kind: interest.MovePaid, Amount: 600_00, Interest: 3_40, Principal: 596_60},
		{Date: day(t, "2026-07-12"), Kind: interest.MoveCredited, Amount: 100_00, Principal: 100_00},
		{Date: day(t, "2026-07-21"), Kind: interest.MoveReturned, Amount: -600_00, Interest: -3_40, Principal: -596_60},
	}
	if d := cmp.Diff(want, r.Imputed); d != "" {
		t.Error(d)
	}
}

func TestProperty_ImputedAddsUpToWhatIsNoLongerOpen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		r := compute(t, in)
		var principal, interests, fee money.Cents
		for _, m := range r.Imputed {
			principal, interests, fee = principal+m.Principal, interests+m.Interest, fee+m.Fee
		}
		if principal != in.Principal-r.PrincipalLeft || interests != r.Interest-r.InterestLeft || fee != r.Fee-r.FeeLeft {
			t.Fatalf("imputed %s, %s, %s of %s left %s, %s, %s", principal, interests, fee, in.Principal, r.PrincipalLeft, r.InterestLeft, r.FeeLeft)
		}
	})
}
