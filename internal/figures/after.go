package figures

import (
	"cmp"
	"math/big"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// StepKey names what notices are counted together by.
type StepKey struct {
	Plan    string // id
	Level   dunning.Level
	Wording string // of the text; empty for that of the program
}

// After is what followed notices of one kind.
type After struct {
	StepKey
	Sent      int         // notices whose days are over
	Paid      int         // of their invoices, those on which money came within the days
	Money     money.Cents // that came
	Share     *big.Rat    // Paid ÷ Sent, percent; nil for none sent
	Low, High *big.Rat    // the interval in which the share lies with 95 %
	TooFew    bool        // the interval is wider than it is worth
}

// fewest is how many notices a share needs to be told without a warning.
const fewest = 30

// afterLevels are the levels that are counted, in the order in which they are sent.
var afterLevels = []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice}

// AfterNotices counts, for each level, the invoices on which money came within
// some days of a notice. A payment that follows a notice need not follow from
// it.
func AfterNotices(items []Item, within int, since, on calendar.Date) []After {
	out := make([]After, len(afterLevels))
	for i, l := range afterLevels {
		out[i] = afterOf(StepKey{Level: l}, followedParts(items, Question{From: since, On: on, Within: within, Step: StepKey{Level: l}}))
	}
	return out
}

// AfterSteps counts the same for each plan, level and wording of which something
// was sent, by plan and then as they are sent.
func AfterSteps(items []Item, within int, since, on calendar.Date) (out []After) {
	groups := map[StepKey][]Part{}
	for _, p := range followedParts(items, Question{From: since, On: on, Within: within}) {
		key := StepKey{p.Item.Plan, p.Sent.Level, p.Sent.Wording}
		groups[key] = append(groups[key], p)
	}
	for key, parts := range groups {
		out = append(out, afterOf(key, parts))
	}
	slices.SortFunc(out, func(a, b After) int {
		return cmp.Or(cmp.Compare(a.Plan, b.Plan), cmp.Compare(slices.Index(afterLevels, a.Level), slices.Index(afterLevels, b.Level)), cmp.Compare(a.Wording, b.Wording))
	})
	return out
}

func afterOf(key StepKey, parts []Part) After {
	a := After{StepKey: key, Sent: len(parts)}
	for _, p := range parts {
		if p.Kept {
			a.Paid++
		}
	}
	_, a.Money = Sum(parts)
	a.interval()
	return a
}

// followedParts gives the notices whose days are over, each with the money that came
// within them; Kept tells that some did.
func followedParts(items []Item, q Question) (out []Part) {
	for i := range items {
		it := &items[i]
		for j := range it.Sent {
			s := &it.Sent[j]
			if !slices.Contains(afterLevels, s.Level) || s.Date.Before(q.From) || s.Date.AddDays(q.Within).After(q.On) ||
				!q.Step.matches(it.Plan, s) {
				continue
			}
			part := Part{Item: it, Day: s.Date, Sent: s}
			if came := moneyWithin(*it, s.Date, s.Date.AddDays(q.Within)); came > 0 {
				part.Counts, part.Kept = came, true
			}
			out = append(out, part)
		}
	}
	return out
}

// matches tells whether a notice is counted under a key: with its plan, exactly; with
// a level alone, those of all plans and wordings; empty is all.
func (k StepKey) matches(plan string, s *Sent) bool {
	if k.Plan == "" && k.Wording == "" {
		return k.Level == "" || k.Level == s.Level
	}
	return k == StepKey{plan, s.Level, s.Wording}
}

func moneyWithin(it Item, from, to calendar.Date) (sum money.Cents) {
	for _, m := range it.Moves {
		if !m.Credit && !m.Date.Before(from) && !m.Date.After(to) {
			sum += m.Amount
		}
	}
	return sum
}

// interval is Wilson's, which stays within 0 and 100 and is honest for small
// numbers. z² for 95 % is 3.8416; the root is taken to a millionth.
func (a *After) interval() {
	if a.TooFew = a.Sent < fewest; a.Sent == 0 {
		return
	}
	n, k := days(a.Sent), days(a.Paid)
	p := new(big.Rat).Quo(k, n)
	z2 := big.NewRat(38416, 10000)
	// centre = (p + z²/2n) / (1 + z²/n); half = sqrt(z²(p(1-p)/n + z²/4n²)) / (1 + z²/n)
	over := new(big.Rat).Add(days(1), new(big.Rat).Quo(z2, n))
	centre := new(big.Rat).Add(p, new(big.Rat).Quo(z2, new(big.Rat).Mul(days(2), n)))
	spread := new(big.Rat).Quo(new(big.Rat).Mul(p, new(big.Rat).Sub(days(1), p)), n)
	spread.Add(spread, new(big.Rat).Quo(z2, new(big.Rat).Mul(days(4), new(big.Rat).Mul(n, n))))
	half := root(spread.Mul(spread, z2))
	percent := func(r *big.Rat) *big.Rat { r.Quo(r, over); return r.Mul(r, days(100)) }
	a.Share = new(big.Rat).Mul(p, days(100))
	a.Low, a.High = percent(new(big.Rat).Sub(centre, half)), percent(new(big.Rat).Add(centre, half))
}

// root is the square root to a millionth.
func root(r *big.Rat) *big.Rat {
	const scale = 1_000_000
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt64(scale*scale))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	return new(big.Rat).SetFrac(whole.Sqrt(whole), big.NewInt(scale))
}
