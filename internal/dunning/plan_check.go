package dunning

import (
	"fmt"
	"slices"

	"relance/internal/calendar"
)

// Fault is one thing wrong in a configuration, with its YAML path and its mend.
type Fault struct {
	Path string `json:"path"`
	Text string `json:"text"`
	Hint string `json:"hint,omitempty"`
}

// Error gives the path and the text.
func (f Fault) Error() string { return f.Path + ": " + f.Text }

// Faults collects what is wrong below a path.
type Faults struct {
	Path string
	List []Fault
}

// Add notes a fault at a path below.
func (f *Faults) Add(path, hint, format string, args ...any) {
	if f.Path != "" {
		path = f.Path + "." + path
	}
	f.List = append(f.List, Fault{Path: path, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// Check names everything that is wrong with a plan, below its path. A sign
// error in an offset can never send a formal notice before the due date.
func (p Plan) Check(path string) []Fault {
	f := &Faults{Path: path}
	if len(p.Steps) == 0 {
		f.Add("steps", "write at least one step, as {id: first, at: +5d, channel: email, level: first}", "there are no steps")
	}
	seen := map[string]bool{}
	for i, s := range p.Steps {
		at := fmt.Sprintf("steps[%d]", i)
		switch {
		case s.ID == "" || s.ID == string(Thanks):
			f.Add(at+".id", "give each step a short name of its own", "the id %q cannot be used", s.ID)
		case seen[s.ID]:
			f.Add(at+".id", "give each step a name of its own", "the id %q stands twice", s.ID)
		}
		seen[s.ID] = true
		s.check(f, at)
		if i > 0 {
			s.checkAfter(f, at, p.Steps[i-1])
		}
	}
	p.checkRules(f)
	return f.List
}

// check looks at one step alone.
func (s Step) check(f *Faults, at string) {
	written := s.Channel == Email || s.Channel == Letter || s.Channel == RegisteredLetter
	switch {
	case !slices.Contains([]Channel{Email, Letter, RegisteredLetter, Call, SMS, Handover}, s.Channel):
		f.Add(at+".channel", "use email, letter, registered_letter, call, sms or handover", "unknown channel %q", s.Channel)
	case written && s.Level.Rank() == 0:
		f.Add(at+".level", "use courtesy, first, second, final or formal_notice", "unknown level %q", s.Level)
	case s.Level == FormalNotice && s.Channel == Email:
		f.Add(at+".channel", "use registered_letter", "a formal notice by e-mail proves nothing")
	}
	switch {
	case s.Level == Courtesy && s.At >= 0:
		f.Add(at+".at", "write it with a minus, as -5d", "a courtesy mail comes before the due date, not at %s", s.At)
	case s.Level != Courtesy && written && s.At <= 0:
		f.Add(at+".at", "write it with a plus, as +5d", "a %s at %s would leave before the invoice is overdue", s.Level, s.At)
	case !written && s.At <= 0:
		f.Add(at+".at", "write it with a plus, as +60d", "a %s step at %s would come before the invoice is overdue", s.Channel, s.At)
	}
	if s.Approval != "" && s.Approval != ApprovalNone && s.Approval != ApprovalRequired {
		f.Add(at+".approval", "use none or required", "unknown approval %q", s.Approval)
	}
	if s.Deadline < 0 {
		f.Add(at+".deadline", "count the days after the notice, as 8d", "the deadline %s lies before the notice", s.Deadline)
	}
	if s.Level == FormalNotice && s.Deadline == 0 {
		f.Add(at+".deadline", "write deadline: 8d or 15d", "a formal notice needs a deadline")
	}
}

// checkAfter looks at a step and the one before it.
func (s Step) checkAfter(f *Faults, at string, prev Step) {
	if s.At <= prev.At {
		f.Add(at+".at", "list the steps in the order they are taken", "%s is not later than the step before (%s)", s.At, prev.At)
	}
	if r, q := s.Level.Rank(), prev.Level.Rank(); r > 0 && q > 0 && r < q {
		f.Add(at+".level", "let the tone rise from step to step", "%s is milder than the step before (%s)", s.Level, prev.Level)
	}
	if prev.Channel == Handover {
		f.Add(at, "let the hand-over be the last step", "a step follows the hand-over")
	}
}

// checkRules looks at what holds for the whole plan.
func (p Plan) checkRules(f *Faults) {
	if p.Window != "" {
		if _, err := calendar.ParseWindow(p.Window); err != nil {
			f.Add("window", "write it as mon-fri 09:00-17:00", "%v", err)
		}
	}
	if p.CatchUp != "" && p.CatchUp != KeepGaps && p.CatchUp != MinSpacing {
		f.Add("catch_up", "use keep_gaps or min_spacing", "unknown catch-up rule %q", p.CatchUp)
	}
	if p.Grouping != "" && p.Grouping != ByDebtor && p.Grouping != ByInvoice {
		f.Add("grouping", "use debtor or invoice", "unknown grouping %q", p.Grouping)
	}
	for _, n := range []struct {
		name  string
		value int
	}{
		{"spacing", int(p.Spacing)}, {"spread_minutes", p.Spread}, {"max_in_30_days", p.MaxIn30},
		{"minimum", int(p.Minimum)}, {"reply_days", int(p.ReplyDays)}, {"grace_days", int(p.GraceDays)},
	} {
		if n.value < 0 {
			f.Add(n.name, "use 0 or more", "%d is negative", n.value)
		}
	}
}
