package cases

import (
	"context"

	"relance/internal/access"
	"relance/internal/backoffice/staff"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Task is what people arrange about one task.
type Task struct {
	Snooze TaskSnooze `cmd:"" help:"Put a task off to another day: until then it is no work of the day. Its case goes on."`
	Assign TaskAssign `cmd:"" help:"Hand a task on to a person, with its case."`
}

// TaskArg names a task and whoever decides about it.
type TaskArg struct {
	ID int64  `arg:"" help:"Number of the task: relance tasks."`
	By string `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// TaskSnooze puts a task off, or brings it back.
type TaskSnooze struct {
	TaskArg
	Until calendar.Date `placeholder:"DATE" help:"Day on which it is work again, within 60 days."`
	Why   string        `placeholder:"TEXT" help:"Why it waits; needed with --until."`
	Now   bool          `help:"Bring it back."`
}

// Run puts the task off.
func (c *TaskSnooze) Run(s *frame.Session) error {
	if c.Now == !c.Until.IsZero() {
		return frame.Usage(dunning.Errorf(dunning.CodeInvalid, "say until when the task waits").WithHint("--until DATE --why TEXT, or --now to bring it back"))
	}
	return c.arrange(s, func(ctx context.Context, care *staff.Care, who access.Actor) (dunning.Task, error) {
		return care.PutOff(ctx, who, c.ID, c.Until, c.Why)
	})
}

// TaskAssign hands a task on.
type TaskAssign struct {
	TaskArg
	Person string `arg:"" optional:"" help:"Login of the person: relance user list."`
	Nobody bool   `help:"Take it from whoever has it."`
}

// Run hands the task on.
func (c *TaskAssign) Run(s *frame.Session) error {
	if c.Nobody == (c.Person != "") {
		return frame.Usage(dunning.Errorf(dunning.CodeInvalid, "say to whom the task goes").WithHint("name a person, or say --nobody"))
	}
	return c.arrange(s, func(ctx context.Context, care *staff.Care, who access.Actor) (dunning.Task, error) {
		return care.HandOn(ctx, who, c.ID, c.Person)
	})
}

// arrange does something about the task and shows how it stands.
func (c TaskArg) arrange(s *frame.Session, do func(context.Context, *staff.Care, access.Actor) (dunning.Task, error)) error {
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	t, err := do(s.Ctx, d.Rooms.Care(), d.Who)
	if err != nil {
		return err
	}
	views := viewsOf([]dunning.Task{t})
	if s.JSON {
		return s.PrintJSON(views[0])
	}
	taskTable(s, views)
	return nil
}
