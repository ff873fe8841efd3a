package plan

import (
	"fmt"
	"math"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Bounds of a plan. What lies beyond them is a typing error: an hour taken for a
// day, a year for a day.
const (
	MaxSteps    = 20  // steps of a plan
	MaxOffset   = 730 // days between a step and the due date, before or after
	MaxDeadline = 180 // days left to pay
	MaxSpread   = 480 // minutes, a working day
	MaxSpacing  = 90  // days between two notices
	MaxWait     = 60  // days a reply or a promise is waited for
	MaxNotices  = 30  // notices in 30 days
)

// Check names everything that is wrong with a plan, below its path. A sign
// error in an offset can never send a formal notice before the due date, and a
// plan that passes has no step that could never leave.
func Check(p dunning.Plan, path string) []dunning.Fault {
	f := &dunning.Faults{Path: path}
	if len(p.Steps) == 0 {
		f.Add("steps", "write at least one step, as {id: first, at: +5d, channel: email, level: first}", "there are no steps")
	}
	if len(p.Steps) > MaxSteps {
		f.Add("steps", fmt.Sprintf("write at most %d steps", MaxSteps), "%d steps are more than a plan can have", len(p.Steps))
	}
	seen := map[string]bool{}
	for i, s := range p.Steps {
		at := fmt.Sprintf("steps[%d]", i)
		switch {
		case s.ID == "" || dunning.Acknowledges(s.ID):
			f.Add(at+".id", "give each step a short name of its own", "the id %q cannot be used", s.ID)
		case seen[s.ID]:
			f.Add(at+".id", "give each step a name of its own", "the id %q stands twice", s.ID)
		}
		seen[s.ID] = true
		checkStepAlone(f, at, s)
		if i > 0 {
			checkAfter(f, at, s, p.Steps[i-1])
		}
	}
	checkRules(f, p)
	return f.List
}

// checkStepAlone looks at one step alone.
func checkStepAlone(f *dunning.Faults, at string, s dunning.Step) {
	written := s.Written()
	switch {
	case !slices.Contains([]dunning.Channel{dunning.Email, dunning.Letter, dunning.RegisteredLetter, dunning.Call, dunning.SMS, dunning.Handover}, s.Channel):
		f.Add(at+".channel", "use email, letter, registered_letter, call, sms or handover", "unknown channel %q", s.Channel)
	case written && s.Level.Rank() == 0:
		f.Add(at+".level", "use courtesy, first, second, final or formal_notice", "unknown level %q", s.Level)
	case s.Level == dunning.FormalNotice && s.Channel == dunning.Email:
		f.Add(at+".channel", "use registered_letter", "a formal notice by e-mail proves nothing")
	}
	switch {
	case s.Level == dunning.Courtesy && s.At >= 0:
		f.Add(at+".at", "write it with a minus, as -5d", "a courtesy mail comes before the due date, not at %s", s.At)
	case s.Level != dunning.Courtesy && written && s.At <= 0:
		f.Add(at+".at", "write it with a plus, as +5d", "a step of level %q at %s would leave before the invoice is overdue", s.Level, s.At)
	case !written && s.At <= 0:
		f.Add(at+".at", "write it with a plus, as +60d", "a step by channel %q at %s would come before the invoice is overdue", s.Channel, s.At)
	}
	if s.Approval != "" && s.Approval != dunning.ApprovalNone && s.Approval != dunning.ApprovalRequired {
		f.Add(at+".approval", "use none or required", "unknown approval %q", s.Approval)
	}
	if s.At > MaxOffset || s.At < -MaxOffset {
		f.Add(at+".at", fmt.Sprintf("count days, at most %d", MaxOffset), "%s is more than two years from the due date", s.At)
	}
	checkDeadline(f, at, s)
}

// checkDeadline demands the last day to pay of every notice that prints one:
// without it the notice could not be written on its day.
func checkDeadline(f *dunning.Faults, at string, s dunning.Step) {
	switch {
	case s.Deadline < 0:
		f.Add(at+".deadline", "count the days after the notice, as 8d", "the deadline %s lies before the notice", s.Deadline)
	case s.Deadline > MaxDeadline:
		f.Add(at+".deadline", fmt.Sprintf("count days, at most %d", MaxDeadline), "the deadline %s is too far away", s.Deadline)
	case s.Deadline == 0 && s.Written() && s.NeedsDeadline():
		f.Add(at+".deadline", "write deadline: 8d or 15d", "a notice of level %q prints the last day to pay, and needs a deadline", s.Level)
	}
}

// checkAfter looks at a step and the one before it.
func checkAfter(f *dunning.Faults, at string, s, prev dunning.Step) {
	if s.At <= prev.At {
		f.Add(at+".at", "list the steps in the order they are taken", "%s is not later than the step before (%s)", s.At, prev.At)
	}
	if r, q := s.Level.Rank(), prev.Level.Rank(); r > 0 && q > 0 && r < q {
		f.Add(at+".level", "let the tone rise from step to step", "level %q is milder than that of the step before, %q", s.Level, prev.Level)
	}
	if prev.Channel == dunning.Handover {
		f.Add(at, "let the hand-over be the last step", "a step follows the hand-over")
	}
}

// checkRules looks at what holds for the whole plan.
func checkRules(f *dunning.Faults, p dunning.Plan) {
	if p.Window != "" {
		if _, err := calendar.ParseWindow(p.Window); err != nil {
			f.Add("window", "write it as mon-fri 09:00-17:00", "%v", err)
		}
	}
	if p.CatchUp != "" && p.CatchUp != dunning.KeepGaps && p.CatchUp != dunning.MinSpacing {
		f.Add("catch_up", "use keep_gaps or min_spacing", "unknown catch-up rule %q", p.CatchUp)
	}
	if p.Grouping != "" && p.Grouping != dunning.ByDebtor && p.Grouping != dunning.ByInvoice {
		f.Add("grouping", "use debtor or invoice", "unknown grouping %q", p.Grouping)
	}
	if !slices.Contains([]dunning.Thanking{"", dunning.ThankAll, dunning.ThankFull, dunning.ThankNone}, p.Thanks) {
		f.Add("thanks", "use all, full or none", "unknown rule for thanks %q", p.Thanks)
	}
	for _, n := range []struct {
		name       string
		value, max int
	}{
		{"spacing", int(p.Spacing), MaxSpacing}, {"spread_minutes", p.Spread, MaxSpread}, {"max_in_30_days", p.MaxIn30, MaxNotices},
		{"minimum", int(p.Minimum), math.MaxInt}, {"reply_days", int(p.ReplyDays), MaxWait}, {"grace_days", int(p.GraceDays), MaxWait},
		{"approval_days", int(p.AgreeDays), MaxWait}, {"promise_days", int(p.PromiseDays), MaxWait},
	} {
		switch {
		case n.value < 0:
			f.Add(n.name, "use 0 or more", "%d is negative", n.value)
		case n.value > n.max:
			f.Add(n.name, fmt.Sprintf("use at most %d", n.max), "%d is too much", n.value)
		}
	}
}
