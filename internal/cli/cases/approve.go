package cases

import (
	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// stepArg names a case and the step that a decision is about, which guards
// against deciding about another one than was meant.
type stepArg struct {
	CaseArg
	Step string `placeholder:"STEP" help:"The step that is meant (default: the one that comes next)."`
}

// Approve agrees to a step that waits for it.
type Approve struct {
	stepArg

	Anyway bool `help:"Also when the letter is no longer the one that was shown."`
}

// Run lets the step leave. A letter is drawn anew for today: when its substance
// is not what was shown, the new one is shown and nothing is agreed to.
func (c *Approve) Run(s *frame.Session) error {
	return s.WithCase(c.By, c.Name(), func(d *frame.Counter, ref dunning.Ref) error {
		out, err := d.Approve(s.Ctx, d.Who, backoffice.Approval{Ref: ref, Step: c.Step, Anyway: c.Anyway})
		if err != nil {
			sayDifferences(s, out, out.Before.Currency)
			return err
		}
		return Recorded(s, d, backoffice.FactResult{Recorded: out.Recorded, Event: out.Event}, out.Letter)
	})
}

// Reject refuses a step that waits for approval.
type Reject struct{ stepArg }

// Run suspends the case: a person who refuses a step goes on by hand.
func (c *Reject) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewReject(c.Step))
}

// Retry tries again what failed.
type Retry struct{ CaseArg }

// Run never repeats a send whose outcome is unknown: relance notice settle.
func (c *Retry) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewRetry())
}

// Skip goes past the step that comes next.
type Skip struct{ stepArg }

// Run leaves the step out; the next one keeps its distance.
func (c *Skip) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewSkip(c.Step))
}
