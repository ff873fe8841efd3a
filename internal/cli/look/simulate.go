package look

import (
	"errors"
	"fmt"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/rehearsal"
)

// Simulate plays one invented case forward, or the whole book, with the
// same functions as the workflow.
type Simulate struct {
	Due         frame.DateArg   `placeholder:"D" help:"One invented invoice: its due date. Without it, all open cases are played."`
	On          frame.DateArg   `placeholder:"D" help:"Day the invoice is taken in."`
	Amount      frame.AmountArg `placeholder:"A" help:"Sum to chase, including VAT."`
	Plan        string          `default:"default" placeholder:"NAME" help:"Plan of the configuration."`
	Zone        calendar.Zone   `default:"metropole" placeholder:"ZONE" help:"Public holidays of the debtor."`
	DebtorEmail string          `default:"yes" enum:"yes,no" help:"Whether the debtor has an e-mail address."`
	Approve     bool            `help:"Agree to every step that asks for it, at once."`
	Event       []factArg       `sep:"none" placeholder:"D=KIND:…" help:"What becomes known on a day, before anything leaves: 2026-03-10=paid:400, …=dispute:100, …=promise:2026-03-20, …=reply, or KIND:{JSON}; may be repeated."`
	Until       *frame.DateArg  `placeholder:"D" help:"Last day to play (default: two years on; of all open cases, 30 days)."`
	Days        int             `placeholder:"N" help:"All open cases: how many days, today included (default: 30)."`
	Whole       bool            `help:"All open cases: to the end of their plans."`
	Creditor    string          `placeholder:"ID" help:"All open cases: only this creditor's."`
}

// Run prints what would happen, and what would not and why.
func (c *Simulate) Run(s *frame.Session) error {
	if c.Due.IsZero() && c.On.IsZero() && c.Amount == 0 {
		return c.playPortfolio(s)
	}
	return c.playOne(s)
}

// playOne plays one invented invoice.
func (c *Simulate) playOne(s *frame.Session) error {
	switch {
	case c.Due.IsZero() || c.On.IsZero():
		return frame.Usage(errors.New("an invoice needs --due, --on and --amount; without any of them all open cases are played"))
	case c.Days != 0 || c.Whole || c.Creditor != "":
		return frame.Usage(errors.New("--days, --whole and --creditor are for all open cases: leave --due, --on and --amount out"))
	}
	rules, err := planRules(s, c.Plan, c.Zone)
	if err != nil {
		return err
	}
	if c.Amount <= 0 {
		return frame.Usage(fmt.Errorf("--amount: %s is nothing to chase: give a positive sum", money.Cents(c.Amount)))
	}
	t := c.trial(rules)
	for _, f := range t.Facts {
		if f.On.Before(t.On) {
			return frame.Usage(fmt.Errorf("--event: %s comes before the invoice is taken in (%s)", f.On, t.On))
		}
	}
	if t.Rates, err = rates(s); err != nil {
		return err
	}
	story, err := rehearsal.Play(t)
	var fact *rehearsal.FactError
	switch {
	case errors.As(err, &fact):
		return fmt.Errorf("--event %s=%s: %w", fact.Fact.On, fact.Fact.Event.Kind, fact.Err)
	case err != nil:
		return err
	case s.JSON:
		return s.PrintJSON(story)
	}
	storyTable(s, t, story)
	return nil
}

// trial is what the flags invent.
func (c *Simulate) trial(rules dunning.Rules) rehearsal.Trial {
	t := rehearsal.Trial{
		Rules: rules, Due: c.Due.Date, On: c.On.Date, Amount: money.Cents(c.Amount), NoEmail: c.DebtorEmail == "no", Approve: c.Approve, Until: c.Until.Value(),
	}
	for _, f := range c.Event {
		t.Facts = append(t.Facts, rehearsal.Fact{On: f.on, Event: f.event})
	}
	return t
}
