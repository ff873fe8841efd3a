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
