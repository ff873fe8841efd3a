package dunning

import (
	"fmt"
	"slices"
	"time"
)

// Onward says what a change of its plan means for a case that runs.
type Onward string

// The ways. Keep records nothing: the case follows the plan it has to its end.
const (
	Keep    Onward = "keep"
	Restart Onward = "restart" // the new plan from its first step that is not past yet
	Jump    Onward = "jump"    // the new plan from the step after the one that the case has come to
)

// Onwards lists the ways, the one that changes least first.
func Onwards() []Onward { return []Onward{Keep, Restart, Jump} }

// NewPlanChange lets a case follow a plan of its creditor from here on. The store
// fills in the steps that follow from it.
func NewPlanChange(plan string, how Onward) Event {
	return Event{Kind: KindChangePlan, Plan: plan, Category: string(how)}
}

// PlanChangeID is the idempotency key of the change of a case to a version of a
// plan: whoever asks twice for it changes it once.
func PlanChangeID(plan string, version int, how Onward) string {
	return fmt.Sprintf("plan/%s/%d/%s", plan, version, how)
}

// Open is an open case as it stands, with the rules that it was opened under.
type Open struct {
	Case  Case
	Rules Rules
}

// completePlan works out the steps with which a case goes on under the rules of
// its new plan.
//
// No level that was sent is sent again, nothing leaves before now nor before the
// deadline that was printed last has passed, and a formal notice never takes the
// place of a reminder that the plan puts before it.
func completePlan(c Case, e Event, r Rules) Event {
	e.Plan, e.PlanVersion, e.Minimum = r.Plan.ID, r.Plan.Version, r.Plan.Minimum
	rest := r.untaken(c, e.At)
	switch reminded := sentRank(c) >= First.Rank(); {
	case Onward(e.Category) == Jump:
		rest = rest[r.reached(c, rest):]
	case reminded:
		rest = rest[r.notPast(rest, e.At):]
	} // else nobody was reminded: the case begins as a late import does
	for i := range rest {
		rest[i].ID = freeID(c.Steps[:c.Done], rest, i)
	}
	if len(rest) > 0 {
		r.catchUp(rest, r.resume(c, e.At))
	}
	e.Steps = rest
	return e
}

// untaken are the steps of the plan which a case has not taken, on the days that
// the plan alone gives them: neither the same step, nor a level that was sent.
func (r Rules) untaken(c Case, at time.Time) []ScheduledStep {
	past, most := !r.Today(at).Before(c.Due), sentRank(c)
	out := []ScheduledStep{}
	for _, s := range r.Plan.Steps {
		same := func(o ScheduledStep) bool { return o.ID == s.ID && o.Level == s.Level }
		switch {
		case s.At < 0 && past, s.Level != "" && s.Level.Rank() <= most, slices.ContainsFunc(c.Steps[:c.Done], same):
			continue
		}
		step := ScheduledStep{ID: s.ID, Channel: s.Channel, Level: s.Level, Approval: s.Approval, Deadline: s.Deadline, At: r.planned(c.Due, s.At)}
		if step.Approval == ApprovalNone {
			step.Approval = ""
		}
		if s.At < 0 {
			step.Until = r.midnight(c.Due)
		}
		out = append(out, step)
	}
	return out
}

// sentRank is the highest level that was sent in a case.
func sentRank(c Case) (rank int) {
	for _, s := range c.Steps[:c.Done] {
		if !s.Sent.IsZero() {
			rank = max(rank, s.Level.Rank())
		}
	}
	return rank
}

// reached is the first of the steps that comes after what a case has done, sent
// or left out, by the order of the plan.
func (r Rules) reached(c Case, rest []ScheduledStep) int {
	rank, last := 0, -1
	for _, s := range c.Steps[:c.Done] {
		rank = max(rank, s.Level.Rank())
	}
	for i, s := range r.Plan.Steps {
		done := func(o ScheduledStep) bool { return o.ID == s.ID && o.Level == s.Level }
		if s.Level != "" && s.Level.Rank() <= rank || slices.ContainsFunc(c.Steps[:c.Done], done) {
			last = i
		}
	}
	at := slices.IndexFunc(rest, func(s ScheduledStep) bool {
		return slices.IndexFunc(r.Plan.Steps, func(p Step) bool { return p.ID == s.ID }) > last
	})
	if at < 0 {
		return len(rest)
	}
	return at
}

// notPast is the first of the steps whose day has not passed. Formal steps are
// never passed over, nor is the last one: the case would come to rest with the
// invoice unpaid. And before a formal notice the reminder is kept that the plan
// puts before it.
func (r Rules) notPast(rest []ScheduledStep, at time.Time) int {
	from := slices.IndexFunc(rest, func(s ScheduledStep) bool { return !s.At.Before(at) || s.Formal() })
	if from < 0 {
		return max(len(rest)-1, 0)
	}
	formal := slices.IndexFunc(rest, func(s ScheduledStep) bool { return s.Level == FormalNotice })
	reminder := -1
	for i := range max(formal, 0) {
		if rest[i].Level != "" {
			reminder = i
		}
	}
	if reminder >= 0 && reminder < from && from <= formal {
		return reminder
	}
	return from
}

// freeID is a name for a step to come that no other step of the case has: what was
// sent is known by it.
func freeID(had, rest []ScheduledStep, i int) string {
	name := rest[i].ID
	named := func(s ScheduledStep) bool { return s.ID == name }
	for n := 2; slices.ContainsFunc(had, named) || slices.ContainsFunc(rest[:i], named) || n > 2 && slices.ContainsFunc(rest[i+1:], named); n++ {
		name = fmt.Sprintf("%s-%d", rest[i].ID, n)
	}
	return name
}

// applyChangePlan puts the steps of another plan behind what was done.
func applyChangePlan(c *Case, e Event, fx *Effects) {
	c.unapprove(fx)
	c.Steps = append(c.Steps[:c.Done:c.Done], e.Steps...)
	c.Minimum = e.Minimum
	fx.StopSend = true
}
