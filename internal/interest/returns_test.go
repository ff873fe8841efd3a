package interest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/interest"
	"relance/internal/money"
)

// 1,000 € due on 1 July 2026 at 12.40 % (ECB 2.40 + 10), stated on 31 July.
func TestCompute_ReturnedPayment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		payments, returns []dated
		interest, left    string
		fee, days         int
	}{
		// 10 days on 1,000, 10 on 400 while 600 were there, 10 on 1,000:
		// (1000×10 + 400×10 + 1000×10) × 0.124/365 = 8.15.
		"a part that came late and went back": {[]dated{{"2026-07-11", "600"}}, []dated{{"2026-07-21", "600"}}, "8.15", "1000.00", 4000, 30},
		// Nothing for 2 to 20 July; 11 days: 1000 × 11 × 0.124/365 = 3.74. Late after all: the fee.
		"all of it, paid in time": {[]dated{{"2026-06-30", "1000"}}, []dated{{"2026-07-20", "1000"}}, "3.74", "1000.00", 4000, 11},
		// As if it had never come: 1000 × 30 × 0.124/365 = 10.19.
		"before the due date": {[]dated{{"2026-06-20", "1000"}}, []dated{{"2026-06-25", "1000"}}, "10.19", "1000.00", 4000, 30},
		// The second payment paid interest and fee; its part is undone before the principal.
		"of a payment made twice": {[]dated{{"2026-07-11", "1000"}, {"2026-07-12", "1000"}}, []dated{{"2026-07-21", "1000"}}, "3.40", "0.00", 4000, 10},
		"a part only":             {[]dated{{"2026-07-01", "200"}}, []dated{{"2026-07-01", "50"}}, "8.66", "850.00", 4000, 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := workedCase{amount: "1000", due: "2026-07-01", on: "2026-07-31", payments: c.payments}.input(t)
			in.Returns = movements(t, c.returns)
			r, err := interest.Compute(in)
			if err != nil {
				t.Fatal(err)
			}
			got := []any{r.Interest.String(), r.PrincipalLeft.String(), int(r.Fee), r.Days}
			if d := cmp.Diff([]any{c.interest, c.left, c.fee, c.days}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestProperty_ReturnsConserveMoney(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		in.Returns = drawMovements(t, "returns", in.Principal)
		r := compute(t, in)
		sum := func(ps []interest.Payment) (n money.Cents) {
			for _, p := range ps {
				if !p.Date.After(in.On) {
					n += p.Amount
				}
			}
			return n
		}
		net := sum(in.Payments) + sum(in.Credits) - sum(in.Returns)
		if in.Principal+r.Interest+r.Fee-net != r.TotalDue-r.Surplus {
			t.Fatalf("claimed %s less received %s is not due %s less surplus %s", in.Principal+r.Interest+r.Fee, net, r.TotalDue, r.Surplus)
		}
		if open := max(in.Principal-net, 0); in.Allocation != interest.InterestFirst && r.PrincipalLeft != open {
			t.Fatalf("principal left is %s, want %s", r.PrincipalLeft, open)
		}
		for name, c := range map[string]money.Cents{"interest left": r.InterestLeft, "principal left": r.PrincipalLeft, "fee left": r.FeeLeft, "surplus": r.Surplus} {
			if c < 0 {
				t.Fatalf("%s is %s", name, c)
			}
		}
	})
}

// A payment that goes back the day it came changes nothing.
func TestProperty_ReturnedTheSameDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := plain(drawInput(t))
		before := compute(t, in)
		in.Payments = drawMovements(t, "payments", in.Principal)
		in.Returns = in.Payments
		after := compute(t, in)
		if before.InterestExact().Cmp(after.InterestExact()) != 0 || before.TotalDue != after.TotalDue || before.PrincipalLeft != after.PrincipalLeft {
			t.Fatalf("%+v became %+v", before, after)
		}
	})
}
