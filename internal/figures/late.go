package figures

import (
	"math/big"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Lateness is how late invoices are paid.
type Lateness struct {
	Weighted *big.Rat // days, by amount; nil without an invoice
	Median   int      // days, each invoice once: one large one does not move it
	Invoices int
}

// LatenessOn looks at the invoices that fell due since a day: those that are paid
// by the day of payment, those that are not and are overdue by today. Early
// payment is negative.
func LatenessOn(items []Item, since, on calendar.Date) Lateness {
	var out Lateness
	sum, weight := new(big.Rat), money.Cents(0)
	var each []int
	for _, it := range items {
		paid, ok := it.PaidOn(on)
		if !ok {
			paid = on
		}
		if it.Due.Before(since) || it.Issued.After(on) || it.Total <= 0 || it.Given || !ok && !on.After(it.Due) {
			continue
		}
		late := paid.Sub(it.Due)
		r := rat(it.Total)
		sum.Add(sum, r.Mul(r, days(late)))
		weight += it.Total
		each = append(each, late)
	}
	if out.Invoices = len(each); len(each) == 0 {
		return out
	}
	out.Weighted = sum.Quo(sum, rat(weight))
	slices.Sort(each)
	out.Median = each[(len(each)-1)/2]
	return out
}

// AtRisk is the share of what was invoiced in a month that was unpaid 90 days
// after its due date, in percent: nil without invoices, or while the 90 days of
// one of them are not over.
func AtRisk(items []Item, first, on calendar.Date) *big.Rat {
	var all, unpaid money.Cents
	for _, it := range items {
		if it.Issued.Year != first.Year || it.Issued.Month != first.Month || it.Total <= 0 {
			continue
		}
		limit := it.Due.AddDays(90)
		if limit.After(on) {
			return nil
		}
		all += it.Total
		unpaid += max(it.OpenOn(limit), 0)
	}
	if all == 0 {
		return nil
	}
	r := new(big.Rat).Quo(rat(unpaid), rat(all))
	return r.Mul(r, days(100))
}

// Kept counts promises whose day has passed, and those that were kept: what was
// promised came by then.
func Kept(items []Item, since, on calendar.Date) (kept, all int) {
	for _, it := range items {
		for _, p := range it.Promises {
			if p.By.Before(since) || !p.By.Before(on) {
				continue
			}
			all++
			wanted := p.Amount
			if wanted == 0 {
				wanted = it.OpenOn(p.Made)
			}
			var came money.Cents
			for _, m := range it.Moves {
				if !m.Date.Before(p.Made) && !m.Date.After(p.By) {
					came += m.Amount
				}
			}
			if came >= wanted {
				kept++
			}
		}
	}
	return kept, all
}

// After is what followed the notices of a level.
type After struct {
	Level     dunning.Level
	Sent      int         // notices whose days are over
	Paid      int         // of their invoices, those on which money came within the days
	Money     money.Cents // that came
	Share     *big.Rat    // Paid ÷ Sent, percent; nil for none sent
	Low, High *big.Rat    // the interval in which the share lies with 95 %
	TooFew    bool        // the interval is wider than it is worth
}

// fewest is how many notices a share needs to be told without a warning.
const fewest = 30

// AfterNotices counts, for each level, the invoices on which money came within
// some days of a notice. A payment that follows a notice need not follow from
// it.
func AfterNotices(items []Item, within int, since, on calendar.Date) []After {
	levels := []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice}
	out := make([]After, len(levels))
	for i, l := range levels {
		out[i].Level = l
		for _, it := range items {
			for _, s := range it.Sent {
				if s.Level != l || s.Date.Before(since) || s.Date.AddDays(within).After(on) {
					continue
				}
				out[i].Sent++
				came := moneyWithin(it, s.Date, s.Date.AddDays(within))
				if came > 0 {
					out[i].Paid++
					out[i].Money += came
				}
			}
		}
		out[i].interval()
	}
	return out
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

// Week is a week of the forecast.
type Week struct {
	First     calendar.Date // its Monday
	Low, High money.Cents   // as if debtors paid as late as their slower, or their faster, quarter
	Expected  money.Cents   // as late as they mostly do
}

// CashForecast is the forecast of what will come.
type CashForecast struct {
	Weeks []Week
	Later money.Cents // expected after the last week
	Apart money.Cents // disputed, insolvent, or more than 180 days overdue: not counted
}

// Weeks of the forecast, and what it counts with.
const (
	forecastWeeks = 13
	tooOld        = 180 // days overdue beyond which nothing is expected
	enough        = 5   // paid invoices for a debtor's own habit
)

// Forecast expects each open invoice at its due date plus the habit of its
// debtor, that of all debtors where he has paid fewer than five; promises at
// their day. What should have come already is expected in the first week.
func Forecast(items []Item, on calendar.Date) CashForecast {
	habit := habits(items, on)
	monday := on.AddDays(-((int(on.Weekday()) + 6) % 7))
	out := CashForecast{Weeks: make([]Week, forecastWeeks)}
	for i := range out.Weeks {
		out.Weeks[i].First = monday.AddDays(7 * i)
	}
	put := func(day calendar.Date, add func(*Week)) bool {
		i := max(day.Sub(monday), 0) / 7
		if i >= forecastWeeks {
			return false
		}
		add(&out.Weeks[i])
		return true
	}
	for _, it := range items {
		open := it.OpenOn(on)
		switch {
		case open <= 0:
			continue
		case it.Disputed, it.Insolvent, on.Sub(it.Due) > tooOld:
			out.Apart += open
			continue
		}
		q := habit[[2]string{it.Creditor, it.Debtor}]
		if q == nil {
			q = habit[[2]string{}]
		}
		when := [3]calendar.Date{it.Due.AddDays(q[0]), it.Due.AddDays(q[1]), it.Due.AddDays(q[2])}
		if n := len(it.Promises); n > 0 && !it.Promises[n-1].By.Before(on) {
			by := it.Promises[n-1].By
			when = [3]calendar.Date{by, by, by}
		}
		put(when[0], func(w *Week) { w.High += open })
		put(when[2], func(w *Week) { w.Low += open })
		if !put(when[1], func(w *Week) { w.Expected += open }) {
			out.Later += open
		}
	}
	return out
}

// habits gives the quartiles of the days late of each debtor who has paid
// enough invoices; the empty key is all debtors together.
func habits(items []Item, on calendar.Date) map[[2]string]*[3]int {
	late := map[[2]string][]int{}
	for _, it := range items {
		if paid, ok := it.PaidOn(on); ok && it.Total > 0 {
			key := [2]string{it.Creditor, it.Debtor}
			late[key] = append(late[key], paid.Sub(it.Due))
			late[[2]string{}] = append(late[[2]string{}], paid.Sub(it.Due))
		}
	}
	out := map[[2]string]*[3]int{{}: {}}
	for key, all := range late {
		if len(all) < enough && key != [2]string{} {
			continue
		}
		slices.Sort(all)
		n := len(all) - 1
		out[key] = &[3]int{all[n/4], all[n/2], all[(3*n+3)/4]}
	}
	return out
}

// Recovered is the money that came after the first notice of an invoice, in
// some days: « encaissé après relance ».
func Recovered(items []Item, from, to calendar.Date) (sum money.Cents, invoices int) {
	for _, it := range items {
		if len(it.Sent) == 0 {
			continue
		}
		var own money.Cents
		for _, m := range it.Moves {
			if !m.Credit && !m.Date.Before(from) && !m.Date.After(to) && m.Date.After(it.Sent[0].Date) {
				own += m.Amount
			}
		}
		if own != 0 {
			sum, invoices = sum+own, invoices+1
		}
	}
	return sum, invoices
}

// Line is a line of a statement of account.
type Line struct {
	Date            calendar.Date
	Number          string // of the invoice
	What            string // LineInvoice, LinePayment or LineCredit
	Debit, Credited money.Cents
	Balance         money.Cents // after it
}

// What a line of a statement is.
const (
	LineInvoice = "invoice"
	LinePayment = "payment"
	LineCredit  = "credit"
	LineGiven   = "given_up"
)

// Statement is the account of a debtor up to a day, in order of time: its last
// balance is what is open then.
func Statement(items []Item, on calendar.Date) (out []Line) {
	for _, it := range items {
		if it.Issued.After(on) {
			continue
		}
		out = append(out, Line{Date: it.Issued, Number: it.Number, What: LineInvoice, Debit: it.Total})
		for _, m := range it.Moves {
			if m.Date.After(on) || it.Given && m.Date.After(it.GivenOn) {
				continue
			}
			what := LinePayment
			if m.Credit {
				what = LineCredit
			}
			out = append(out, Line{Date: m.Date, Number: it.Number, What: what, Credited: m.Amount})
		}
		if it.Given && !it.GivenOn.After(on) {
			before := it
			before.Given = false
			out = append(out, Line{Date: it.GivenOn, Number: it.Number, What: LineGiven, Credited: before.OpenOn(it.GivenOn)})
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return a.Date.Sub(b.Date) })
	var balance money.Cents
	for i := range out {
		balance += out[i].Debit - out[i].Credited
		out[i].Balance = balance
	}
	return out
}
