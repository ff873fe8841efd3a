package overview

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
)

// ItemReader reads invoices with what happened to them.
type ItemReader interface {
	Items(ctx context.Context, of desk.Scope, debtor string, since, on calendar.Date) ([]figures.Item, error)
}

// Board is the figures of a day, in euros.
type Board struct {
	figures.Day
	Debtors  []figures.DebtorAged // the largest sums first: all, or the first ones
	Owing    int                  // how many debtors there are
	After    []figures.After      // what followed the notices of each level
	Steps    []figures.After      // what followed the notices of each plan, level and wording
	Forecast figures.CashForecast
	Months   []MonthEnd // months that are over, as they were frozen
	Other    []string   // currencies whose invoices are left out
	Invoices int        // number of invoices that were read
	Read     time.Time  // when the figures were worked out; UTC
}

// AfterDays is how many days after a notice a payment counts as having followed it.
const AfterDays = 7

// Parts gives the invoices that a figure of a day was counted from: their sum is the
// figure. A day that is zero or to come is today.
func (o *Office) Parts(ctx context.Context, who Actor, creditor string, q figures.Question) ([]figures.Part, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return nil, err
	}
	q.On, q.Within = o.upTo(q.On), AfterDays
	items, _, err := o.items(ctx, of, q.On)
	if err != nil {
		return nil, err
	}
	return figures.Parts(items, q), nil
}

// upTo gives the day, or today when it is zero or lies ahead.
func (o *Office) upTo(on calendar.Date) calendar.Date {
	if today := o.Today(); on.IsZero() || on.After(today) {
		return today
	}
	return on
}

// items reads what the figures of a day are made of, and the currencies that they
// leave out.
func (o *Office) items(ctx context.Context, of desk.Scope, on calendar.Date) (euros []figures.Item, other []string, err error) {
	all, err := o.ItemReader.Items(ctx, of, "", on.AddDays(-figures.ItemDays), on)
	if err != nil {
		return nil, nil, err
	}
	euros, other = inEuros(all)
	return euros, other, nil
}

// inEuros parts what is in euros from the rest, of which it gives the currencies.
func inEuros(all []figures.Item) (euros []figures.Item, other []string) {
	for _, it := range all {
		if it.Currency == "EUR" {
			euros = append(euros, it)
		} else if !slices.Contains(other, it.Currency) {
			other = append(other, it.Currency)
		}
	}
	return euros, other
}

// BoardOf works the figures of a day out of what is in euros.
func BoardOf(items []figures.Item, on calendar.Date) Board {
	year := on.AddDays(-figures.LateDays)
	b := Board{
		Day: figures.DayOf(items, on), Debtors: figures.ByDebtor(items, on), Forecast: figures.Forecast(items, on),
		After: figures.AfterNotices(items, AfterDays, year, on), Steps: figures.AfterSteps(items, AfterDays, year, on),
	}
	b.Owing = len(b.Debtors)
	return b
}

// Account is the account of a debtor up to a day.
type Account struct {
	On       calendar.Date
	Items    []figures.Item
	Lines    []figures.Line
	Aged     figures.Aged
	Late     figures.Lateness
	Kept     int // promises, of the last year
	Promises int
	Currency string
	Others   []string // currencies in which there are invoices as well
}

// Account gives the account of a debtor in a currency up to a day; zero is today. An
// empty currency is the euro, or that of the latest invoice where none is in euros.
func (o *Office) Account(ctx context.Context, who Actor, d dunning.Debtor, on calendar.Date, currency string) (Account, error) {
	if err := access.May(who, access.SeeCases, d.Creditor); err != nil {
		return Account{}, err
	}
	if on.IsZero() {
		on = o.Today()
	}
	all, err := o.ItemReader.Items(ctx, desk.Scope{Creditor: d.Creditor}, d.Key, calendar.Date{}, on)
	if err != nil {
		return Account{}, err
	}
	a := Account{On: on, Currency: currency}
	euros, others := inEuros(all)
	if a.Currency == "" {
		if a.Currency = "EUR"; len(euros) == 0 && len(all) > 0 {
			a.Currency = all[len(all)-1].Currency
		}
	}
	if len(euros) > 0 {
		others = append([]string{"EUR"}, others...)
	}
	for _, c := range others {
		if c != a.Currency {
			a.Others = append(a.Others, c)
		}
	}
	for _, it := range all {
		if it.Currency == a.Currency {
			a.Items = append(a.Items, it)
		}
	}
	a.Lines, a.Aged = figures.Statement(a.Items, on), figures.AgedOn(a.Items, on)
	a.Late = figures.LatenessOn(a.Items, on.AddDays(-figures.LateDays), on)
	a.Kept, a.Promises = figures.Kept(a.Items, on.AddDays(-figures.LateDays), on)
	return a, nil
}
