package interest

import (
	"errors"
	"math/big"
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

// movement is a payment, a credit note or a returned payment.
type movement struct {
	Payment
	kind MovementKind
}

// movements gives what happened up to the statement day, oldest first, credit
// notes before payments of the same day so that a payment's excess over the
// reduced principal can pay interest, and returns last.
func (in Input) movements() []movement {
	var ms []movement
	for _, c := range in.Credits {
		ms = append(ms, movement{c, MoveCredited})
	}
	for _, p := range in.Payments {
		ms = append(ms, movement{p, MovePaid})
	}
	for _, r := range in.Returns {
		ms = append(ms, movement{r, MoveReturned})
	}
	ms = slices.DeleteFunc(ms, func(m movement) bool { return m.Date.After(in.On) })
	slices.SortStableFunc(ms, func(a, b movement) int { return a.Date.Sub(b.Date) })
	return ms
}

// account walks the days of one invoice. Sums stay in whole cents: at each
// payment the interest run so far is rounded, the payment takes from that, and
// the exact sum runs on, so that the total is rounded once.
type account struct {
	in     Input
	tariff tariff
	next   calendar.Date // first day not yet counted
	until  calendar.Date // last day that may count

	base         money.Cents
	basePaid     money.Cents // principal that payments have paid and kept
	exact        *big.Rat
	interestPaid money.Cents
	fee, feePaid money.Cents
	surplus      money.Cents
	given        parts // paid by what was given to interest and fee; the sums above are without it
	overCredited money.Cents

	days    int
	periods []Period
	imputed []Imputed
	unknown *UnknownRateError // why until was brought forward
}

// parts are what payments paid besides the principal.
type parts struct{ interest, fee, surplus money.Cents }

// give pays interest and fee by what was given to them.
func (l *account) give(left money.Cents) {
	used := min(left, l.interest()-l.interestPaid-l.given.interest)
	l.given.interest += used
	left -= used
	used = min(left, l.fee-l.feePaid-l.given.fee)
	l.given.fee += used
	l.given.surplus += left - used
}

// ungive takes back what was given, the last imputed first, and gives the rest.
func (l *account) ungive(left money.Cents) money.Cents {
	for _, from := range []*money.Cents{&l.given.surplus, &l.given.fee, &l.given.interest} {
		used := min(left, *from)
		*from -= used
		left -= used
	}
	return left
}

// accrue counts the days up to and including to.
func (l *account) accrue(to calendar.Date) error {
	for l.base > 0 && !l.next.After(earlier(to, l.until)) {
		end := earlier(to, l.until)
		half := l.tariff.halfYear(l.next)
		if l.tariff.floats() {
			end = earlier(end, half.Last())
		}
		if err := l.period(l.next, end, half); err != nil {
			return l.stop(err)
		}
		l.next = end.AddDays(1)
	}
	l.next = later(l.next, to.AddDays(1))
	return nil
}

// stop ends the count before an unknown half-year, if the caller wants that.
func (l *account) stop(err error) error {
	if !l.in.UpToKnown || !errors.As(err, &l.unknown) {
		return err
	}
	l.until = l.next.AddDays(-1)
	return nil
}

// period adds the days from..to, all of one half-year or of one frozen rate.
func (l *account) period(from, to calendar.Date, half calendar.HalfYear) error {
	days := to.Sub(from) + 1
	if l.in.WaiveInterest {
		l.days += days
		return nil
	}
	c, err := l.tariff.in(half)
	if err != nil {
		return err
	}
	exact := new(big.Rat).Mul(l.base.Rat(), c.percent.perDay())
	exact.Mul(exact, new(big.Rat).SetInt64(int64(days)))
	l.days += days
	l.exact.Add(l.exact, exact)
	l.periods = append(l.periods, Period{From: from, To: to, Days: days, Base: l.base,
		Rate: c.percent, Basis: c.basis, Source: c.source(), FloorApplied: c.floored, exact: exact})
	return nil
}

// apply imputes a movement and notes what it did.
func (l *account) apply(m movement) {
	before := *l
	l.impute(m)
	i := Imputed{Date: m.Date, Kind: m.kind, Amount: m.Amount,
		Interest:  l.interestPaid + l.given.interest - before.interestPaid - before.given.interest,
		Principal: before.base - l.base,
		Fee:       l.feePaid + l.given.fee - before.feePaid - before.given.fee,
		Surplus:   l.surplus + l.given.surplus - before.surplus - before.given.surplus,
	}
	if m.kind == MoveReturned {
		i.Amount = -m.Amount
	}
	l.imputed = append(l.imputed, i)
}

func (l *account) impute(m movement) {
	switch m.kind {
	case MoveCredited:
		l.overCredited += m.Amount
		l.setOff()
		return
	case MoveReturned:
		if l.in.Allocation != InterestFirst {
			m.Amount -= m.Accessory - l.ungive(m.Accessory)
		}
		l.undo(m.Amount)
		return
	}
	left := m.Amount
	if l.in.Allocation != InterestFirst {
		l.give(m.Accessory)
		left -= m.Accessory
	}
	if l.in.Allocation == InterestFirst {
		left = l.payInterest(left)
	}
	used := min(left, l.base)
	l.base -= used
	l.basePaid += used
	left = l.payInterest(left - used)
	used = min(left, l.fee-l.feePaid-l.given.fee)
	l.feePaid += used
	l.surplus += left - used
}

// setOff lets credit notes that exceeded the principal reduce what is open.
func (l *account) setOff() {
	used := min(l.overCredited, l.base)
	l.base -= used
	l.overCredited -= used
}

// undo takes a returned payment back from what payments have paid, the last
// imputed first; what is above all of it was the creditor's money and opens as
// principal. Late principal that nothing had left open before brings the fee.
func (l *account) undo(left money.Cents) {
	back := func(from *money.Cents) {
		used := min(left, *from)
		*from -= used
		left -= used
	}
	back(&l.surplus)
	back(&l.feePaid)
	if l.in.Allocation == InterestFirst {
		used := min(left, l.basePaid)
		l.basePaid -= used
		l.base += used
		left -= used
	}
	back(&l.interestPaid)
	l.basePaid = max(l.basePaid-left, 0)
	l.base += left
	l.setOff()
}

// payInterest takes what it can from left and gives the rest.
func (l *account) payInterest(left money.Cents) money.Cents {
	used := min(left, l.interest()-l.interestPaid-l.given.interest)
	l.interestPaid += used
	return left - used
}

// interest is the interest run so far, rounded half up.
func (l *account) interest() money.Cents { return roundHalfUp(l.exact) }

// roundHalfUp cannot overflow here: sums, rates and years are bounded by
// validation far below what cents can hold.
func roundHalfUp(cents *big.Rat) money.Cents {
	c, _ := money.RoundHalfUp(cents)
	return c
}

func earlier(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}
