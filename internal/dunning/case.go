package dunning

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// State is where a case stands. Holds lie across it and do not change it.
type State string

// The states, in the order a case goes through them.
const (
	Scheduled   State = "scheduled"     // nothing has been sent yet
	Reminding   State = "reminding"     // at least one reminder has left
	FormalState State = "formal_notice" // the formal notice has left
	HandedOver  State = "handover"      // the plan is finished; a person goes on
	Closed      State = "closed"
)

// Brief leaves out of a case what its workflow needs not know: who put the
// holds.
func (c Case) Brief() Case {
	c.Holds = slices.Clone(c.Holds)
	for i := range c.Holds {
		c.Holds[i].Author = ""
	}
	return c
}

// Outcome is how a closed case ended.
type Outcome string

// The outcomes.
const (
	Paid              Outcome = "paid"
	Settled           Outcome = "settled" // by agreement, for less
	Credited          Outcome = "credited"
	WrittenOff        Outcome = "written_off"
	HandedOverOutcome Outcome = "handed_over" // to court, bailiff or agency
	Insolvent         Outcome = "insolvent"
	Cancelled         Outcome = "cancelled" // should never have been chased
)

// Outcomes lists every way a case can be closed.
func Outcomes() []Outcome {
	return []Outcome{Paid, Settled, Credited, WrittenOff, HandedOverOutcome, Insolvent, Cancelled}
}

// ScheduledStep is a plan's step with its instant for one invoice.
type ScheduledStep struct {
	ID       string    `json:"id"`
	Channel  Channel   `json:"channel"`
	Level    Level     `json:"level,omitempty"`
	Approval Approval  `json:"approval,omitempty"`
	Deadline Days      `json:"deadline,omitzero"`
	At       time.Time `json:"at"`             // UTC; planned, then re-spaced when the case runs late
	Until    time.Time `json:"until,omitzero"` // too late from here on: steps before the due date
	Sent     time.Time `json:"sent,omitzero"`  // case time of the send; zero when skipped or not yet
}

// Attention is a failure that waits for a person.
type Attention struct {
	Code Reason    `json:"code"`
	Step string    `json:"step,omitempty"`
	At   time.Time `json:"at"`
}

// Case is one unpaid invoice being chased. It is the whole state of the
// workflow and, row for row, what SQL holds. It changes only through Apply.
type Case struct {
	Creditor  string          `json:"creditor"`
	Number    string          `json:"number"`
	Cycle     int             `json:"cycle,omitempty"` // 0, then 1, 2 … when a closed case lives again
	Debtor    string          `json:"debtor"`          // Debtor.Key
	Currency  string          `json:"currency"`
	Due       calendar.Date   `json:"due"`
	Opening   money.Cents     `json:"opening"`           // open when the case started
	Balance   money.Cents     `json:"balance"`           // open now; absolute, from SQL
	Minimum   money.Cents     `json:"minimum,omitempty"` // less than this is not chased
	Version   int64           `json:"version"`           // sequence number of the last event applied
	State     State           `json:"state"`
	Outcome   Outcome         `json:"outcome,omitempty"`
	Steps     []ScheduledStep `json:"steps"`
	Done      int             `json:"done"`                // steps settled: sent, skipped or handed over
	NotBefore time.Time       `json:"not_before,omitzero"` // deferral, or the printed deadline
	Asked     string          `json:"asked,omitempty"`     // step whose approval was asked for
	Approved  string          `json:"approved,omitempty"`  // step a person agreed to
	FirstYes  *FirstYes       `json:"first_yes,omitempty"` // the first of two people has agreed to a step
	AgreeBy   time.Time       `json:"agree_by,omitzero"`   // an approval lapses then, a question unanswered is overdue; zero is never
	Posting   string          `json:"posting,omitempty"`   // letter that was ordered and is not known to be posted
	ThankAt   time.Time       `json:"thank_at,omitzero"`   // set when a payment settled it: send the thanks, then close
	Receipts  []Receipt       `json:"receipts,omitempty"`  // payments that no mail has answered yet
	Left      Left            `json:"left,omitzero"`       // claimed by notices and still due, once the principal is paid
	Holds     []Hold          `json:"holds,omitempty"`
	Attention *Attention      `json:"attention,omitempty"`
}

// Step gives the step that comes next; false when the plan is finished.
func (c Case) Step() (ScheduledStep, bool) {
	if c.Done >= len(c.Steps) {
		return ScheduledStep{}, false
	}
	return c.Steps[c.Done], true
}

// LastSent is the step that left last; false when none has.
func (c Case) LastSent() (last ScheduledStep, sent bool) {
	for _, s := range c.Steps[:c.Done] {
		if !s.Sent.IsZero() {
			last, sent = s, true
		}
	}
	return last, sent
}

// Posted tells whether a letter on paper of an open case was handed over.
func (c Case) Posted() bool {
	return c.State != Closed && slices.ContainsFunc(c.Steps, func(s ScheduledStep) bool {
		return (s.Channel == Letter || s.Channel == RegisteredLetter) && !s.Sent.IsZero()
	})
}

// Formal tells whether a step has legal weight: a formal notice, a registered
// letter, the hand-over to a court or an agency. Such steps wait where a
// friendly reminder would leave.
func (s ScheduledStep) Formal() bool {
	return s.Level == FormalNotice || s.Channel == RegisteredLetter || s.Channel == Handover
}

// Chased is the part of the balance that may be chased: what is not disputed.
func (c Case) Chased() money.Cents {
	n := c.Balance
	for _, h := range c.Holds {
		if h.Kind == HoldDispute && h.Amount > 0 {
			n -= h.Amount
		}
	}
	return max(n, 0)
}

// Contacted tells whether anything was ever sent in this case.
func (c Case) Contacted() bool {
	for _, s := range c.Steps {
		if !s.Sent.IsZero() {
			return true
		}
	}
	return false
}

// withResend gives the case another step like the one whose letter came back:
// the notice is sent again, to a corrected address, and needs a new approval.
func (c Case) withResend() Case {
	if c.Attention == nil || c.Attention.Code != ReasonLetterReturned {
		return c
	}
	i := slices.IndexFunc(c.Steps, func(s ScheduledStep) bool { return s.ID == c.Attention.Step })
	if i < 0 || i >= c.Done {
		return c
	}
	again := c.Steps[i]
	again.ID, again.Sent = fmt.Sprintf("%s-%d", strings.TrimRight(again.ID, "-0123456789"), len(c.Steps)), time.Time{}
	again.At = c.Attention.At
	c.Steps = slices.Insert(slices.Clone(c.Steps), c.Done, again)
	return c
}

// Status is the word shown for the case: its state, or needs_attention.
func (c Case) Status() string {
	if c.State != Closed && (c.Attention != nil || c.Held(HoldBounce) || c.Held(HoldRefused)) {
		return string(ReasonNeedsAttention)
	}
	return string(c.State)
}

// clone copies the case so that Apply never changes its argument.
func (c Case) clone() Case {
	c.Steps = append([]ScheduledStep(nil), c.Steps...)
	c.Holds = append([]Hold(nil), c.Holds...)
	c.Receipts = append([]Receipt(nil), c.Receipts...)
	if c.Attention != nil {
		a := *c.Attention
		c.Attention = &a
	}
	if c.FirstYes != nil {
		y := *c.FirstYes
		c.FirstYes = &y
	}
	return c
}
