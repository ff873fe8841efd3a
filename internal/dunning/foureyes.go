package dunning

import "time"

// Approvals says how many people must agree to a formal notice, and to a change of
// where a creditor's money goes.
type Approvals string

// The numbers of people.
const (
	ApprovalsOne Approvals = "one" // an owner who works alone
	ApprovalsTwo Approvals = "two" // two people, each of whom is known
)

// YesFirst is the status of an approval that waits for a second person.
const YesFirst = "first_of_two"

// FirstYes is the first of two yeses to a step.
type FirstYes struct {
	Step   string    `json:"step"`
	Author string    `json:"author"`
	At     time.Time `json:"at"`
}

// Unasked finds a formal notice of a plan that asks for nobody's yes; false when
// there is none. Where two people must agree, a plan may not have one.
func (p Plan) Unasked() (step string, found bool) {
	for _, s := range p.Steps {
		if s.Level == FormalNotice && s.Approval != ApprovalRequired {
			return s.ID, true
		}
	}
	return "", false
}

// FourEyes decides what a yes to a step of a case amounts to. Where two people must
// agree to a formal notice, the first yes is recorded as such and lets nothing
// leave; the second must come from somebody else. Neither counts of somebody of
// whom nobody knows who he is (CodeForbidden): a command typed on the machine, a
// signal.
func FourEyes(c Case, e Event, rule Approvals, identified bool) (Event, error) {
	step, ok := c.Step()
	if rule != ApprovalsTwo || e.Kind != KindApprove || !ok || step.Level != FormalNotice {
		return e, nil
	}
	if !identified || e.Author == "" {
		return e, Errorf(CodeForbidden, "two people must agree to the formal notice of invoice %s, and it is not known who agrees here", c.Number).
			WithHint("agree where people sign in, or with a token: each of the two")
	}
	switch first := c.FirstYes; {
	case first == nil || first.Step != step.ID:
		e.Status = YesFirst
	case first.Author == e.Author:
		return e, Errorf(CodeForbidden, "%s has agreed to the formal notice of invoice %s already: the second yes comes from somebody else", e.Author, c.Number).
			WithHint("ask another approver")
	}
	return e, nil
}
