package interest

import (
	"math/big"
	"slices"

	"relance/internal/calendar"
)

// Compute says what may be claimed for one invoice at in.On, under in.Regime.
//
// It fails with *InputError values (joined) when the input is impossible, and
// with *UnknownRateError when a half-year it needs is not in the table and
// in.UpToKnown is not set. Everything else the reader should know is a warning.
func Compute(in Input) (Result, error) {
	if err := in.validate(); err != nil {
		return Result{}, err
	}
	if in.Rates == nil {
		in.Rates = Builtin()
	}
	l := newAccount(in)
	ms := in.movements()
	late := slices.IndexFunc(ms, func(m movement) bool { return m.Date.After(in.Due) })
	if late < 0 {
		late = len(ms)
	}
	for _, m := range ms[:late] { // no regime counts a day up to the due date
		l.apply(m)
	}
	l.fee = in.feeDue(l.base > 0)
	for _, m := range ms[late:] {
		if err := l.accrue(m.Date); err != nil {
			return Result{}, err
		}
		l.apply(m)
		if m.kind == MoveReturned && l.fee == 0 {
			l.fee = in.feeDue(l.base > 0) // paid in time, but not for good: late after all
		}
	}
	if err := l.accrue(in.On); err != nil {
		return Result{}, err
	}
	return l.result()
}

func newAccount(in Input) *account {
	l := &account{in: in, base: in.Principal, exact: new(big.Rat), until: in.On, periods: []Period{}}
	if j := in.Judgment; j != nil {
		l.until = earlier(l.until, j.AddDays(-1))
	}
	start, ok := in.start()
	if !ok {
		start = l.until // nothing runs
	}
	l.next = start.AddDays(1)
	l.tariff = tariff{rates: in.Rates, regime: in.Regime, rate: in.Rate, first: calendar.HalfYearOf(l.next)}
	return l
}

// start is the last day that bears no interest; false when nothing starts it.
func (in Input) start() (calendar.Date, bool) {
	if !in.Regime.needsNotice() {
		return in.Due, true
	}
	if in.NoticeReceived == nil {
		return calendar.Date{}, false
	}
	return later(in.Due, *in.NoticeReceived), true
}

// result reads the account once all is counted.
func (l *account) result() (Result, error) {
	r := Result{
		Days: l.days, Interest: l.interest(), Fee: l.fee,
		PrincipalLeft: l.base, FeeLeft: l.fee - l.feePaid - l.given.fee,
		Surplus: l.surplus + l.given.surplus + l.overCredited, InterestUntil: l.until,
		Periods: l.periods, Imputed: l.imputed, exact: l.exact, daily: new(big.Rat),
	}
	r.InterestLeft = r.Interest - l.interestPaid - l.given.interest
	r.TotalDue = r.PrincipalLeft + r.InterestLeft + r.FeeLeft
	shareCents(r.Periods, r.Interest)
	for _, p := range r.Periods {
		r.RateFloorApplied = r.RateFloorApplied || p.FloorApplied
	}
	known := l.dailyIncrease(&r)
	r.Warnings = l.warnings(r, known)
	return r, nil
}
