package figures

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

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
	monday := mondayOf(on)
	out := CashForecast{Weeks: make([]Week, forecastWeeks)}
	for i := range out.Weeks {
		out.Weeks[i].First = monday.AddDays(7 * i)
	}
	for _, p := range expectedParts(items, Question{Kind: Apart, On: on}) {
		out.Apart += p.Counts
	}
	for _, e := range expectations(items, habit, on) {
		week := func(d calendar.Date) int { return max(d.Sub(monday), 0) / 7 }
		if i := week(e.fast); i < forecastWeeks {
			out.Weeks[i].High += e.open
		}
		if i := week(e.slow); i < forecastWeeks {
			out.Weeks[i].Low += e.open
		}
		if i := week(e.day); i < forecastWeeks {
			out.Weeks[i].Expected += e.open
		} else {
			out.Later += e.open
		}
	}
	return out
}

// mondayOf is the first day of a day's week.
func mondayOf(on calendar.Date) calendar.Date { return on.AddDays(-((int(on.Weekday()) + 6) % 7)) }

// expectation is when an open invoice is expected to be paid.
type expectation struct {
	item            *Item
	open            money.Cents
	fast, day, slow calendar.Date
}

// apart tells whether the forecast does not count an invoice.
func (it Item) apart(on calendar.Date) bool {
	return it.Disputed || it.Insolvent || on.Sub(it.Due) > tooOld
}

func expectations(items []Item, habit map[[2]string]*[3]int, on calendar.Date) (out []expectation) {
	for i := range items {
		it := &items[i]
		open := it.OpenOn(on)
		if open <= 0 || it.apart(on) {
			continue
		}
		q := habit[[2]string{it.Creditor, it.Debtor}]
		if q == nil {
			q = habit[[2]string{}]
		}
		e := expectation{it, open, it.Due.AddDays(q[0]), it.Due.AddDays(q[1]), it.Due.AddDays(q[2])}
		if n := len(it.Promises); n > 0 && !it.Promises[n-1].By.Before(on) {
			by := it.Promises[n-1].By
			e.fast, e.day, e.slow = by, by, by
		}
		out = append(out, e)
	}
	return out
}

// expectedParts gives what is expected in a week, or what is not counted.
func expectedParts(items []Item, q Question) (out []Part) {
	if q.Kind == Apart {
		for i := range items {
			it := &items[i]
			if open := it.OpenOn(q.On); open > 0 && it.apart(q.On) {
				out = append(out, Part{Item: it, Day: it.Due, Days: max(q.On.Sub(it.Due), 0), Counts: open})
			}
		}
		return out
	}
	monday := mondayOf(q.On)
	for _, e := range expectations(items, habits(items, q.On), q.On) {
		week := min(max(e.day.Sub(monday), 0)/7+1, WeekLater)
		if q.Week == 0 || q.Week == week {
			out = append(out, Part{Item: e.item, Day: e.day, Days: max(q.On.Sub(e.item.Due), 0), Counts: e.open})
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
