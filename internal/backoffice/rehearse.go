package backoffice

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// PortfolioReader reads all open cases as they stand together at one moment.
type PortfolioReader interface {
	Portfolio(ctx context.Context, of rehearsal.Party, now time.Time) (rehearsal.OpenPortfolio, error)
	CasesTogether(ctx context.Context, refs ...dunning.Ref) ([]dunning.CaseView, error)
	Habit(ctx context.Context, of rehearsal.Party, besides []string, on calendar.Date) (int, error)
}

// Rehearsal asks what would happen to the open cases.
type Rehearsal struct {
	Creditor string    // empty is all of the actor's
	Until    time.Time // exclusive
	Approve  bool      // agree at once to every step that asks
}

// Rehearsed is what would happen.
type Rehearsed struct {
	Cases    int
	Story    []rehearsal.Foreseen       // in order of time
	Names    map[rehearsal.Party]string // of the debtors
	Withheld dunning.Reason             // why nothing would leave as things stand; "" when it would
}

// Rehearse plays the open cases forward from now and changes nothing.
func (o *Office) Rehearse(ctx context.Context, who Actor, in Rehearsal) (out Rehearsed, err error) {
	if err := access.May(who, access.Rehearse, in.Creditor); err != nil {
		return out, err
	}
	now := o.Now()
	portfolio, err := o.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: in.Creditor}, now)
	if err != nil {
		return out, err
	}
	if out.Withheld, err = o.Withheld(ctx); err != nil {
		return out, err
	}
	out.Cases, out.Names = len(portfolio.Cases), portfolio.Names
	out.Story = rehearsal.Foresee(portfolio.Portfolio, now, in.Until, in.Approve)
	return out, nil
}

// Agenda is the story day by day, from today to the last day.
func (r Rehearsed) Agenda(from, until calendar.Date) rehearsal.Agenda {
	a := rehearsal.NewAgenda(from, until, r.Story, r.Names)
	a.Cases, a.Withheld = r.Cases, r.Withheld
	return a
}
