package figures

import (
	"math/big"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Month is the sales of a month, VAT included.
type Month struct {
	First calendar.Date
	Sales money.Cents
	Days  int // in the month; up to the day of the report in the current one
}

// salesByMonth gives the sales of n months up to a day, the newest first. The current
// one is counted up to that day. A credit note takes from the month of its date.
func salesByMonth(items []Item, on calendar.Date, n int) []Month {
	out := make([]Month, n)
	first := calendar.NewDate(on.Year, on.Month, 1)
	for i := range out {
		last := first.AddDays(31)
		last = calendar.NewDate(last.Year, last.Month, 1).AddDays(-1)
		if last.After(on) {
			last = on
		}
		out[i] = Month{First: first, Sales: sales(items, first, last), Days: last.Sub(first) + 1}
		before := first.AddDays(-1)
		first = calendar.NewDate(before.Year, before.Month, 1)
	}
	return out
}

func sales(items []Item, from, to calendar.Date) money.Cents {
	_, sum := Sum(salesParts(items, from, to))
	return sum
}

// DSO is the days of sales that are outstanding, the simple way: receivables ÷
// sales of a period × its days. Nil without sales.
func DSO(receivables, sold money.Cents, length int) *big.Rat {
	if sold <= 0 {
		return nil
	}
	r := new(big.Rat).Quo(rat(receivables), rat(sold))
	return r.Mul(r, days(length))
}

// Countback is the days of sales that are outstanding by exhaustion: months are
// taken off the receivables, newest first; whole ones give their days, the last
// its share. Nil when a month without sales comes before they are used up, or
// when the months do not reach.
func Countback(receivables money.Cents, months []Month) *big.Rat {
	left, sum := receivables, new(big.Rat)
	for _, m := range months {
		switch {
		case left <= 0:
			return sum
		case m.Sales <= 0:
			return nil
		case left >= m.Sales:
			left -= m.Sales
			sum.Add(sum, days(m.Days))
		default:
			part := new(big.Rat).Quo(rat(left), rat(m.Sales))
			return sum.Add(sum, part.Mul(part, days(m.Days)))
		}
	}
	if left > 0 {
		return nil
	}
	return sum
}

// Delinquent is the average days delinquent: what of the days of sales
// outstanding chasing can change. Both by one method; nil when one is missing.
func Delinquent(dso, best *big.Rat) *big.Rat {
	if dso == nil || best == nil {
		return nil
	}
	return new(big.Rat).Sub(dso, best)
}

// CEI is the collection effectiveness index, in percent: of what could have been
// collected in a period, how much was. Nil when nothing could.
func CEI(opening, sold, closing, notDue money.Cents) *big.Rat {
	could := opening + sold - notDue
	if could <= 0 {
		return nil
	}
	r := new(big.Rat).Quo(rat(opening+sold-closing), rat(could))
	return r.Mul(r, days(100))
}
