package collected

import (
	"cmp"
	"math/big"
	"slices"

	"relance/internal/money"
)

// Propose gives the reports that are missing, and the money that is not reported
// with the reason. What was reported and the proposals together say what the
// record says: proposing again after they were kept gives nothing.
func Propose(a Account) (out []Proposal, left []Left) {
	a.Payments = a.inOrder()
	why := a.obstacle()
	b := tally{Account: a, done: map[int64][]Share{}, parts: map[int64]int{}}
	for _, r := range a.Reports {
		b.done[r.Payment] = add(b.done[r.Payment], r.Shares)
		b.parts[r.Payment]++
	}
	var received, counted money.Cents
	for _, p := range a.Payments {
		wanted := b.count(p, &received, &counted)
		if why != "" {
			if wanted != sum(b.done[p.ID]) {
				left = append(left, Left{p.ID, p.Date, p.Amount, why})
			}
			continue
		}
		if over := p.Amount - wanted; p.Bank && p.Amount > 0 && over > 0 {
			left = append(left, Left{p.ID, p.Date, over, Overpaid})
		}
		if !p.Bank && p.Amount > 0 && sum(b.done[p.ID]) == 0 {
			left = append(left, Left{p.ID, p.Date, p.Amount, NotBank})
		}
		switch shares, ok := b.split(p, wanted-sum(b.done[p.ID])); {
		case !ok:
			left = append(left, Left{p.ID, p.Date, p.Amount, NotReported})
		case len(shares) > 0:
			b.done[p.ID] = add(b.done[p.ID], shares)
			b.parts[p.ID]++
			out = append(out, Proposal{
				Payment: p.ID, Part: b.parts[p.ID], Date: p.Date, Received: p.Amount + p.Accessory, Accessory: p.Accessory, Shares: shares,
			})
		}
	}
	return out, left
}

// tally is an account with what was reported of each payment, proposals included.
type tally struct {
	Account
	done  map[int64][]Share
	parts map[int64]int
}

// inOrder puts payments that were reported first, in the order of their reports,
// then the others by date: what was said is not said anew because an older bank
// file came late. A match that was undone before it was reported never was.
func (a Account) inOrder() []Payment {
	list := slices.Clone(a.Payments)
	reported := func(id int64) int {
		i := slices.IndexFunc(a.Reports, func(r Report) bool { return r.Payment == id })
		if i < 0 {
			return len(a.Reports)
		}
		return i
	}
	for i, p := range list {
		j := slices.IndexFunc(list, func(o Payment) bool { return o.ID == p.Undoes })
		if !p.Mistake || j < 0 || reported(p.ID) < len(a.Reports) || reported(p.Undoes) < len(a.Reports) {
			continue
		}
		list[j].Amount += p.Amount
		list[j].Accessory += p.Accessory
		list[i].Amount, list[i].Accessory = 0, 0
	}
	slices.SortStableFunc(list, func(x, y Payment) int {
		return cmp.Or(cmp.Compare(reported(x.ID), reported(y.ID)), x.Date.Compare(y.Date), cmp.Compare(x.ID, y.ID))
	})
	return list
}

// count gives what of a payment counts as received for the invoice: never more
// than the invoice asks for. Money that comes back first takes back what was too
// much.
func (b *tally) count(p Payment, received, counted *money.Cents) (wanted money.Cents) {
	if !p.Bank {
		return 0
	}
	before := *counted
	*received += p.Amount
	open := max(min(*received, b.cap(p.Date)), 0)
	if p.Amount > 0 {
		*counted = max(before, open)
	} else {
		*counted = min(before, open)
	}
	return *counted - before
}

// split spreads an amount over the rates: received money by what is left under
// each, money that came back by what was reported of the payment itself, else of
// the one that it takes back, else of the invoice. False when there is nothing
// to take it from.
func (b *tally) split(p Payment, amount money.Cents) ([]Share, bool) {
	switch {
	case amount == 0:
		return nil, true
	case amount > 0:
		return spread(amount, b.left()), true
	}
	var all []Share
	for _, s := range b.done {
		all = add(all, s)
	}
	for _, base := range [][]Share{b.done[p.ID], b.done[p.Undoes], all} {
		if sum(base) >= -amount {
			return spread(amount, base), true
		}
	}
	return nil, false
}

// left is what was not reported under each rate.
func (b *tally) left() []Share {
	out := b.gross()
	if len(out) == 1 {
		return out // all of it, whatever was paid before
	}
	for _, done := range b.done {
		for _, s := range done {
			i := slices.IndexFunc(out, func(o Share) bool { return o.Rate == s.Rate })
			out[i].Amount -= s.Amount
		}
	}
	for i := range out { // only now: what one report took back another may have given
		out[i].Amount = max(out[i].Amount, 0)
	}
	return out
}

// spread divides an amount in proportion to a base, rate by rate, each to the
// cent of what is left; the last takes the rest. Rates that get nothing are left
// out.
func spread(amount money.Cents, base []Share) (out []Share) {
	rest, whole := amount, sum(base)
	for _, s := range base {
		part := rest
		if whole != s.Amount && whole != 0 {
			part, _ = rest.MulRat(big.NewRat(int64(s.Amount), int64(whole))) // a part of an amount: it cannot overflow
		}
		if whole -= s.Amount; s.Amount == 0 {
			part = 0
		}
		if rest -= part; part != 0 {
			out = append(out, Share{s.Rate, part})
		}
	}
	return out
}

// add puts amounts together, rate by rate, the highest rate first.
func add(to, more []Share) []Share {
	out := slices.Clone(to)
	for _, s := range more {
		i := slices.IndexFunc(out, func(o Share) bool { return o.Rate == s.Rate })
		if i < 0 {
			out = append(out, s)
			continue
		}
		out[i].Amount += s.Amount
	}
	slices.SortFunc(out, func(x, y Share) int { return int(y.Rate - x.Rate) })
	return out
}

func sum(shares []Share) (total money.Cents) {
	for _, s := range shares {
		total += s.Amount
	}
	return total
}
