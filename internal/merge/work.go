package merge

import (
	"slices"
	"time"

	"relance/internal/dunning"
	"relance/internal/money"
)

// Work says what the merging of a pair does at an instant, with what a person chose.
// Errors are those of Take.Check, and of a plan or zone that cannot be read.
func Work(p Pair, take Take, at time.Time) (Outcome, error) {
	if err := take.Check(); err != nil {
		return Outcome{}, err
	}
	keep, other := p.Keep.Debtor, p.Other.Debtor
	o := Outcome{Keep: keep, Other: other, After: keep, Rows: rows(keep, other, take), Refusals: []Objection{}, Doubts: []Doubt{}, Moves: []Move{}, Facts: []Fact{}}
	for _, r := range o.Rows {
		if r.Changes() {
			set(&o.After, &o.change, other, r.Field)
		}
	}
	o.protect(p)
	zone, err := dunning.HolidayZone(o.After, p.Creditor)
	if err != nil {
		return o, err
	}
	o.rules = func(plan dunning.Plan) (dunning.Rules, error) {
		return dunning.NewRules(plan, zone, p.Creditor.ID, o.After.Key)
	}
	if err := o.moves(p, at); err != nil {
		return o, err
	}
	o.refuse(p)
	o.doubt(p, take)
	return o, nil
}

// protect takes over what protects the debtor, whichever of the two it is on record of.
func (o *Outcome) protect(p Pair) {
	keep, other := p.Keep.Debtor, p.Other.Debtor
	if o.After.Bounced || other.Bounced && same(Email, o.After.Email, other.Email) {
		o.After.Bounced = true
		o.Facts = append(o.Facts, FactBounced)
	}
	if e := other.Electronic; keep.Electronic.Accepted && !e.Accepted && !e.Recorded.IsZero() {
		none := dunning.ElectronicLetters{}
		o.After.Electronic, o.change.Electronic = none, &none
		o.Facts = append(o.Facts, FactElectronic)
	}
	o.joined = join(p.Keep.Proceedings, p.Other.Proceedings)
	if o.joined != nil {
		o.Facts = append(o.Facts, FactInsolvency)
	}
}

// join makes one of the proceedings of two: what a court has opened goes before what
// a notice may mean, the earlier judgment and the earlier last day before the later.
func join(a, b *Proceedings) *Proceedings {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.Provisional && !b.Provisional:
		a, b = b, a
	}
	out := *a
	if a.Provisional == b.Provisional && !b.Judgment.IsZero() && (out.Judgment.IsZero() || b.Judgment.Before(out.Judgment)) {
		out.Judgment = b.Judgment
	}
	if !b.ClaimBy.IsZero() && (out.ClaimBy.IsZero() || b.ClaimBy.Before(out.ClaimBy)) {
		out.ClaimBy = b.ClaimBy
	}
	return &out
}

// moves works out what every case does next.
func (o *Outcome) moves(p Pair, at time.Time) error {
	sums := map[string]money.Cents{}
	var currencies []string
	for _, side := range []Side{Other, Keep} {
		for _, c := range p.of(side).Cases {
			if c.Case.State == dunning.Closed {
				if side == Other {
					o.Closed++
				}
				continue
			}
			m, err := o.move(p, side, c, at)
			if err != nil {
				return err
			}
			if m.Own && !m.Changes() {
				continue
			}
			o.Moves = append(o.Moves, m)
			if !m.Own {
				if _, ok := sums[m.Balance.Currency]; !ok {
					currencies = append(currencies, m.Balance.Currency)
				}
				sums[m.Balance.Currency] += m.Balance.Cents
			}
		}
	}
	slices.Sort(currencies)
	o.Open = []money.Amount{}
	for _, currency := range currencies {
		o.Open = append(o.Open, money.Amount{Cents: sums[currency], Currency: currency})
	}
	return nil
}

// move plays the events of one case on a copy.
func (o *Outcome) move(p Pair, side Side, c Case, at time.Time) (Move, error) {
	m := Move{
		Ref: c.Case.Ref(), Balance: money.Amount{Cents: c.Case.Balance, Currency: c.Case.Currency}, Own: side == Keep,
		Before: dunning.Next(c.Case, at), GivesYes: side == Other && agreed(c.Case),
	}
	rules, err := o.Rules(c, side)
	if err != nil {
		return m, err
	}
	after := c.Case
	for _, e := range o.Events(p, side, c) {
		after, _ = dunning.Apply(after, dunning.Complete(after, e.With(dunning.Stamp{At: at}), rules))
	}
	m.After = dunning.Next(after, at)
	return m, nil
}

// Rules are those by which a case goes on: its own plan, for the debtor whose it is
// then.
func (o *Outcome) Rules(c Case, side Side) (dunning.Rules, error) {
	if side == Keep {
		return c.Rules, nil
	}
	return o.rules(c.Rules.Plan)
}

// Events are what a merging records of a case, in their order: that it has another
// debtor, that he can be reached, that insolvency proceedings are open.
func (o *Outcome) Events(p Pair, side Side, c Case) (out []dunning.Event) {
	if side == Other {
		out = append(out, dunning.NewDebtorChange(o.Other.Key, o.Keep.Key, dunning.Merged))
	}
	if c.Case.State == dunning.Closed {
		return out
	}
	if o.reaches(p.of(side).Debtor, c.Case) {
		out = append(out, dunning.NewContact())
	}
	if e, ok := o.insolvency(p.of(side), c); ok {
		out = append(out, e)
	}
	return out
}

// reaches tells whether a case that waits for an address has one then.
func (o *Outcome) reaches(was dunning.Debtor, c dunning.Case) bool {
	if c.Held(dunning.HoldBounce) {
		return o.After.Mailable()
	}
	if c.Attention == nil {
		return false
	}
	switch c.Attention.Code {
	case dunning.ReasonNoAddress:
		return o.After.Mailable() || o.After.Address.Usable()
	case dunning.ReasonLetterReturned:
		return o.After.Address.Usable() && !same(Address, oneLine(was.Address), oneLine(o.After.Address))
	}
	return false
}

// insolvency gives the event by which proceedings that were on record of the other of
// the two reach a case. Claims that were born after the judgment are not concerned
// (C. com. L622-17).
func (o *Outcome) insolvency(of Party, c Case) (dunning.Event, bool) {
	all := o.joined
	if all == nil || of.Proceedings != nil && (all.Provisional || !of.Proceedings.Provisional) {
		return dunning.Event{}, false
	}
	if !all.Judgment.IsZero() && c.Issued.After(all.Judgment) {
		return dunning.Event{}, false
	}
	if all.Provisional || all.Judgment.IsZero() {
		if c.Case.Held(dunning.HoldInsolvency) {
			return dunning.Event{}, false
		}
		return dunning.NewProvisionalInsolvency(all.Notice, all.ClaimBy).With(dunning.Stamp{ID: "merged-" + all.Notice}), true
	}
	if !c.Case.Judgment().IsZero() {
		return dunning.Event{}, false
	}
	return dunning.NewInsolvency(all.Judgment).With(dunning.Stamp{ID: "debtor-" + all.Judgment.String()}), true
}

// of gives one of the two.
func (p Pair) of(s Side) Party {
	if s == Keep {
		return p.Keep
	}
	return p.Other
}

// agreed tells whether somebody has said yes to the step of a case that comes next.
func agreed(c dunning.Case) bool { return c.Approved != "" || c.FirstYes != nil }
