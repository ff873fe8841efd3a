package look

import (
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Plan looks at plans.
type Plan struct {
	Preview planPreviewCmd `cmd:"" help:"Show on which days a plan's steps leave."`
}

// planPreviewCmd shows a plan's steps on their business days.
type planPreviewCmd struct {
	Due  frame.DateArg  `required:"" placeholder:"D" help:"Due date."`
	On   *frame.DateArg `placeholder:"D" help:"Day the invoice is taken in (default: the day of issue, so that nothing is late)."`
	Plan string         `default:"default" placeholder:"NAME" help:"Plan of the configuration."`
	Zone calendar.Zone  `default:"metropole" placeholder:"ZONE" help:"Public holidays: metropole, alsace-moselle, la-reunion …"`
}

// plannedStep is one row of the contract.
type plannedStep struct {
	Step    string          `json:"step"`
	Level   dunning.Level   `json:"level"`
	Channel dunning.Channel `json:"channel"`
	At      string          `json:"at"` // RFC 3339 with the offset of the place of sending
}

// Run prints the steps in their order.
func (c *planPreviewCmd) Run(s *frame.Session) error {
	rules, err := planRules(s, c.Plan, c.Zone)
	if err != nil {
		return err
	}
	on := earlyEnough(rules.Plan, c.Due.Date)
	if c.On != nil {
		on = c.On.Date
	}
	steps := rules.Schedule(c.Due.Date, on)
	if s.JSON {
		return s.PrintJSON(plannedSteps(rules, steps))
	}
	planTable(s, rules, c.Due.Date, steps)
	return nil
}

// planRules reads a plan of the configuration. The jitter, which belongs to a
// debtor, is left out: steps leave at the opening of the sending hours or, for
// each debtor, a fixed number of minutes later.
func planRules(s *frame.Session, name string, zone calendar.Zone) (dunning.Rules, error) {
	cfg, err := s.Config()
	if err != nil {
		return dunning.Rules{}, err
	}
	plan, ok := cfg.Plans[name]
	if !ok {
		var known []string
		for id := range cfg.Plans {
			known = append(known, id)
		}
		slices.Sort(known)
		return dunning.Rules{}, dunning.Errorf(dunning.CodeNotFound, "there is no plan %q", name).
			WithHint("the configuration knows %s", strings.Join(known, ", "))
	}
	plan.ID = name
	rules, err := dunning.NewRules(plan, zone, "", "")
	rules.Jitter = 0
	return rules, err
}

// earlyEnough is a day on which no step of a plan is late yet.
func earlyEnough(p dunning.Plan, due calendar.Date) calendar.Date {
	first := 0
	for _, st := range p.Steps {
		first = min(first, int(st.At))
	}
	return due.AddDays(first - 30)
}

// placeOf gives an instant on the clock of the place where notices leave.
func placeOf(r dunning.Rules, t time.Time) time.Time {
	name := r.Window.Location
	if name == "" {
		name = calendar.Paris
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return t.In(calendar.Metropole.Location())
	}
	return t.In(loc)
}

func plannedSteps(r dunning.Rules, steps []dunning.ScheduledStep) []plannedStep {
	out := make([]plannedStep, len(steps))
	for i, st := range steps {
		out[i] = plannedStep{st.ID, st.Level, st.Channel, placeOf(r, st.At).Format(time.RFC3339)}
	}
	return out
}

// planTable prints the steps for people.
func planTable(s *frame.Session, r dunning.Rules, due calendar.Date, steps []dunning.ScheduledStep) {
	s.Say("Invoice due on %s, plan %q, business days of the zone %s\n", s.W.Weekday(due), r.Plan.ID, r.Zone)
	rows := make([][]string, len(steps))
	for i, st := range steps {
		day := r.Today(st.At)
		rows[i] = []string{
			st.ID, stepName(s, st), s.W.Channel(st.Channel), s.W.FromDue(day, due), s.W.Weekday(day), placeOf(r, st.At).Format("15:04"), stepNotes(s, st),
		}
	}
	s.Table([]string{"STEP", "LEVEL", "CHANNEL", "FROM DUE", "DAY", "HOUR", "NOTE"}, rows)
	if r.Plan.Spread > 0 {
		s.Say("\nEach customer has a minute of his own, always the same, within the %d minutes that follow.", r.Plan.Spread)
	}
}

func stepName(s *frame.Session, st dunning.ScheduledStep) string {
	if name := s.W.Level(st.Level); name != "" {
		return name
	}
	return s.W.Channel(st.Channel)
}

func stepNotes(s *frame.Session, st dunning.ScheduledStep) string {
	var notes []string
	if st.Approval == dunning.ApprovalRequired {
		notes = append(notes, s.W.Text("approval required"))
	}
	if st.Deadline > 0 {
		notes = append(notes, s.W.Sprintf("%d days to pay", int(st.Deadline)))
	}
	return strings.Join(notes, ", ")
}
