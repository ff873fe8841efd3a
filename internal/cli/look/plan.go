package look

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// Plan looks after plans.
type Plan struct {
	List    planListCmd    `cmd:"" help:"List the plans of a creditor, and which are in use."`
	Show    planShowCmd    `cmd:"" help:"Show a plan, as a file that check and apply take."`
	Check   planCheckCmd   `cmd:"" help:"Name what is wrong with the plan of a file."`
	Apply   planApplyCmd   `cmd:"" help:"Save a plan from a file: it is rehearsed on all open cases, and new cases follow it."`
	Move    planMoveCmd    `cmd:"" help:"Let open cases follow another plan: those that are named, or all of a plan."`
	Preview planPreviewCmd `cmd:"" help:"Show on which days a plan's steps leave."`
}

// planPreviewCmd shows a plan's steps on their business days.
type planPreviewCmd struct {
	Due  frame.DateArg  `required:"" placeholder:"D" help:"Due date."`
	On   *frame.DateArg `placeholder:"D" help:"Day the invoice is taken in (default: the day of issue, so that nothing is late)."`
	Plan string         `default:"default" placeholder:"NAME" help:"Plan of the configuration."`
	Zone calendar.Zone  `default:"metropole" placeholder:"ZONE" help:"Public holidays: metropole, alsace-moselle, la-reunion …"`
}

// Run prints the steps in their order.
func (c *planPreviewCmd) Run(s *frame.Session) error {
	rules, err := planRules(s, c.Plan, c.Zone)
	if err != nil {
		return err
	}
	on := rehearsal.InTime(rules.Plan, c.Due.Date)
	if c.On != nil {
		on = c.On.Date
	}
	steps := rules.Schedule(c.Due.Date, on)
	if s.JSON {
		return s.PrintJSON(rehearsal.Preview(rules, steps))
	}
	planTable(s, rules, c.Due.Date, steps)
	return nil
}

// planRules are those of a plan of the configuration, for no debtor in
// particular.
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
	return rehearsal.Rules(plan, zone)
}

// planTable prints the steps for people.
func planTable(s *frame.Session, r dunning.Rules, due calendar.Date, steps []dunning.ScheduledStep) {
	s.Say("Invoice due on %s, plan %q, business days of the zone %s\n", s.W.Weekday(due), r.Plan.ID, r.Zone)
	rows := make([][]string, len(steps))
	for i, st := range steps {
		day := r.Today(st.At)
		rows[i] = []string{
			st.ID, stepName(s, st), s.W.Channel(st.Channel), s.W.FromDue(day, due), s.W.Weekday(day), rehearsal.Local(r, st.At).Format("15:04"), stepNotes(s, st),
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
