package dunning

import (
	"slices"
	"time"

	"relance/internal/calendar"
)

// NextContact is the first day on or after today on which a debtor may be
// written to who was written to on some days (in order): by the plan's spacing
// and by its cap of contacts in 30 days.
func (p Plan) NextContact(today calendar.Date, days []calendar.Date) calendar.Date {
	if p.Grouping == ByInvoice {
		// One message per invoice: those of one day are one contact.
		days = slices.DeleteFunc(slices.Clone(days), func(d calendar.Date) bool { return d == today })
	}
	first := today
	if n := len(days); n > 0 && p.Spacing > 0 {
		if spaced := days[n-1].AddDays(int(p.Spacing)); spaced.After(first) {
			first = spaced
		}
	}
	for p.MaxIn30 > 0 {
		recent := days[:0:0]
		for _, d := range days {
			if d.After(first.AddDays(-30)) {
				recent = append(recent, d)
			}
		}
		if len(recent) < p.MaxIn30 {
			break
		}
		first = recent[len(recent)-p.MaxIn30].AddDays(30)
	}
	return first
}

// Closing is the end of the sending hours on the civil day of an instant, or
// the instant itself when they are over.
func (r Rules) Closing(now time.Time) time.Time {
	d := r.Today(now)
	end := time.Date(d.Year, d.Month, d.Day, 0, r.Window.To, 0, 0, r.location()).UTC()
	if end.Before(now) {
		return now
	}
	return end
}

// Morning is the debtor's sending instant on a day, or on the first open day
// after it.
func (r Rules) Morning(day calendar.Date) time.Time { return r.instant(day) }

// Joins tells whether a case wants an e-mail of the same sort (Send or Thank)
// now or until an instant, and when.
func (r Rules) Joins(c Case, sort Action, now, end time.Time) (time.Time, bool) {
	if r.Plan.Grouping == ByInvoice {
		return time.Time{}, false
	}
	at := now
	d := Next(c, at)
	if d.Action == Wait && !d.At.IsZero() && !d.At.After(end) {
		at = d.At
		d = Next(c, at)
	}
	return at, d.Action == sort && d.Channel == Email
}

// PutOff defers a send that was decided on. Thanks keep their own instant; if
// the case does not take it over, they are left out rather than asked for again
// and again.
func PutOff(c Case, d Decision, now, until time.Time, why Reason) Event {
	e := Event{Kind: KindDeferred, Reason: why, NotBefore: until}
	if d.Action != Thank {
		return e
	}
	e.ThankAt = until
	probe := e
	probe.Step, probe.At = d.Step, now
	if after, _ := Apply(c, probe); Next(after, now).Action == Thank {
		return Event{Kind: KindThanked, Reason: why}
	}
	return e
}

// Dates tells whether the deadline of a message that is for two steps follows
// from this one rather than from the other: a step without one gives way, then
// the higher level counts.
func (s ScheduledStep) Dates(other ScheduledStep) bool {
	if (s.Deadline > 0) != (other.Deadline > 0) {
		return s.Deadline > 0
	}
	if s.Level.Rank() != other.Level.Rank() {
		return s.Level.Rank() > other.Level.Rank()
	}
	return s.Deadline > other.Deadline
}
