package look

import (
	"relance/internal/access"
	"relance/internal/backoffice/planning"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// planMoveCmd lets open cases follow another plan.
type planMoveCmd struct {
	planOwner

	Plan    string   `arg:"" help:"Plan that they are to follow, in the version in use."`
	Numbers []string `arg:"" optional:"" name:"number" help:"Numbers of the invoices (default: all open cases of --of)."`
	Of      string   `placeholder:"NAME" help:"All open cases that follow this plan (default: those of an older version of the plan itself)."`
	Jump    bool     `xor:"running" help:"They go on at the step that fits what has left already (default)."`
	Restart bool     `xor:"running" help:"They begin the plan again, without what has left already."`
	DryRun  bool     `help:"Say what would change, and change nothing."`
	By      string   `placeholder:"NAME" help:"Who decides it (default: the user of the machine)."`
}

// movedPlan is what move answers to programs.
type movedPlan struct {
	Plan      string                `json:"plan"`
	Rehearsal *rehearsal.Difference `json:"rehearsal,omitempty"` // of a dry run
	Unable    int                   `json:"unable,omitempty"`    // cases that could not change their plan when it was rehearsed
	Moved     int                   `json:"moved"`               // cases that follow it now
	Refused   []keptPlan            `json:"refused"`             // cases that keep their plan
}

// keptPlan is a case that keeps its plan, and why.
type keptPlan struct {
	Invoice string `json:"invoice"`
	Code    string `json:"code"`
	Reason  string `json:"reason"`
}

// Run rehearses the move, or does it and says what became of each case.
func (c *planMoveCmd) Run(s *frame.Session) error {
	if len(c.Numbers) > 0 && c.Of != "" {
		return dunning.Errorf(dunning.CodeInvalid, "the cases are named twice: by numbers and by --of").WithHint("leave one of them out")
	}
	return c.with(s, c.By, func(d *planning.Planner, who access.Actor, creditor string) error {
		in := planning.Application{Creditor: creditor, Plan: c.Plan, Running: dunning.Jump, Numbers: c.Numbers, Of: c.Of}
		if c.Restart {
			in.Running = dunning.Restart
		}
		if c.DryRun {
			return c.rehearse(s, d, who, in)
		}
		moving, err := d.Apply(s.Ctx, who, in)
		if err != nil {
			return err
		}
		out := movedPlan{Plan: c.Plan, Moved: moving.Moved, Refused: []keptPlan{}}
		s.Say("%d {case follows|cases follow} the plan %q now, %d {keeps its own|keep theirs}", moving.Moved, c.Plan, len(moving.Refused))
		for _, r := range moving.Refused {
			out.Refused = append(out.Refused, keptPlan{Invoice: r.Ref.Number, Code: string(dunning.ErrorCode(r.Err)), Reason: s.W.Reword(r.Err.Error())})
			s.Complain(r.Ref.Number+": "+s.W.Reword(r.Err.Error()), s.W.Reword(dunning.ErrorHint(r.Err)))
		}
		if err := printed(s, out); err != nil {
			return err
		}
		if len(moving.Refused) == 0 {
			return nil
		}
		return frame.SomeOf(len(moving.Refused), moving.Moved+len(moving.Refused))
	})
}

// rehearse says what the move would change.
func (c *planMoveCmd) rehearse(s *frame.Session, d *planning.Planner, who access.Actor, in planning.Application) error {
	tried, err := d.TryApply(s.Ctx, who, in)
	if err != nil {
		return err
	}
	s.Say("%d open {case|cases} would follow the plan %q; {its|their} next message in %d days:", tried.Cases, c.Plan, planning.HorizonDays)
	sayChanges(s, tried)
	return printed(s, movedPlan{Plan: c.Plan, Rehearsal: &tried.Difference, Unable: tried.Refused, Refused: []keptPlan{}})
}
