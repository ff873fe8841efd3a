package cli

import (
	"relance/internal/dunning"
	"relance/internal/posting"
)

// stepArg names a case and the step that a decision is about, which guards
// against deciding about another one than was meant.
type stepArg struct {
	caseArg
	Step string `placeholder:"STEP" help:"The step that is meant (default: the one that comes next)."`
}

func (s *session) step(arg stepArg, kind dunning.Kind) error {
	return s.fact(arg.caseArg, func(body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: kind, Step: arg.Step}
		if step, ok := body.Step(); ok && e.Step == "" && kind != dunning.KindRetry {
			e.Step = step.ID
		}
		return e, dunning.CheckFactFor(body, e)
	})
}

// approveCmd agrees to a step that waits for it.
type approveCmd struct {
	stepArg

	Anyway bool `help:"Also when the letter is no longer the one that was shown."`
}

// Run lets the step leave. A letter is drawn anew for today: when its substance
// is not what was shown, the new one is shown and nothing is agreed to.
func (c *approveCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, c.Creditor, c.Number)
	if err != nil {
		return err
	}
	e := dunning.Event{Kind: dunning.KindApprove, Step: c.Step, Author: s.author(c.By)}
	body, err := a.Store.LoadCase(s.ctx, ref)
	if err != nil {
		return err
	}
	if step, ok := body.Step(); ok && e.Step == "" {
		e.Step = step.ID
	}
	out, err := a.Post.Approve(s.ctx, posting.Approval{Ref: ref, Step: e.Step, Author: e.Author, Anyway: c.Anyway})
	if err != nil {
		s.sayDifferences(out, body.Currency)
		return err
	}
	return s.agreed(a, e, out.Recorded, out.Letter)
}

// rejectCmd refuses a step that waits for approval.
type rejectCmd struct{ stepArg }

// Run suspends the case: a person who refuses a step goes on by hand.
func (c *rejectCmd) Run(s *session) error { return s.step(c.stepArg, dunning.KindReject) }

// retryCmd tries again what failed.
type retryCmd struct{ caseArg }

// Run never repeats a send whose outcome is unknown: relance notice settle.
func (c *retryCmd) Run(s *session) error {
	return s.fact(c.caseArg, func(body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindRetry}
		if a := body.Attention; a != nil && a.Code == dunning.ReasonOutcomeUnknown {
			return e, dunning.Errorf(dunning.CodeConflict, "nobody knows whether the notice %s of invoice %s left: it is not repeated blindly",
				a.Step, body.Number).WithHint("relance notice settle %s sent, or not-sent", body.Number)
		}
		if err := dunning.CheckFactFor(body, e); err != nil {
			return e, err
		}
		if body.Attention == nil {
			return e, dunning.Errorf(dunning.CodeConflict, "nothing failed on invoice %s", body.Number).
				WithHint("relance show %s tells what it waits for", body.Number)
		}
		return e, nil
	})
}

// skipCmd goes past the step that comes next.
type skipCmd struct{ stepArg }

// Run leaves the step out; the next one keeps its distance.
func (c *skipCmd) Run(s *session) error { return s.step(c.stepArg, dunning.KindSkip) }
