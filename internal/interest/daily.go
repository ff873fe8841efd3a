package interest

import (
	"math/big"
	"slices"

	"relance/internal/money"
)

// dailyIncrease fills in what the day after the statement adds. It is false
// when interest runs that day but its rate is not known.
func (l *account) dailyIncrease(r *Result) bool {
	day := l.in.On.AddDays(1)
	start, runs := l.in.start()
	stopped := l.in.Judgment != nil && !day.Before(*l.in.Judgment)
	if !runs || stopped || l.base == 0 || l.in.WaiveInterest || !day.After(start) {
		return true
	}
	if l.unknown != nil {
		return false
	}
	c, err := l.tariff.in(l.tariff.halfYear(day))
	if err != nil {
		return false
	}
	r.daily = new(big.Rat).Mul(l.base.Rat(), c.percent.perDay())
	r.DailyIncrease = roundHalfUp(r.daily)
	return true
}

// shareCents rounds the periods' amounts so that they add up to total: each is
// cut to whole cents, and the cents left go to the largest fractions, the
// earlier period first.
func shareCents(ps []Period, total money.Cents) {
	rest := make([]*big.Rat, len(ps))
	order := make([]int, len(ps))
	for i := range ps {
		whole := new(big.Int).Quo(ps[i].exact.Num(), ps[i].exact.Denom())
		ps[i].Amount = money.Cents(whole.Int64())
		rest[i] = new(big.Rat).Sub(ps[i].exact, new(big.Rat).SetInt(whole))
		order[i] = i
		total -= ps[i].Amount
	}
	slices.SortStableFunc(order, func(a, b int) int { return rest[b].Cmp(rest[a]) })
	for _, i := range order[:max(total, 0)] {
		ps[i].Amount++
	}
}
