package dunning

import (
	"time"

	"relance/internal/money"
)

// Action is what a case wants done now.
type Action string

// The actions.
const (
	Wait      Action = "wait"      // until At, or for a message when At is zero
	Send      Action = "send"      // the notice of Step, by its channel
	Ask       Action = "ask"       // a person's approval for Step
	Skip      Action = "skip"      // Step has lost its sense
	Delegate  Action = "delegate"  // Step is a call or SMS: a task for a person
	Surrender Action = "hand_over" // prepare the file; a person goes on
	Lapse     Action = "lapse"     // a hold has come to its end
	Thank     Action = "thank"     // for the payment; the case closes unless something is left
	Close     Action = "close"     // with Outcome
	End       Action = "end"       // the case is closed: nothing more
)

// Decision is what Next says, and why.
type Decision struct {
	Action  Action    `json:"action"`
	At      time.Time `json:"at,omitzero"` // of a Wait
	Step    string    `json:"step,omitempty"`
	Channel Channel   `json:"channel,omitempty"`
	Hold    HoldKind  `json:"hold,omitempty"`
	Outcome Outcome   `json:"outcome,omitempty"`
	Reason  Reason    `json:"reason"`
}

// Next decides what a case needs at an instant. It is pure: the same case and
// instant give the same decision, in the workflow, in SQL and in a rehearsal.
func Next(c Case, now time.Time) Decision {
	if c.State == Closed {
		return Decision{Action: End, Outcome: c.Outcome, Reason: ReasonClosed}
	}
	if c.Balance <= 0 {
		return finish(c, now)
	}
	return c.withReceipt(chase(c, now), now)
}

// chase decides about a case that owes something: hold, step or rest.
func chase(c Case, now time.Time) Decision {
	if c.Attention != nil {
		return Decision{Action: Wait, Step: c.Attention.Step, Reason: ReasonNeedsAttention}
	}
	for _, h := range c.Holds {
		if why, over := h.lapse(c, now); over {
			return Decision{Action: Lapse, Hold: h.Kind, Reason: why}
		}
	}
	if c.Posting != "" {
		return Decision{Action: Wait, At: c.wake(time.Time{}), Step: c.Posting, Reason: ReasonAwaitPosting}
	}
	step, ok := c.Step()
	if !ok {
		return idle(c)
	}
	return forStep(c, step, now)
}

// finish ends a case that owes nothing: thanks first when a payment settled it.
func finish(c Case, now time.Time) Decision {
	switch {
	case c.ThankAt.IsZero():
		return Decision{Action: Close, Outcome: c.Outcome, Reason: c.SettledBy()}
	case now.Before(c.ThankAt):
		return Decision{Action: Wait, At: c.ThankAt, Reason: c.SettledBy()}
	}
	return Decision{Action: Thank, Step: string(Thanks), Channel: Email, Reason: c.SettledBy()}
}

// idle waits for a message once the plan is finished.
func idle(c Case) Decision {
	why := ReasonPlanFinished
	if c.State == HandedOver {
		why = ReasonHandedOver
	}
	return Decision{Action: Wait, At: c.wake(time.Time{}), Reason: why}
}

// forStep decides about the step that comes next.
func forStep(c Case, step ScheduledStep, now time.Time) Decision {
	d := Decision{Action: Wait, Step: step.ID, Channel: step.Channel}
	for _, h := range c.Holds {
		if h.stops(c, step.Channel) {
			d.At, d.Reason = c.wake(time.Time{}), h.Why()
			return d
		}
	}
	at := step.At
	if c.NotBefore.After(at) {
		at = c.NotBefore
	}
	switch {
	case step.over(now) || step.over(at): // also when it was put off for too long
		d.Action, d.Reason = Skip, ReasonTooLate
	case c.Chased() < c.Minimum:
		d.At, d.Reason = c.wake(step.Until), ReasonBelowMinimum
	case now.Before(at):
		d.At, d.Reason = c.wake(at), ReasonNotYetDue
	case step.Channel == Handover:
		d.Action, d.Reason = Surrender, ReasonPlanFinished
	case step.Channel == Call || step.Channel == SMS:
		d.Action, d.Reason = Delegate, ReasonStepDue
	case step.Approval != ApprovalRequired || c.Approved == step.ID && !c.stale(now):
		d.Action, d.Reason = Send, ReasonStepDue
	case c.Approved == step.ID:
		d.Action, d.Reason = Ask, ReasonApprovalLapsed
	case c.Asked == step.ID:
		d.At, d.Reason = c.wake(step.Until), ReasonAwaitApproval
	default:
		d.Action, d.Reason = Ask, ReasonApprovalRequired
	}
	return d
}

// over tells whether a step has lost its sense at an instant.
func (s ScheduledStep) over(at time.Time) bool { return !s.Until.IsZero() && !at.Before(s.Until) }

// wake is the earliest of an instant and the ends of all holds.
func (c Case) wake(at time.Time) time.Time {
	for _, h := range c.Holds {
		if end := h.ends(c); !end.IsZero() && (at.IsZero() || end.Before(at)) {
			at = end
		}
	}
	return at
}

// ends is the instant at which a hold must be looked at again; zero is never.
func (h Hold) ends(c Case) time.Time {
	if h.Kind != HoldInstalments {
		return h.Until
	}
	paid, due := h.Base-c.Balance, money.Cents(0)
	for _, in := range h.Instalments {
		if due += in.Amount; due > paid {
			return in.By
		}
	}
	return h.Until
}

// lapse tells whether a hold is over at an instant, and why.
func (h Hold) lapse(c Case, now time.Time) (Reason, bool) {
	end := h.ends(c)
	if end.IsZero() || now.Before(end) {
		return "", false
	}
	switch h.Kind {
	case HoldPromise:
		return ReasonPromiseBroken, true
	case HoldInstalments:
		return ReasonInstalmentMiss, true
	case HoldReply:
		return ReasonReplyOverdue, true
	}
	return ReasonHoldExpired, true
}
