package cli

import (
	"relance/internal/app"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/limitation"
)

// limitationCmd shows when the claim expires, or records what stops that.
type limitationCmd struct {
	caseArg
	Event    string   `enum:"acknowledgement,court_action,enforcement,mediation,small_claims," default:"" placeholder:"WORD" help:"acknowledgement, court_action, enforcement, mediation or small_claims; told again for the same date it gets its end."`
	Date     *dateArg `placeholder:"D" help:"Day of the event."`
	Until    *dateArg `placeholder:"D" help:"Its end: of the case in court, or of the suspension."`
	Withdraw bool     `help:"Take back the event of this kind and date."`
}

// Run records the event, if one is given, and shows the last day to act.
func (c *limitationCmd) Run(s *session) error {
	if c.Event == "" {
		if c.Date != nil || c.Until != nil || c.Withdraw {
			return usageError{dunning.Errorf(dunning.CodeInvalid, "it is not said what happened").WithHint("name it: --event acknowledgement --date 2026-03-02")}
		}
		return c.look(s)
	}
	if c.Date == nil {
		return usageError{dunning.Errorf(dunning.CodeInvalid, "the day of the event is missing").WithHint("write --date 2026-03-02")}
	}
	return s.factIn(c.caseArg, func(a *app.App, body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindLimitation, Category: c.Event, Date: c.Date.Date}
		if c.Until != nil {
			e.End = c.Until.Date
		}
		if !c.Withdraw {
			return e, nil
		}
		e.Status, e.End = dunning.Withdrawn, calendar.Date{}
		v, err := a.Store.Case(s.ctx, body.Ref())
		if err != nil {
			return e, err
		}
		for _, o := range v.Particulars.Limitation {
			if string(o.Event) == c.Event && o.On == e.Date {
				return e, nil
			}
		}
		return e, dunning.Errorf(dunning.CodeConflict, "no %s of %s is on record for invoice %s", c.Event, e.Date, body.Number).
			WithHint("relance limitation %s lists what is", body.Number)
	})
}

// limited is the limitation of a claim, for programs.
type limited struct {
	Invoice   string                 `json:"invoice"`
	Creditor  string                 `json:"creditor"`
	Kind      limitation.Kind        `json:"kind"`
	Completed calendar.Date          `json:"completed,omitzero"`
	Due       calendar.Date          `json:"due"`
	Events    []dunning.Interruption `json:"events"`
	Barred    bool                   `json:"barred"`
	limitation.Result
}

// look prints how the last day to act follows.
func (c *limitationCmd) look(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, c.Creditor, c.Number)
	if err != nil {
		return err
	}
	v, err := a.Store.Case(s.ctx, ref)
	if err != nil {
		return err
	}
	r, err := app.Limitation(v)
	if err != nil {
		return err
	}
	out := limited{
		Invoice: ref.Number, Creditor: ref.Creditor, Kind: app.LimitationKind(v.Debtor.Regime), Completed: v.Invoice.Completed,
		Due: v.Invoice.Due, Events: append([]dunning.Interruption{}, v.Particulars.Limitation...), Barred: r.Barred(s.today()), Result: r,
	}
	if s.json {
		return s.printJSON(out)
	}
	s.say("%s: %s", ref.Number, limitText(r, s.today()))
	for _, step := range r.Steps {
		s.say("%s  %s (%s)", step.On, step.Text, step.Article)
	}
	return nil
}

// limitText is the last day to act in one line.
func limitText(r limitation.Result, today calendar.Date) string {
	if r.Barred(today) {
		return "prescrite depuis le " + r.Expiry.AddDays(1).French()
	}
	return "dernier jour pour agir\u00a0: " + r.Expiry.French()
}
