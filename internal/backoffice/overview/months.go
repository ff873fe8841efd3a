package overview

import (
	"context"
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/money"
)

// MonthStore keeps the figures of months that are over.
type MonthStore interface {
	MonthEnds(ctx context.Context, of desk.Scope, since calendar.Date) ([]figures.Frozen, error)
	Frozen(ctx context.Context) (map[string]calendar.Date, error)
	Freeze(ctx context.Context, creditor string, m figures.MonthEnd, at time.Time) (bool, error)
}

// MonthEnd is a month as it was when it ended, and what its balance would be today.
type MonthEnd struct {
	figures.Frozen
	Now money.Cents // balance of the same day, with what was recorded since
}

// Corrected is what was recorded since the month was frozen, and dated in it.
func (m MonthEnd) Corrected() money.Cents { return m.Now - m.Figures.Total }

// mostMonths is how many months of a creditor that are missing are frozen at once:
// the program stood still, or is new.
const mostMonths = 12

// FreezeMonths keeps the figures of every month that is over and is not kept yet, for
// each creditor: of the last month, and of those before it since the last one that is
// kept. It tells how many there were.
func (o *Office) FreezeMonths(ctx context.Context) (n int, err error) {
	last := o.Today()
	last = calendar.NewDate(last.Year, last.Month, 1).AddDays(-1)
	creditors, err := o.Creditor.Creditors(ctx)
	if err != nil {
		return 0, err
	}
	kept, err := o.MonthStore.Frozen(ctx)
	if err != nil {
		return 0, err
	}
	for _, c := range creditors {
		for _, day := range missing(kept[c.ID], last) {
			items, err := o.ItemReader.Items(ctx, desk.Scope{Creditor: c.ID}, "", day.AddDays(-figures.ItemDays), day)
			if err != nil {
				return n, err
			}
			euros, _ := inEuros(items)
			if len(euros) == 0 && kept[c.ID].IsZero() {
				continue
			}
			fresh, err := o.MonthStore.Freeze(ctx, c.ID, figures.DayOf(euros, day).MonthEnd(), o.Now())
			if err != nil {
				return n, err
			}
			if fresh {
				n++
			}
		}
	}
	return n, nil
}

// missing lists the month ends behind the last one that is kept, the oldest first;
// the last alone when none is.
func missing(kept, last calendar.Date) (out []calendar.Date) {
	for day := last; day.After(kept) && len(out) < mostMonths; day = calendar.NewDate(day.Year, day.Month, 1).AddDays(-1) {
		out = append([]calendar.Date{day}, out...)
		if kept.IsZero() {
			break
		}
	}
	return out
}

// monthEnds gives the months of a year before a day as they are kept, each with what
// its balance comes to now.
func (o *Office) monthEnds(ctx context.Context, of desk.Scope, items []figures.Item, on calendar.Date) (out []MonthEnd, err error) {
	frozen, err := o.MonthStore.MonthEnds(ctx, of, on.AddDays(-figures.LateDays))
	if err != nil || len(frozen) == 0 {
		return nil, err
	}
	own := map[string][]figures.Item{}
	for _, it := range items {
		own[it.Creditor] = append(own[it.Creditor], it)
	}
	for _, f := range frozen {
		if !f.Figures.On.After(on) {
			out = append(out, MonthEnd{Frozen: f, Now: figures.AgedOn(own[f.Creditor], f.Figures.On).Total})
		}
	}
	return out, nil
}
