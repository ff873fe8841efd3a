package interest_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/interest"
	"relance/internal/money"
)

var (
	firstDay = calendar.NewDate(2015, 1, 1)
	lastDay  = calendar.NewDate(2026, 12, 31)
)

func drawDate(t *rapid.T, label string) calendar.Date {
	return firstDay.AddDays(rapid.IntRange(0, lastDay.Sub(firstDay)-1).Draw(t, label))
}

func drawMovements(t *rapid.T, label string, principal money.Cents) []interest.Payment {
	var ps []interest.Payment
	for range rapid.IntRange(0, 4).Draw(t, label) {
		ps = append(ps, interest.Payment{Date: drawDate(t, label+" date"),
			Amount: money.Cents(rapid.Int64Range(1, int64(principal)).Draw(t, label+" amount"))})
	}
	return ps
}

// drawInput is any invoice between 2015 and 2026, with few or many events.
func drawInput(t *rapid.T) interest.Input {
	in := interest.Input{
		Regime:     rapid.SampledFrom([]interest.Regime{interest.B2B, interest.B2C, interest.Public, interest.NonProfessional}).Draw(t, "regime"),
		Rate:       rate(t, rapid.SampledFrom([]string{"default", "15", "2.5", "3xlegal", "0.5xlegal", "ecb+8", "0.75/month"}).Draw(t, "rate")),
		Principal:  money.Cents(rapid.Int64Range(1, 500_000_000).Draw(t, "principal")),
		Due:        drawDate(t, "due"),
		On:         drawDate(t, "on"),
		Allocation: rapid.SampledFrom([]interest.Allocation{"", interest.InterestFirst}).Draw(t, "allocation"),
	}
	in.Payments = drawMovements(t, "payments", in.Principal)
	in.Credits = drawMovements(t, "credits", in.Principal)
	if rapid.Bool().Draw(t, "notice") {
		d := drawDate(t, "notice date")
		in.NoticeReceived = &d
	}
	if rapid.IntRange(0, 4).Draw(t, "judgment") == 0 {
		d := drawDate(t, "judgment date")
		in.Judgment = &d
	}
	return in
}

func compute(t *rapid.T, in interest.Input) interest.Result {
	r, err := interest.Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plain leaves only what makes the exact interest a linear function.
func plain(in interest.Input) interest.Input {
	in.Payments, in.Credits = nil, nil
	return in
}

func TestProperty_NothingIsNegativeAndMoneyIsConserved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		r := compute(t, in)
		checkPeriods(t, r)
		parts := new(big.Rat)
		for _, p := range r.Periods {
			parts.Add(parts, p.Exact())
		}
		if parts.Cmp(r.InterestExact()) != 0 {
			t.Fatalf("the periods add up to %s, not %s", parts, r.InterestExact())
		}
		claimed := in.Principal + r.Interest + r.Fee
		var received money.Cents
		for _, p := range append(append([]interest.Payment{}, in.Payments...), in.Credits...) {
			if !p.Date.After(in.On) {
				received += p.Amount
			}
		}
		if claimed-received != r.TotalDue-r.Surplus {
			t.Fatalf("claimed %s less received %s is not due %s less surplus %s", claimed, received, r.TotalDue, r.Surplus)
		}
		for name, c := range map[string]money.Cents{"interest": r.Interest, "interest left": r.InterestLeft, "principal left": r.PrincipalLeft,
			"fee left": r.FeeLeft, "surplus": r.Surplus, "increase": r.DailyIncrease} {
			if c < 0 {
				t.Fatalf("%s is %s", name, c)
			}
		}
	})
}

// oracle counts day by day, as one would with paper and much patience.
func oracle(in interest.Input) (days int, exact *big.Rat) {
	exact = new(big.Rat)
	base := in.Principal
	var paid money.Cents // of interest
	from := firstDay
	for d := from; !d.After(in.On); d = d.AddDays(1) {
		running := d.After(in.Due)
		if in.Regime == interest.B2C || in.Regime == interest.NonProfessional {
			running = running && in.NoticeReceived != nil && d.After(*in.NoticeReceived)
		}
		if in.Judgment != nil && !d.Before(*in.Judgment) {
			running = false
		}
		if running && base > 0 {
			days++
			perDay := new(big.Rat).Quo(dayRate(in, d), big.NewRat(36500, 1))
			exact.Add(exact, perDay.Mul(perDay, base.Rat()))
		}
		for _, c := range in.Credits {
			if c.Date == d {
				base = max(0, base-c.Amount)
			}
		}
		for _, p := range in.Payments {
			if p.Date != d {
				continue
			}
			left := p.Amount
			owed, _ := money.RoundHalfUp(exact)
			if in.Allocation == interest.InterestFirst {
				used := min(left, owed-paid)
				paid, left = paid+used, left-used
			}
			used := min(left, base)
			base, left = base-used, left-used
			paid += min(left, owed-paid)
		}
	}
	return days, exact
}

// dayRate is the annual percentage on one day, from the published table alone.
func dayRate(in interest.Input, d calendar.Date) *big.Rat {
	q, _ := interest.Builtin().Quote(calendar.HalfYearOf(d))
	ecb, legal := q.ECB.Rat(), q.LegalOther.Rat()
	add := func(a *big.Rat, n, den int64) *big.Rat { return new(big.Rat).Add(a, big.NewRat(n, den)) }
	mul := func(a *big.Rat, n, den int64) *big.Rat { return new(big.Rat).Mul(a, big.NewRat(n, den)) }
	switch in.Regime {
	case interest.B2C, interest.NonProfessional:
		return legal
	case interest.Public:
		q, _ := interest.Builtin().Quote(calendar.HalfYearOf(in.Due.AddDays(1)))
		return add(q.ECB.Rat(), 8, 1)
	}
	clause := map[string]*big.Rat{"15": big.NewRat(15, 1), "2.5": big.NewRat(5, 2), "3xlegal": mul(legal, 3, 1),
		"0.5xlegal": mul(legal, 1, 2), "ecb+8": add(ecb, 8, 1), "0.75/month": big.NewRat(9, 1)}[in.Rate.String()]
	if clause == nil {
		return add(ecb, 10, 1)
	}
	if floor := mul(legal, 3, 1); clause.Cmp(floor) < 0 {
		return floor
	}
	return clause
}

func TestProperty_AgreesWithADayByDayCount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		r := compute(t, in)
		days, exact := oracle(in)
		if days != r.Days || exact.Cmp(r.InterestExact()) != 0 {
			t.Fatalf("%d days, %s cents; day by day %d, %s", r.Days, r.InterestExact().FloatString(6), days, exact.FloatString(6))
		}
	})
}

func TestProperty_MonotoneInDaysAndAmount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := plain(drawInput(t))
		later, larger := in, in
		later.On = drawDate(t, "later")
		if later.On.Before(in.On) {
			in, later = later, in
			larger.On = in.On
		}
		larger.Principal += money.Cents(rapid.Int64Range(0, 1_000_000).Draw(t, "more"))
		r := compute(t, in)
		if l := compute(t, later); l.Interest < r.Interest || l.Days < r.Days || l.Fee < r.Fee {
			t.Fatalf("waiting until %s lowers %s to %s", later.On, r.Interest, l.Interest)
		}
		if l := compute(t, larger); l.Interest < r.Interest || l.InterestExact().Cmp(r.InterestExact()) < 0 {
			t.Fatalf("a larger sum lowers %s to %s", r.Interest, l.Interest)
		}
	})
}

// Before rounding, the interest of a stretch is that of its two parts: up to a
// day, and from that day as the new due date. (The public rate is frozen at the
// start, so it is split only where the first day's half-year is the same.)
func TestProperty_AdditiveOverSplits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := plain(drawInput(t))
		if in.NoticeReceived != nil {
			in.NoticeReceived = &in.Due
		}
		head, tail := in, in
		if !in.On.After(in.Due) {
			t.Skip("no delay")
		}
		split := in.Due.AddDays(rapid.IntRange(0, in.On.Sub(in.Due)).Draw(t, "split"))
		if in.Regime == interest.Public && calendar.HalfYearOf(split.AddDays(1)) != calendar.HalfYearOf(in.Due.AddDays(1)) {
			t.Skip("another frozen rate")
		}
		head.On, tail.Due = split, split
		if tail.NoticeReceived != nil {
			tail.NoticeReceived = &split
		}
		whole, a, b := compute(t, in), compute(t, head), compute(t, tail)
		sum := new(big.Rat).Add(a.InterestExact(), b.InterestExact())
		if sum.Cmp(whole.InterestExact()) != 0 || a.Days+b.Days != whole.Days {
			t.Fatalf("%s over %d days, in two parts %s over %d + %d", whole.InterestExact().FloatString(6), whole.Days, sum.FloatString(6), a.Days, b.Days)
		}
	})
}

// The daily increase is exactly what one more day adds.
func TestProperty_DailyIncreaseIsTheNextDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		next := in
		next.On = in.On.AddDays(1)
		r, n := compute(t, in), compute(t, next)
		if diff := new(big.Rat).Sub(n.InterestExact(), r.InterestExact()); diff.Cmp(r.DailyIncreaseExact()) != 0 {
			t.Fatalf("the next day adds %s, announced %s", diff.FloatString(6), r.DailyIncreaseExact().FloatString(6))
		}
	})
}

func TestProperty_ImputationConservesCents(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "debts")
		var debts []interest.Debt
		var designated []string
		open := map[string]money.Cents{}
		var sum money.Cents
		for i := range n {
			d := interest.Debt{ID: string(rune('A' + i)), Due: calendar.NewDate(2026, 1, rapid.IntRange(1, 3).Draw(t, "due")),
				Open: money.Cents(rapid.Int64Range(0, 1000).Draw(t, "open"))}
			if rapid.Bool().Draw(t, "rated") {
				d.Rate, _ = interest.ParsePercent("12.40")
			}
			if rapid.IntRange(0, 3).Draw(t, "designated") == 0 {
				designated = append(designated, d.ID)
			}
			debts, open[d.ID], sum = append(debts, d), d.Open, sum+d.Open
		}
		p := interest.Payment{Date: calendar.NewDate(2026, 1, 2), Amount: money.Cents(rapid.Int64Range(1, 4000).Draw(t, "payment"))}
		im, err := interest.Impute(p, debts, designated...)
		if err != nil {
			t.Fatal(err)
		}
		total := im.Surplus
		for _, s := range im.Shares {
			if s.Amount <= 0 || s.Amount > open[s.ID] {
				t.Fatalf("%s gets %s of %s", s.ID, s.Amount, open[s.ID])
			}
			delete(open, s.ID) // a debt is served once
			total += s.Amount
		}
		if total != p.Amount || im.Surplus != max(0, p.Amount-sum) {
			t.Fatalf("%s becomes %s with surplus %s", p.Amount, total, im.Surplus)
		}
	})
}
