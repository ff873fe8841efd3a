package cases

import (
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/limitation"
)

// Limitation shows when the claim expires, or records what stops that.
type Limitation struct {
	CaseArg
	Event    string         `enum:"acknowledgement,court_action,enforcement,mediation,small_claims," default:"" placeholder:"WORD" help:"acknowledgement, court_action, enforcement, mediation or small_claims; told again for the same date it gets its end."`
	Date     *frame.DateArg `placeholder:"D" help:"Day of the event."`
	Until    *frame.DateArg `placeholder:"D" help:"Its end: of the case in court, or of the suspension."`
	Withdraw bool           `help:"Take back the event of this kind and date."`
}

// Run records the event, if one is given, and shows the last day to act.
func (c *Limitation) Run(s *frame.Session) error {
	if c.Event == "" {
		if c.Date != nil || c.Until != nil || c.Withdraw {
			return frame.Usage(dunning.Errorf(dunning.CodeInvalid, "it is not said what happened").WithHint("name it: --event acknowledgement --date 2026-03-02"))
		}
		return c.look(s)
	}
	if c.Date == nil {
		return frame.Usage(dunning.Errorf(dunning.CodeInvalid, "the day of the event is missing").WithHint("write --date 2026-03-02"))
	}
	return Plain(s, c.CaseArg, dunning.NewLimitation(dunning.LimitationEvent(c.Event), c.Date.Date, c.Until.Value()).WithdrawnIf(c.Withdraw))
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
func (c *Limitation) look(s *frame.Session) error {
	return s.WithCase(c.By, c.Name(), func(d *frame.Counter, ref dunning.Ref) error {
		v, err := d.View(s.Ctx, d.Who, ref)
		if err != nil {
			return err
		}
		r, err := backoffice.Limitation(v)
		if err != nil {
			return err
		}
		out := limited{
			Invoice: ref.Number, Creditor: ref.Creditor, Kind: backoffice.LimitationKind(v.Debtor.Regime), Completed: v.Invoice.Completed,
			Due: v.Invoice.Due, Events: append([]dunning.Interruption{}, v.Particulars.Limitation...), Barred: r.Barred(s.Today()), Result: r,
		}
		if s.JSON {
			return s.PrintJSON(out)
		}
		s.Say("%s: %s", ref.Number, limitText(s, r))
		for _, step := range r.Steps {
			s.Say("%s  %s (%s)", step.On, s.W.Reword(step.Text), s.W.Reword(step.Article))
		}
		return nil
	})
}

// limitText is the last day to act in one line.
func limitText(s *frame.Session, r limitation.Result) string {
	if r.Barred(s.Today()) {
		return s.W.Sprintf("expired since %s", s.W.Date(r.Expiry.AddDays(1)))
	}
	return s.W.Sprintf("last day to act: %s", s.W.Date(r.Expiry))
}
