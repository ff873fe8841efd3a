package interest_test

import (
	"testing"

	"pgregory.net/rapid"

	"relance/internal/interest"
	"relance/internal/money"
)

// given is a payment of which a part was given to interest and fee.
type given struct{ date, amount, accessory string }

func (g given) payment(t testing.TB) interest.Payment {
	t.Helper()
	p := interest.Payment{Date: day(t, g.date), Amount: cents(t, g.amount)}
	if g.accessory != "" {
		p.Accessory = cents(t, g.accessory)
	}
	return p
}

// The invoice of all rows: 1000.00 due on 2026-07-31, seen on 2026-09-30. By
// 2026-08-31, 31 days at 12.40 % are 10.53; by 2026-09-30, 61 days are 20.72.
func TestWhatIsGivenToInterestAndFeePaysThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                      string
		paid, back                []given
		allocation                interest.Allocation
		interest, principal, left string
		fee, total, surplus       string
	}{
		{name: "all in one: 1000 + 10.53 + 40", paid: []given{{"2026-08-31", "1050.53", "50.53"}},
			interest: "10.53", principal: "0.00", left: "0.00", fee: "0.00", total: "0.00", surplus: "0.00"},
		{name: "the fee later: 40 after 1010.53", paid: []given{{"2026-08-31", "1010.53", "10.53"}, {"2026-09-10", "40", "40"}},
			interest: "10.53", principal: "0.00", left: "0.00", fee: "0.00", total: "0.00", surplus: "0.00"},
		{name: "accessories alone leave the principal: 30 pays 10.53 and 19.47 of the fee", paid: []given{{"2026-08-31", "30", "30"}},
			interest: "20.72", principal: "1000.00", left: "10.19", fee: "20.53", total: "1030.72", surplus: "0.00"},
		{name: "more than was claimable: 60 pays 10.53 and 40, 9.47 is over", paid: []given{{"2026-08-31", "60", "60"}},
			interest: "20.72", principal: "1000.00", left: "10.19", fee: "0.00", total: "1010.19", surplus: "9.47"},
		{name: "undone: all is open again", paid: []given{{"2026-08-31", "1050.53", "50.53"}}, back: []given{{"2026-08-31", "1050.53", "50.53"}},
			interest: "20.72", principal: "1000.00", left: "20.72", fee: "40.00", total: "1060.72", surplus: "0.00"},
		{name: "another payment goes back: the fee stays paid", paid: []given{{"2026-08-31", "40", "40"}, {"2026-08-31", "500", ""}},
			back:     []given{{"2026-08-31", "500", ""}},
			interest: "20.72", principal: "1000.00", left: "10.19", fee: "10.53", total: "1020.72", surplus: "0.00"},
		{name: "before a court interest goes first, whatever was said: 400 pays 10.53", paid: []given{{"2026-08-31", "400", "50"}},
			allocation: interest.InterestFirst,
			interest:   "16.75", principal: "610.53", left: "6.22", fee: "40.00", total: "656.75", surplus: "0.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := interest.Input{Regime: interest.B2B, Principal: cents(t, "1000"), Due: day(t, "2026-07-31"), On: day(t, "2026-09-30"), Allocation: c.allocation}
			for _, p := range c.paid {
				in.Payments = append(in.Payments, p.payment(t))
			}
			for _, p := range c.back {
				in.Returns = append(in.Returns, p.payment(t))
			}
			r, err := interest.Compute(in)
			if err != nil {
				t.Fatal(err)
			}
			for name, v := range map[string][2]string{
				"interest": {r.Interest.String(), c.interest}, "principal": {r.PrincipalLeft.String(), c.principal},
				"interest left": {r.InterestLeft.String(), c.left}, "fee left": {r.FeeLeft.String(), c.fee},
				"total": {r.TotalDue.String(), c.total}, "surplus": {r.Surplus.String(), c.surplus},
			} {
				if v[0] != v[1] {
					t.Errorf("%s is %s, want %s", name, v[0], v[1])
				}
			}
		})
	}
	_, err := interest.Compute(interest.Input{Regime: interest.B2B, Principal: 1, Due: day(t, "2026-07-31"), On: day(t, "2026-09-30"),
		Payments: []interest.Payment{{Date: day(t, "2026-08-31"), Amount: 100, Accessory: 101}}})
	if err == nil {
		t.Error("a part above its payment is taken")
	}
}

func TestProperty_WhatIsGivenToInterestNeverTouchesThePrincipal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		in.Allocation = interest.PrincipalFirst
		var received money.Cents
		without := in
		without.Payments = nil
		for i := range in.Payments {
			p := &in.Payments[i]
			p.Accessory = money.Cents(rapid.Int64Range(0, int64(p.Amount)).Draw(t, "accessory"))
			if !p.Date.After(in.On) {
				received += p.Amount
			}
			if rest := p.Amount - p.Accessory; rest > 0 {
				without.Payments = append(without.Payments, interest.Payment{Date: p.Date, Amount: rest})
			}
		}
		for _, c := range in.Credits {
			if !c.Date.After(in.On) {
				received += c.Amount
			}
		}
		r, plain := compute(t, in), compute(t, without)
		if r.PrincipalLeft != plain.PrincipalLeft || r.Interest != plain.Interest {
			t.Fatalf("principal %s and interest %s, without the accessories %s and %s", r.PrincipalLeft, r.Interest, plain.PrincipalLeft, plain.Interest)
		}
		if r.InterestLeft < 0 || r.FeeLeft < 0 || r.Surplus < 0 {
			t.Fatalf("negative: %+v", r)
		}
		if in.Principal+r.Interest+r.Fee-received != r.TotalDue-r.Surplus {
			t.Fatalf("%s received do not lead to %s due and %s over", received, r.TotalDue, r.Surplus)
		}
	})
}
