package staff

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/people"
)

// CareStore keeps who is in charge of cases, and what people note about them.
type CareStore interface {
	// Care reads both, with the logins of those who may work on the case.
	Care(ctx context.Context, ref dunning.Ref) (people.Care, error)
	SetOwner(ctx context.Context, by audit.Who, ref dunning.Ref, login string) error
	AddNote(ctx context.Context, by audit.Who, ref dunning.Ref, text string) error
	// PutOff keeps until when a task waits; no day is that it is work of today.
	PutOff(ctx context.Context, by audit.Who, t dunning.Task, l dunning.Later) error
}

// TaskReader finds a task by its number; CodeNotFound when there is none.
type TaskReader interface {
	Task(ctx context.Context, id int64) (dunning.Task, error)
}

// Care is how people share the work on cases: who is in charge of which, and what
// they note for each other. Neither changes what leaves.
type Care struct {
	Store CareStore
	Tasks TaskReader
	Keys  backoffice.KeyStore // as of backoffice.Office
	Now   func() time.Time    // UTC; case time
}

// Of tells who is in charge of a case, and what was noted about it.
func (c *Care) Of(ctx context.Context, who access.Actor, ref dunning.Ref) (people.Care, error) {
	if err := access.MayFor(who, access.SeeCases, ref); err != nil {
		return people.Care{}, err
	}
	return c.Store.Care(ctx, ref)
}

// Assign puts a person in charge of a case; an empty login nobody. CodeInvalid for
// somebody who may not work on it.
func (c *Care) Assign(ctx context.Context, who access.Actor, ref dunning.Ref, login string) error {
	if err := access.MayFor(who, access.WorkOnTasks, ref); err != nil {
		return err
	}
	return c.assign(ctx, who, ref, login)
}

func (c *Care) assign(ctx context.Context, who access.Actor, ref dunning.Ref, login string) error {
	return backoffice.OnceOnly(ctx, c.Keys, backoffice.Deed{Who: who, Name: "case.owner", Asks: []any{ref, login}}, func(ctx context.Context) error {
		if login != "" {
			care, err := c.Store.Care(ctx, ref)
			if err != nil {
				return err
			}
			if !slices.Contains(care.Colleagues, login) {
				return dunning.Errorf(dunning.CodeInvalid, "%s may not work on invoice %s", login, ref.Number).
					WithHint("choose somebody who has a role for this creditor")
			}
		}
		return c.Store.SetOwner(ctx, backoffice.By(who), ref, login)
	})
}

// Note keeps what the actor writes about a case.
func (c *Care) Note(ctx context.Context, who access.Actor, ref dunning.Ref, text string) error {
	if err := access.MayFor(who, access.WorkOnTasks, ref); err != nil {
		return err
	}
	text, err := people.CleanNote(text)
	if err != nil {
		return err
	}
	return backoffice.OnceOnly(ctx, c.Keys, backoffice.Deed{Who: who, Name: "case.note", Asks: []any{ref, text}}, func(ctx context.Context) error {
		return c.Store.AddNote(ctx, backoffice.By(who), ref, text)
	})
}

// PutOff lets a task wait until a day, with the reason, and no day brings it back: it
// leaves the day's work, not the case. It gives the task as it stands then. CodeInvalid
// and CodeConflict as desk.PutOff; CodeConflict also for whoever has seen another
// version of its case.
func (c *Care) PutOff(ctx context.Context, who access.Actor, id int64, until calendar.Date, why string) (dunning.Task, error) {
	t, err := c.task(ctx, who, id)
	if err != nil {
		return t, err
	}
	later, err := desk.PutOff(t, until, calendar.DateOf(c.Now().In(calendar.Metropole.Location())), why)
	if err != nil {
		return t, err
	}
	err = backoffice.OnceOnly(ctx, c.Keys, backoffice.Deed{Who: who, Name: "task.later", Asks: []any{id, later}}, func(ctx context.Context) error {
		return c.Store.PutOff(ctx, backoffice.By(who), t, later)
	})
	return c.after(ctx, id, err)
}

// HandOn gives a task to a person with the case that it is about; an empty login takes
// both from whoever has them. It gives the task as it stands then. Errors as Assign.
func (c *Care) HandOn(ctx context.Context, who access.Actor, id int64, login string) (dunning.Task, error) {
	t, err := c.task(ctx, who, id)
	if err != nil {
		return t, err
	}
	return c.after(ctx, id, c.assign(ctx, who, t.Ref, login))
}

// task finds a task for whoever may work on it; that of a foreign creditor is none.
func (c *Care) task(ctx context.Context, who access.Actor, id int64) (dunning.Task, error) {
	t, err := c.Tasks.Task(ctx, id)
	if err != nil {
		return t, err
	}
	if err = access.May(who, access.WorkOnTasks, t.Ref.Creditor); dunning.ErrorCode(err) == dunning.CodeNotFound {
		err = dunning.UnknownTask(id)
	}
	return t, err
}

// after reads a task again when something was done about it.
func (c *Care) after(ctx context.Context, id int64, err error) (dunning.Task, error) {
	if err != nil {
		return dunning.Task{}, err
	}
	return c.Tasks.Task(ctx, id)
}
