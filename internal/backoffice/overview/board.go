package overview

import (
	"context"
	"math/big"
	"slices"
	"sync"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
)

// ItemReader reads invoices with what happened to them.
type ItemReader interface {
	Items(ctx context.Context, of desk.Scope, debtor string, since, on calendar.Date) ([]figures.Item, error)
}

// Board is the figures of a day, in euros.
type Board struct {
	On                      calendar.Date
	Aged                    figures.Aged
	Debtors                 []figures.DebtorAged
	Simple, BestSimple      *big.Rat // days of sales outstanding over the last three months
	Countback, BestPossible *big.Rat
	Delinquent              *big.Rat // countback
	CEI                     *big.Rat // since the first of the month before last
	Late                    figures.Lateness
	AtRisk                  *big.Rat // of the month five months before
	AtRiskOf                calendar.Date
	After                   []figures.After
	Forecast                figures.CashForecast
	Kept, Promises          int
	Recovered               money.Cents // since the first of the month
	RecoveredOf             int         // invoices
	Other                   []string    // currencies that are left out
	Read                    time.Time   // when it was worked out
}

// How far back the figures look.
const (
	lateDays  = 365
	bookDays  = 400
	afterDays = 7
	boardAge  = time.Minute
	mostKept  = 200
)

// boards keeps figures for a minute. It is safe for concurrent use.
type boards struct {
	mu   sync.Mutex
	kept map[string]Board
}

// Board gives the figures of a day; zero is today. They are at most a minute
// old.
func (o *Office) Board(ctx context.Context, who Actor, creditor string, on calendar.Date) (Board, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return Board{}, err
	}
	if on.IsZero() || on.After(o.Today()) {
		on = o.Today()
	}
	key := on.String() + "|" + of.Creditor
	for _, id := range of.Among {
		key += "|" + id
	}
	o.boards.mu.Lock()
	b, ok := o.boards.kept[key]
	o.boards.mu.Unlock()
	if age := o.Now().Sub(b.Read); ok && age >= 0 && age < boardAge {
		return b, nil
	}
	items, err := o.ItemBook.Items(ctx, of, "", on.AddDays(-bookDays), on)
	if err != nil {
		return Board{}, err
	}
	b = boardOf(items, on)
	b.Read = o.Now()
	o.boards.mu.Lock()
	defer o.boards.mu.Unlock()
	if o.boards.kept == nil || len(o.boards.kept) >= mostKept {
		o.boards.kept = map[string]Board{}
	}
	o.boards.kept[key] = b
	return b, nil
}

func boardOf(all []figures.Item, on calendar.Date) Board {
	b := Board{On: on}
	var items []figures.Item
	for _, it := range all {
		if it.Currency == "EUR" {
			items = append(items, it)
		} else if !slices.Contains(b.Other, it.Currency) {
			b.Other = append(b.Other, it.Currency)
		}
	}
	b.Aged, b.Debtors = figures.AgedOn(items, on), figures.ByDebtor(items, on)
	months := figures.Months(items, on, 12)
	var sold money.Cents
	length := 0
	for _, m := range months[:3] {
		sold, length = sold+m.Sales, length+m.Days
	}
	notDue := b.Aged.Buckets[desk.NotDue]
	b.Simple, b.BestSimple = figures.DSO(b.Aged.Total, sold, length), figures.DSO(notDue, sold, length)
	b.Countback, b.BestPossible = figures.Countback(b.Aged.Total, months), figures.Countback(notDue, months)
	b.Delinquent = figures.Delinquent(b.Countback, b.BestPossible)
	opening := figures.AgedOn(items, months[2].First.AddDays(-1)).Total
	b.CEI = figures.CEI(opening, sold, b.Aged.Total, notDue)
	b.Late = figures.LatenessOn(items, on.AddDays(-lateDays), on)
	b.AtRiskOf = months[5].First
	b.AtRisk = figures.AtRisk(items, b.AtRiskOf, on)
	b.After = figures.AfterNotices(items, afterDays, on.AddDays(-lateDays), on)
	b.Forecast = figures.Forecast(items, on)
	b.Kept, b.Promises = figures.Kept(items, on.AddDays(-lateDays), on)
	b.Recovered, b.RecoveredOf = figures.Recovered(items, months[0].First, on)
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
}

// Account gives the account of a debtor up to a day; zero is today. The invoices
// of one currency are on it: that of the latest.
func (o *Office) Account(ctx context.Context, who Actor, d dunning.Debtor, on calendar.Date) (Account, error) {
	if err := access.May(who, access.SeeCases, d.Creditor); err != nil {
		return Account{}, err
	}
	if on.IsZero() {
		on = o.Today()
	}
	all, err := o.ItemBook.Items(ctx, desk.Scope{Creditor: d.Creditor}, d.Key, calendar.Date{}, on)
	if err != nil {
		return Account{}, err
	}
	a := Account{On: on, Currency: "EUR"}
	if len(all) > 0 {
		a.Currency = all[len(all)-1].Currency
	}
	for _, it := range all {
		if it.Currency == a.Currency {
			a.Items = append(a.Items, it)
		}
	}
	a.Lines, a.Aged = figures.Statement(a.Items, on), figures.AgedOn(a.Items, on)
	a.Late = figures.LatenessOn(a.Items, on.AddDays(-lateDays), on)
	a.Kept, a.Promises = figures.Kept(a.Items, on.AddDays(-lateDays), on)
	return a, nil
}
