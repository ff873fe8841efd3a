package approval

import "relance/internal/dunning"

// FourEyes decides what a yes to a step of a case amounts to. Where two people must
// agree to a formal notice, the first yes is recorded as such and lets nothing
// leave; the second must come from somebody else. Neither counts of somebody of
// whom nobody knows who he is (CodeForbidden): a command typed on the machine, a
// signal.
func FourEyes(c dunning.Case, e dunning.Event, rule dunning.Approvals, identified bool) (dunning.Event, error) {
	step, ok := c.Step()
	if rule != dunning.ApprovalsTwo || e.Kind != dunning.KindApprove || !ok || step.Level != dunning.FormalNotice {
		return e, nil
	}
	if !identified || e.Author == "" {
		return e, dunning.Errorf(dunning.CodeForbidden, "two people must agree to the formal notice of invoice %s, and it is not known who agrees here", c.Number).
			WithHint("agree where people sign in, or with a token: each of the two")
	}
	switch first := c.FirstYes; {
	case first == nil || first.Step != step.ID:
		e.Status = dunning.YesFirst
	case first.Author == e.Author:
		return e, dunning.Errorf(dunning.CodeForbidden, "%s has agreed to the formal notice of invoice %s already: the second yes comes from somebody else", e.Author, c.Number).
			WithHint("ask another approver")
	}
	return e, nil
}
