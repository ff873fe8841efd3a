package dunning

import (
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/period"
)

// Complete fills in the instants that follow from an event by the calendar:
// when the next step may leave, when a hold lapses, which steps move. It is
// called where the event is recorded, before Apply.
func Complete(c Case, e Event, r Rules) Event {
	if e.Kind == KindSettle && e.Step == "" && c.Attention != nil {
		e.Step = c.Attention.Step
	}
	switch e.Kind {
	case KindSent, KindSettle:
		return completeSent(c, e, r)
	case KindPaid:
		e.ThankAt = r.thankAt(c, e)
	case KindPromise:
		e.Until = r.endOf(e.Date, r.Plan.GraceDays)
	case KindInstalments:
		e.Instalments = slices.Clone(e.Instalments) // the caller keeps his own
		for i := range e.Instalments {
			e.Instalments[i].By = r.endOf(e.Instalments[i].Date, r.Plan.GraceDays)
		}
	case KindHold:
		if e.Source == SourceStatus {
			if e.Hold == HoldPromise {
				e.Until = r.announced(e)
			}
			return e
		}
		if !e.Date.IsZero() {
			e.Until = r.endOf(e.Date, 0)
		}
	case KindReply:
		e.Until = r.instant(addBusinessDays(r.Today(e.At), int(r.Plan.ReplyDays), r.Zone))
	case KindAsked, KindApprove:
		e.Until = r.agreeBy(c, e)
	case KindReschedule:
		return completeReschedule(c, e, e.Date, r)
	case KindReceived:
		if e.Due.IsZero() || e.Due == c.Due {
			return e
		}
		return completeReschedule(c, e, e.Due, r)
	case KindLetterStatus:
		return completePosted(c, e, r)
	case KindChangePlan:
		return completePlan(c, e, r)
	case KindDebtorChanged:
		return completeDebtorChange(c, e, r)
	case KindResolveDispute, KindRelease, KindLapsed, KindRetry, KindContact:
		return respace(c.retried(e), e, r, c.Done)
	case KindSkip, KindSkipped, KindDelegated:
		return respace(c, e, r, c.Done+1)
	}
	return e
}

// announcedDays are the business days that a payment may take which the
// customer's platform calls sent, when the status gives no date (211).
const announcedDays = 5

// announced is the instant at which a payment that was announced counts as not
// come: after its date and the plan's grace, or some business days after the
// day of the status, which e.End holds.
func (r Rules) announced(e Event) time.Time {
	if e.Date.IsZero() {
		return r.endOf(e.End, announcedDays)
	}
	return r.endOf(e.Date, r.Plan.GraceDays)
}

// clockSkew is how far the clocks of the machines that record and that run the
// workflow may differ without a timer for the difference.
const clockSkew = time.Minute

// completeSent prints the deadline and keeps the next steps at a distance.
func completeSent(c Case, e Event, r Rules) Event {
	step, ok := c.Step()
	if !ok || step.ID != e.Step || (e.Kind == KindSettle && e.Status != SettledSent) {
		return e
	}
	e.Deadline = r.Limit(e.At, step.Deadline)
	rest := append([]ScheduledStep(nil), c.Steps[c.Done:]...)
	late := rest[0].At
	rest[0].At = e.At
	if !e.Deadline.IsZero() {
		e.NotBefore = r.instant(e.Deadline.AddDays(1))
	}
	r.keepDistance(rest, late, e.NotBefore)
	e.Instants = moved(c.Steps[c.Done+1:], rest[1:])
	return e
}

// retried is the case with the step that a retry, or a corrected address, adds
// after a returned letter.
func (c Case) retried(e Event) Case {
	if e.Kind == KindRetry || e.Kind == KindContact {
		return c.withResend()
	}
	return c
}

// keptAtThePost is how many days a letter waits for its addressee after its
// first presentation; who fetches it on the last one has afterDelivery besides.
var keptAtThePost = Days(period.Of(period.AtThePost).Days)

// afterDelivery is how many days the addressee of a letter has at least once it
// is in his hands: it may be fetched on the last day of its fortnight.
const afterDelivery Days = 8

// completePosted counts the deadline of a letter from the day it was posted:
// what was printed in it is kept, and it is never shorter than was said.
func completePosted(c Case, e Event, r Rules) Event {
	i := slices.IndexFunc(c.Steps, func(s ScheduledStep) bool { return s.ID == e.Step })
	if e.Date.IsZero() || i < 0 || c.Steps[i].Deadline <= 0 {
		return e
	}
	days := c.Steps[i].Deadline
	switch LetterState(e.Status) {
	case LetterPosted:
	case LetterPresented:
		days = keptAtThePost
	case LetterDelivered:
		days = afterDelivery
	default:
		return e
	}
	limit := e.Date.AddDays(int(days)).NextBusinessDay(r.Zone)
	e.NotBefore = r.instant(limit.AddDays(1))
	if e.NotBefore.After(c.NotBefore) && c.Done < len(c.Steps) {
		rest := append([]ScheduledStep(nil), c.Steps[c.Done:]...)
		r.catchUp(rest, e.NotBefore)
		e.Instants = moved(c.Steps[c.Done:], rest)
	}
	return e
}

// keepDistance re-spaces what follows a step that left at rest[0].At instead
// of its planned instant, and not before its printed deadline has passed. The
// distances are those that were planned before anything moved.
func (r Rules) keepDistance(rest []ScheduledStep, planned, notBefore time.Time) {
	if len(rest) < 2 {
		return
	}
	left := rest[0].At
	rest[0].At = planned
	gaps := r.gaps(rest)
	rest[0].At, rest[0].Deadline = left, 0 // notBefore keeps the deadline that was printed
	r.spread(rest, gaps)
	if rest[1].At.Before(notBefore) {
		rest[1].At = notBefore
		r.spread(rest[1:], gaps[1:])
	}
}

// respace gives the steps from an index on their instants when a case goes on
// after a pause: nothing before now, distances kept, never a burst.
func respace(c Case, e Event, r Rules, from int) Event {
	if from >= len(c.Steps) {
		return e
	}
	rest := append([]ScheduledStep(nil), c.Steps[from:]...)
	r.catchUp(rest, r.resume(c, e.At))
	e.Instants = moved(c.Steps[from:], rest)
	return e
}

// resume is the first instant from which a case may send again: not before the
// last notice has had its time, printed deadline included.
//
// It is a whole second, as the times that the workflow gives to its
// activities: a fraction would let both disagree on whether a step is due.
func (r Rules) resume(c Case, at time.Time) time.Time {
	first := r.Earliest(at.Truncate(time.Second))
	if last := lastSent(c); !last.IsZero() {
		if spaced := r.instant(r.Today(last).AddDays(int(r.Plan.Spacing))); spaced.After(first) {
			first = spaced
		}
	}
	if c.NotBefore.After(first) {
		first = c.NotBefore
	}
	return first
}

// completeReschedule plans the steps that are still to come for the new due
// date. What was sent stays sent: a case never goes backwards.
func completeReschedule(c Case, e Event, due calendar.Date, r Rules) Event {
	e.Until = r.midnight(due)
	at := map[string]Step{}
	for _, s := range r.Plan.Steps {
		at[s.ID] = s
	}
	rest := append([]ScheduledStep(nil), c.Steps[min(c.Done, len(c.Steps)):]...)
	for i, s := range rest {
		if p, ok := at[s.ID]; ok {
			rest[i].At = r.planned(due, p.At)
		}
	}
	if len(rest) > 0 {
		r.catchUp(rest, r.resume(c, e.At))
		e.Instants = moved(c.Steps[c.Done:], rest)
	}
	if day := due.AddDays(1); c.Done > 0 && r.Today(e.At).Before(day) {
		e.NotBefore = r.instant(day)
	}
	return e
}

// endOf is the instant after a date and some days of grace at which the case
// is looked at again.
func (r Rules) endOf(d calendar.Date, grace Days) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return r.instant(addBusinessDays(d.AddDays(1), int(grace), r.Zone))
}

// addBusinessDays counts business days from a day on.
func addBusinessDays(d calendar.Date, n int, zone calendar.Zone) calendar.Date {
	d = d.NextBusinessDay(zone)
	for ; n > 0; n-- {
		d = d.AddDays(1).NextBusinessDay(zone)
	}
	return d
}

// lastSent is the instant of the last send of a case.
func lastSent(c Case) (at time.Time) {
	for _, s := range c.Steps {
		if s.Sent.After(at) {
			at = s.Sent
		}
	}
	return at
}

// moved gives the new instants, or nothing when none changed.
func moved(old, now []ScheduledStep) []time.Time {
	changed := false
	out := make([]time.Time, len(now))
	for i := range now {
		out[i] = now[i].At
		changed = changed || !now[i].At.Equal(old[i].At)
	}
	if !changed {
		return nil
	}
	return out
}
