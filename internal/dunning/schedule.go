package dunning

import (
	"slices"
	"time"

	"relance/internal/calendar"
)

// Rules are what turns a plan's days into instants for one debtor: business
// days of his zone, sending hours, and the jitter that is the same for all
// invoices of one debtor, so that his notices fall together.
type Rules struct {
	Plan   Plan
	Window calendar.Window
	Zone   calendar.Zone
	Jitter time.Duration
	place  *time.Location // of Window; nil is Europe/Paris
}

// NewRules reads the plan's window and finds the jitter of a debtor.
func NewRules(p Plan, zone calendar.Zone, creditor, debtor string) (Rules, error) {
	w := calendar.DefaultWindow()
	if p.Window != "" {
		var err error
		if w, err = calendar.ParseWindow(p.Window); err != nil {
			return Rules{}, Errorf(CodeInvalid, "plan %s: window: %w", p.ID, err)
		}
	}
	r := Rules{Plan: p, Window: w, Zone: zone}
	r.Jitter = calendar.Jitter(time.Duration(p.Spread)*time.Minute, creditor, debtor)
	if w.Location != "" {
		var err error
		if r.place, err = time.LoadLocation(w.Location); err != nil {
			return Rules{}, Errorf(CodeInvalid, "plan %s: window: %w", p.ID, err)
		}
	}
	return r, nil
}

// location is where the window's hours are read on a clock.
func (r Rules) location() *time.Location {
	if r.place != nil {
		return r.place
	}
	return calendar.Metropole.Location()
}

// Today is the civil date of an instant where the notices leave.
func (r Rules) Today(at time.Time) calendar.Date { return calendar.DateOf(at.In(r.location())) }

// Schedule gives a plan's steps for an invoice due on a date, as seen on the
// day it is taken in. Steps before the due date move back to a business day,
// the others forward. What is already missed is not caught up in a burst: a
// late invoice starts with its first reminder at once, whatever its age, and
// the rest follows by the plan's gaps.
func (r Rules) Schedule(due, on calendar.Date) []ScheduledStep {
	var out []ScheduledStep
	for _, s := range r.Plan.Steps {
		if s.At < 0 && !on.Before(due) {
			continue
		}
		step := ScheduledStep{ID: s.ID, Channel: s.Channel, Level: s.Level, Approval: s.Approval, Deadline: s.Deadline}
		if step.Approval == ApprovalNone {
			step.Approval = ""
		}
		step.At = r.planned(due, s.At)
		if s.At < 0 {
			step.Until = r.midnight(due)
		}
		out = append(out, step)
	}
	if len(out) > 0 {
		r.catchUp(out, r.instant(on))
	}
	return out
}

// planned is the instant of a step by the plan alone.
func (r Rules) planned(due calendar.Date, offset Days) time.Time {
	day := due.AddDays(int(offset))
	if offset < 0 {
		day = r.Window.DayOnOrBefore(day, r.Zone)
	}
	return r.Window.Instant(day, r.Zone, r.Jitter)
}

// instant is the sending instant of the first business day on or after a day.
func (r Rules) instant(day calendar.Date) time.Time {
	return r.Window.Instant(day, r.Zone, r.Jitter)
}

// midnight is the end of a day where the notices leave.
func (r Rules) midnight(day calendar.Date) time.Time {
	return time.Date(day.Year, day.Month, day.Day+1, 0, 0, 0, 0, r.location()).UTC()
}

// catchUp moves steps so that the first does not leave before an instant and
// each of the others keeps its distance from the one before it. Steps that
// keep their distance by the plan stay where they are.
func (r Rules) catchUp(steps []ScheduledStep, first time.Time) {
	gaps := r.gaps(steps)
	if steps[0].At.Before(first) {
		steps[0].At = first
	}
	r.spread(steps, gaps)
}

// gaps counts the days from each step to the one before it.
func (r Rules) gaps(steps []ScheduledStep) []int {
	gaps := make([]int, len(steps))
	for i := 1; i < len(steps); i++ {
		gaps[i] = r.Today(steps[i].At).Sub(r.Today(steps[i-1].At))
	}
	return gaps
}

// apart is how many days the plan means to leave between two steps, before
// holidays move them; 0 when it does not know them.
func (r Rules) apart(before, after string) int {
	at := func(id string) int { return slices.IndexFunc(r.Plan.Steps, func(s Step) bool { return s.ID == id }) }
	i, j := at(before), at(after)
	if i < 0 || j < 0 {
		return 0
	}
	return int(r.Plan.Steps[j].At - r.Plan.Steps[i].At)
}

// planGap is the distance that the plan names between two steps; where it does
// not know them, the one they have. Weekends and holidays around the days that
// were planned once say nothing about the days to come.
func (r Rules) planGap(before, after string, was int) int {
	if meant := r.apart(before, after); meant > 0 {
		return meant
	}
	return was
}

// spread moves on the steps that have come too near to the one before them:
// nearer than planned (gaps), and than spacing and deadline allow.
func (r Rules) spread(steps []ScheduledStep, gaps []int) {
	for i := 1; i < len(steps); i++ {
		prev := steps[i-1]
		least := max(int(r.Plan.Spacing), int(prev.Deadline)+1)
		day := r.Today(prev.At)
		meant := max(gaps[i], r.apart(prev.ID, steps[i].ID))
		now := r.Today(steps[i].At).Sub(day)
		if now >= min(least, meant) && steps[i].At.After(prev.At) {
			continue
		}
		gap := least
		switch late := now < gaps[i]; {
		case r.Plan.CatchUp == MinSpacing:
		case late:
			gap = max(r.planGap(prev.ID, steps[i].ID, gaps[i]), least)
		default: // holidays alone have brought them together
			gap = max(gaps[i], least)
		}
		steps[i].At = r.instant(day.AddDays(gap))
	}
}

// Earliest is the first sending instant on or after an instant: the same hour
// when it lies in the window, else the next opening with the debtor's jitter.
func (r Rules) Earliest(at time.Time) time.Time {
	next := r.Window.Next(at, r.Zone)
	if next.Equal(at) {
		return at
	}
	if withJitter := r.Window.Instant(r.Today(next), r.Zone, r.Jitter); withJitter.After(next) {
		return withJitter
	}
	return next
}

// Limit is the calendar date printed as the last day to pay, d days after a
// notice, moved to a business day. Zero days give no date.
func (r Rules) Limit(sent time.Time, d Days) calendar.Date {
	if d <= 0 {
		return calendar.Date{}
	}
	return r.Today(sent).AddDays(int(d)).NextBusinessDay(r.Zone)
}
