package cli

import (
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// planCmd looks at plans.
type planCmd struct {
	Preview planPreviewCmd `cmd:"" help:"Show on which days a plan's steps leave."`
}

// planPreviewCmd shows a plan's steps on their business days.
type planPreviewCmd struct {
	Due  dateArg       `required:"" placeholder:"D" help:"Due date."`
	On   *dateArg      `placeholder:"D" help:"Day the invoice is taken in (default: the day of issue, so that nothing is late)."`
	Plan string        `default:"default" placeholder:"NAME" help:"Plan of the configuration."`
	Zone calendar.Zone `default:"metropole" placeholder:"ZONE" help:"Public holidays: metropole, alsace-moselle, la-reunion …"`
}

// plannedStep is one row of the contract.
type plannedStep struct {
	Step    string          `json:"step"`
	Level   dunning.Level   `json:"level"`
	Channel dunning.Channel `json:"channel"`
	At      string          `json:"at"` // RFC 3339 with the offset of the place of sending
}

// Run prints the steps in their order.
func (c *planPreviewCmd) Run(s *session) error {
	rules, err := s.planRules(c.Plan, c.Zone)
	if err != nil {
		return err
	}
	on := earlyEnough(rules.Plan, c.Due.Date)
	if c.On != nil {
		on = c.On.Date
	}
	steps := rules.Schedule(c.Due.Date, on)
	if s.json {
		return s.printJSON(plannedSteps(rules, steps))
	}
	s.planTable(rules, c.Due.Date, steps)
	return nil
}

// planRules reads a plan of the configuration. The jitter, which belongs to a
// debtor, is left out: steps leave at the opening of the sending hours or, for
// each debtor, a fixed number of minutes later.
func (s *session) planRules(name string, zone calendar.Zone) (dunning.Rules, error) {
	cfg, err := s.config()
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
func (s *session) planTable(r dunning.Rules, due calendar.Date, steps []dunning.ScheduledStep) {
	s.say("Invoice due on %s, plan %q, business days of the zone %s\n", s.w.Weekday(due), r.Plan.ID, r.Zone)
	rows := make([][]string, len(steps))
	for i, st := range steps {
		day := r.Today(st.At)
		rows[i] = []string{
			st.ID, s.stepName(st), s.w.Channel(st.Channel), s.w.FromDue(day, due), s.w.Weekday(day), placeOf(r, st.At).Format("15:04"), s.stepNotes(st),
		}
	}
	s.table([]string{"STEP", "LEVEL", "CHANNEL", "FROM DUE", "DAY", "HOUR", "NOTE"}, rows)
	if r.Plan.Spread > 0 {
		s.say("\nEach customer has a minute of his own, always the same, within the %d minutes that follow.", r.Plan.Spread)
	}
}

func (s *session) stepName(st dunning.ScheduledStep) string {
	if name := s.w.Level(st.Level); name != "" {
		return name
	}
	return s.w.Channel(st.Channel)
}

func (s *session) stepNotes(st dunning.ScheduledStep) string {
	var notes []string
	if st.Approval == dunning.ApprovalRequired {
		notes = append(notes, s.w.Text("approval required"))
	}
	if st.Deadline > 0 {
		notes = append(notes, s.w.Sprintf("%d days to pay", int(st.Deadline)))
	}
	return strings.Join(notes, ", ")
}
