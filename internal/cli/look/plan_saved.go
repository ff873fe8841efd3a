package look

import (
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice/planning"
	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/rehearsal"
)

// planOwner says whose plan is meant.
type planOwner struct {
	Creditor string `placeholder:"ID" help:"Whose plans; needed where there are several creditors."`
}

// with opens the use cases of plans, with the creditor that is meant.
func (c planOwner) with(s *frame.Session, by string, do func(p *planning.Planner, who access.Actor, creditor string) error) error {
	desk, err := s.Desk(by)
	if err != nil {
		return err
	}
	defer desk.Close()
	creditor, err := frame.Meant(s.Ctx, desk.Office, desk.Who, c.Creditor)
	if err != nil {
		return err
	}
	return do(desk.Rooms.Planner(desk.Office), desk.Who, creditor)
}

// planListCmd lists the plans.
type planListCmd struct{ planOwner }

// planLine is a plan as the list shows it.
type planLine struct {
	Creditor string `json:"creditor"`
	Plan     string `json:"plan"`
	Version  int    `json:"version"` // 0: of the configuration, or the built-in one
	Latest   int    `json:"latest"`  // saved last, in use or not
	Waits    bool   `json:"waits"`   // that version waits for two people
	Stated   bool   `json:"stated"`  // the configuration file decides
	Steps    int    `json:"steps"`

	Next *plan.Coming `json:"next,omitempty"` // version that waits for its day

	Unused bool `json:"unused,omitempty"` // no case can follow it yet: the version shown waits
}

func planLineOf(creditor string, c plan.Choice) planLine {
	return planLine{Creditor: creditor, Plan: c.Plan.ID, Version: c.Plan.Version, Latest: c.Latest, Waits: c.Waits, Stated: c.Stated, Steps: len(c.Plan.Steps), Next: c.Next, Unused: c.Unused}
}

// Run prints them by name.
func (c *planListCmd) Run(s *frame.Session) error {
	return c.with(s, "", func(p *planning.Planner, who access.Actor, creditor string) error {
		all, err := p.List(s.Ctx, who, creditor)
		if err != nil {
			return err
		}
		lines, rows := make([]planLine, len(all)), make([][]string, len(all))
		for i, one := range all {
			lines[i] = planLineOf(creditor, one)
			rows[i] = []string{one.Plan.ID, planStanding(s, one), strconv.Itoa(len(one.Plan.Steps))}
		}
		if s.JSON {
			return s.PrintJSON(lines)
		}
		s.Table([]string{"PLAN", "IN USE", "STEPS"}, rows)
		return nil
	})
}

// planOrigin says where a plan comes from.
func planOrigin(s *frame.Session, c plan.Choice) string {
	switch {
	case c.Stated:
		return s.W.Sprintf("written in the configuration file")
	case c.Unused:
		return s.W.Sprintf("not yet")
	case c.Plan.Version == 0:
		return s.W.Sprintf("the program's own")
	}
	return s.W.Sprintf("version %d", c.Plan.Version)
}

// planStanding says which plan is in use and which is to come.
func planStanding(s *frame.Session, c plan.Choice) string {
	text := planOrigin(s, c)
	if c.Next != nil {
		text += ", " + s.W.Sprintf("version %d from %s", c.Next.Version, s.W.Date(c.Next.From))
	}
	if c.Waits && !c.Stated {
		text += ", " + s.W.Sprintf("version %d waits for two people", c.Latest)
	}
	return text
}

// planShowCmd shows a plan as a file that apply takes.
type planShowCmd struct {
	planOwner

	Plan   string `arg:"" optional:"" default:"default" help:"Name of the plan."`
	Number int    `placeholder:"N" help:"Of an older version."`
}

// Run prints the plan.
func (c *planShowCmd) Run(s *frame.Session) error {
	return c.with(s, "", func(p *planning.Planner, who access.Actor, creditor string) error {
		shown, err := p.Show(s.Ctx, who, creditor, c.Plan)
		if err != nil {
			return err
		}
		one, line := shown.Plan, planLineOf(creditor, shown.Choice)
		if c.Number > 0 {
			old, found := shown.Find(c.Number)
			if !found {
				return dunning.Errorf(dunning.CodeNotFound, "creditor %s has no version %d of the plan %q", creditor, c.Number, c.Plan)
			}
			one, line.Version, line.Steps = old.Plan, old.Plan.Version, len(old.Plan.Steps)
		}
		if s.JSON {
			versions := shown.Versions
			if versions == nil {
				versions = []plan.Version{}
			}
			return s.PrintJSON(struct {
				planLine

				Rules    dunning.Plan   `json:"rules"`
				Versions []plan.Version `json:"versions"` // the newest first
			}{line, one, versions})
		}
		file, err := config.WritePlan(one)
		s.Print(strings.TrimRight(string(file), "\n"))
		return err
	})
}

// planFile is a file with a plan.
type planFile struct {
	File string `arg:"" help:"File with the plan, as show prints it; - reads standard input."`
	Plan string `default:"default" placeholder:"NAME" help:"Name of the plan."`
}

// read gives the plan of the file, and names each of its faults.
func (c *planFile) read(s *frame.Session) (dunning.Plan, []dunning.Fault, error) {
	data, err := s.ReadFile(c.File, config.MostPlanFile)
	if err != nil {
		return dunning.Plan{}, nil, err
	}
	p, err := config.ReadPlan(data, c.File, c.Plan)
	if err != nil {
		return p, nil, err
	}
	return p, plan.Check(p, ""), nil
}

// complain names the faults of a plan, and gives the first as an error; nil for none.
func complain(s *frame.Session, faults []dunning.Fault) error {
	for _, f := range faults[min(1, len(faults)):] {
		s.Complain(f.Path+": "+s.W.Reword(f.Text), s.W.Reword(f.Hint))
	}
	return planning.FaultsError(faults)
}

// planCheckCmd checks a plan, without a database.
type planCheckCmd struct{ planFile }

// Run names the faults of the plan.
func (c *planCheckCmd) Run(s *frame.Session) error {
	p, faults, err := c.read(s)
	if err != nil {
		return err
	}
	if s.JSON {
		if faults == nil {
			faults = []dunning.Fault{}
		}
		if err := s.PrintJSON(struct {
			Plan   string          `json:"plan"`
			Faults []dunning.Fault `json:"faults"`
		}{p.ID, faults}); err != nil {
			return err
		}
	}
	if err := complain(s, faults); err != nil {
		return err
	}
	s.Say("plan %q can be followed: %d {step|steps}", p.ID, len(p.Steps))
	return nil
}

// planApplyCmd saves a plan, after it was rehearsed on the open cases.
type planApplyCmd struct {
	planOwner
	planFile

	Keep    bool           `xor:"running" help:"Cases that run keep the plan they have (default)."`
	Restart bool           `xor:"running" help:"Cases that run begin the plan again, without what has left already."`
	Jump    bool           `xor:"running" help:"Cases that run go on at the step that fits what has left already."`
	From    *frame.DateArg `placeholder:"D" help:"Day from which the plan holds, and cases that run go on under it (default: at once)."`
	DryRun  bool           `help:"Say what would change, and save nothing."`
	Seen    *int           `placeholder:"N" help:"The latest version that you have seen; another one meanwhile is refused (default: whatever is the latest)."`
	By      string         `placeholder:"NAME" help:"Who saves it (default: the user of the machine)."`
}

func (c *planApplyCmd) running() dunning.Onward {
	switch {
	case c.Restart:
		return dunning.Restart
	case c.Jump:
		return dunning.Jump
	}
	return dunning.Keep
}

// Run rehearses the plan, saves it and says what became of the cases.
func (c *planApplyCmd) Run(s *frame.Session) error {
	p, faults, err := c.read(s)
	if err == nil {
		err = complain(s, faults)
	}
	if err != nil {
		return err
	}
	return c.with(s, c.By, func(d *planning.Planner, who access.Actor, creditor string) error {
		in := planning.Change{Trial: planning.Trial{Creditor: creditor, Plan: p, Running: c.running()}}
		if c.From != nil {
			in.From = c.From.Date
		}
		tried, err := d.Rehearse(s.Ctx, who, in.Trial)
		if err != nil {
			return err
		}
		sayDifference(s, tried)
		if c.DryRun {
			return printed(s, appliedPlan{Rehearsal: tried.Difference, Unable: tried.Refused})
		}
		if in.Seen, err = c.seen(s, d, who, creditor); err != nil {
			return err
		}
		saved, err := d.Save(s.Ctx, who, in)
		if err != nil {
			return err
		}
		saySaved(s, saved)
		return printed(s, appliedPlan{Rehearsal: tried.Difference, Unable: tried.Refused, Version: &saved.Version, Moved: saved.Moving.Moved, Refused: len(saved.Moving.Refused), Left: saved.Moving.Left})
	})
}

// seen is the version that the author has seen.
func (c *planApplyCmd) seen(s *frame.Session, d *planning.Planner, who access.Actor, creditor string) (int, error) {
	if c.Seen != nil {
		return *c.Seen, nil
	}
	shown, err := d.Show(s.Ctx, who, creditor, c.Plan)
	if dunning.ErrorCode(err) == dunning.CodeNotFound { // it is new
		return 0, nil
	}
	return shown.Latest, err
}

// appliedPlan is what apply answers to programs.
type appliedPlan struct {
	Rehearsal rehearsal.Difference `json:"rehearsal"`
	Unable    int                  `json:"unable"`            // cases that could not change their plan when it was rehearsed
	Version   *plan.Version        `json:"version,omitempty"` // absent with --dry-run
	Moved     int                  `json:"moved"`             // cases that follow it now
	Refused   int                  `json:"refused"`           // cases that keep their plan
	Left      int                  `json:"left"`              // cases that follow it within minutes
}
