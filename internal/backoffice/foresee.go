package backoffice

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/fact"
	"relance/internal/plan"
	"relance/internal/rehearsal"
)

// Upcoming is what a case has before it, if nothing happens meanwhile.
type Upcoming struct {
	Case dunning.Case
	Next dunning.Decision
	// First is the first thing that would happen about the invoice, nil when
	// nothing would; Then is when it would, in the debtor's days.
	First *rehearsal.Foreseen
	Then  calendar.Date
}

// Foreseen is what a fact would change.
type Foreseen struct {
	Before, After Upcoming
	Event         dunning.Event // with the instants that follow from it
}

// ahead is how far ahead the play goes.
const ahead = 2 // years

// Upcoming plays the debtor's cases forward on a copy and gives what comes first
// for one of them, which was just read.
func (o *Office) Upcoming(ctx context.Context, who Actor, c dunning.Case) (out Upcoming, err error) {
	if err := access.MayFor(who, access.SeeCases, c.Ref()); err != nil {
		return out, err
	}
	if c.State == dunning.Closed {
		return Upcoming{Case: c, Next: dunning.Next(c, o.Now())}, nil
	}
	portfolio, err := o.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: c.Creditor, Debtor: c.Debtor}, o.Now())
	if err != nil {
		return out, err
	}
	return upcoming(portfolio, c, o.Now()), nil
}

// Foresee tells what a fact would change, on copies: nothing is recorded. What
// the fact lacks or contradicts is refused as Tell would refuse it. What money
// leaves of interest and fee is not worked out.
func (o *Office) Foresee(ctx context.Context, who Actor, f Fact) (out Foreseen, err error) {
	if err := access.MayFor(who, deedOf(f.Event.Kind), f.Ref); err != nil {
		return out, err
	}
	c, err := o.CaseReader.LoadCase(ctx, f.Ref)
	if err != nil {
		return out, err
	}
	dry := *o
	dry.Archive = untouched{o.Archive}
	if f.Event.Author = who.Name; f.Open {
		f.Event.Amount = c.Balance
	}
	if err := dry.complete(ctx, c, &f); err != nil {
		return out, err
	}
	if err := fact.Check(f.Event); err != nil {
		return out, err
	}
	portfolio, err := o.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: c.Creditor, Debtor: c.Debtor}, o.Now())
	if err != nil {
		return out, err
	}
	out.Before = upcoming(portfolio, c, o.Now())
	if err := o.changeRules(ctx, portfolio, c, f.Event); err != nil {
		return out, err
	}
	out.Event, out.After.Case = tried(portfolio, c, f.Event, o.Now())
	if out.After.Case.State == dunning.Closed {
		out.After.Next = dunning.Next(out.After.Case, o.Now())
		return out, nil
	}
	if i := portfolio.Find(c.Ref()); i >= 0 {
		portfolio.Cases[i].Case = out.After.Case
	}
	out.After = upcoming(portfolio, out.After.Case, o.Now())
	return out, nil
}

// changeRules gives a case of a portfolio the rules of the plan that an event moves it
// to; other events change none.
func (o *Office) changeRules(ctx context.Context, portfolio rehearsal.OpenPortfolio, c dunning.Case, e dunning.Event) error {
	i := portfolio.Find(c.Ref())
	if i < 0 || e.Kind != dunning.KindChangePlan {
		return nil
	}
	plans, err := o.plansOf(ctx, c.Creditor)
	if err != nil {
		return err
	}
	portfolio.Cases[i].Rules, err = plan.RulesUnder(plans, e.Plan, portfolio.Cases[i])
	return err
}

// tried applies an event to a copy of a case, with the instants and the balance
// that the store would give it.
func tried(portfolio rehearsal.OpenPortfolio, c dunning.Case, e dunning.Event, now time.Time) (dunning.Event, dunning.Case) {
	e.At = now
	switch e.Kind {
	case dunning.KindPaid, dunning.KindCredited:
		left := c.Balance - e.Amount
		e.Balance = &left
	}
	i := portfolio.Find(c.Ref())
	if i < 0 {
		after, _ := dunning.Apply(c, e)
		return e, after
	}
	e = dunning.Complete(c, e, portfolio.Cases[i].Rules)
	after, _ := dunning.Apply(c, e)
	return e, after
}

// upcoming plays a copy of the book; the book itself stays.
func upcoming(b rehearsal.OpenPortfolio, c dunning.Case, now time.Time) Upcoming {
	out := Upcoming{Case: c, Next: dunning.Next(c, now)}
	i := b.Find(c.Ref())
	if i < 0 {
		return out
	}
	rules := b.Cases[i].Rules
	for _, r := range rehearsal.Foresee(b.Clone(), now, now.AddDate(ahead, 0, 0), false) {
		if r.Kind != dunning.KindDeferred && slices.Contains(r.Numbers, c.Number) {
			out.First, out.Then = &r, rules.Today(r.At)
			break
		}
	}
	return out
}

// untouched is an archive in which nothing is kept: a fact that is only tried
// leaves no words behind.
type untouched struct{ Archive }

// SaveDocument implements Archive.
func (untouched) SaveDocument(_ context.Context, d dunning.Document) (dunning.Document, error) {
	return d, nil
}
