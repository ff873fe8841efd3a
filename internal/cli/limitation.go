package cli

import (
	"relance/internal/backoffice"
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
	return s.plain(c.caseArg, dunning.Event{
		Kind: dunning.KindLimitation, Category: c.Event, Date: c.Date.Date, End: c.Until.date(), Status: withdrawn(c.Withdraw),
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
	d, err := s.desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.ctx, d.who, c.name())
	if err != nil {
		return err
	}
	v, err := d.View(s.ctx, d.who, ref)
	if err != nil {
		return err
	}
	r, err := backoffice.Limitation(v)
	if err != nil {
		return err
	}
	out := limited{
		Invoice: ref.Number, Creditor: ref.Creditor, Kind: backoffice.LimitationKind(v.Debtor.Regime), Completed: v.Invoice.Completed,
		Due: v.Invoice.Due, Events: append([]dunning.Interruption{}, v.Particulars.Limitation...), Barred: r.Barred(s.today()), Result: r,
	}
	if s.json {
		return s.printJSON(out)
	}
	s.say("%s: %s", ref.Number, s.limitText(r))
	for _, step := range r.Steps {
		s.say("%s  %s (%s)", step.On, s.w.Reword(step.Text), s.w.Reword(step.Article))
	}
	return nil
}

// limitText is the last day to act in one line.
func (s *session) limitText(r limitation.Result) string {
	if r.Barred(s.today()) {
		return s.w.Sprintf("expired since %s", s.w.Date(r.Expiry.AddDays(1)))
	}
	return s.w.Sprintf("last day to act: %s", s.w.Date(r.Expiry))
}
