package cli

import (
	"relance/internal/backoffice"
	"relance/internal/dunning"
)

// stepArg names a case and the step that a decision is about, which guards
// against deciding about another one than was meant.
type stepArg struct {
	caseArg
	Step string `placeholder:"STEP" help:"The step that is meant (default: the one that comes next)."`
}

// approveCmd agrees to a step that waits for it.
type approveCmd struct {
	stepArg

	Anyway bool `help:"Also when the letter is no longer the one that was shown."`
}

// Run lets the step leave. A letter is drawn anew for today: when its substance
// is not what was shown, the new one is shown and nothing is agreed to.
func (c *approveCmd) Run(s *session) error {
	d, err := s.desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.ctx, d.who, c.name())
	if err != nil {
		return err
	}
	out, err := d.Approve(s.ctx, d.who, backoffice.Approval{Ref: ref, Step: c.Step, Anyway: c.Anyway})
	if err != nil {
		s.sayDifferences(out, out.Before.Currency)
		return err
	}
	return s.recorded(d, backoffice.Told{Recorded: out.Recorded, Event: out.Event}, out.Letter)
}

// rejectCmd refuses a step that waits for approval.
type rejectCmd struct{ stepArg }

// Run suspends the case: a person who refuses a step goes on by hand.
func (c *rejectCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindReject, Step: c.Step})
}

// retryCmd tries again what failed.
type retryCmd struct{ caseArg }

// Run never repeats a send whose outcome is unknown: relance notice settle.
func (c *retryCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindRetry})
}

// skipCmd goes past the step that comes next.
type skipCmd struct{ stepArg }

// Run leaves the step out; the next one keeps its distance.
func (c *skipCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindSkip, Step: c.Step})
}
