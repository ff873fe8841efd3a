package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// TaskStore keeps what people are asked to do.
type TaskStore interface {
	Tasks(ctx context.Context, f desk.TaskFilter) ([]dunning.Task, error)
	Task(ctx context.Context, id int64) (dunning.Task, error)
	FinishTask(ctx context.Context, id int64, author string) error
}

// Tasks lists what people are asked to do about the actor's cases, oldest
// first: up to the filter's limit, behind the task that it names.
func (o *Office) Tasks(ctx context.Context, who Actor, f desk.TaskFilter) (page Page[dunning.Task], err error) {
	if f.Creditor != "" {
		err = access.May(who, access.SeeCases, f.Creditor)
	} else if ids, all := who.Creditors(); !all {
		if f.Among = ids; len(ids) == 0 {
			err = access.May(who, access.SeeCases, "")
		}
	}
	if err != nil {
		return page, err
	}
	return pageOf(f.Limit, func(most int) ([]dunning.Task, error) {
		f.Limit = most
		return o.Work.Tasks(ctx, f)
	}, func(t dunning.Task) { f.After = t.ID })
}

// FinishTask marks a task as done; one that is done stays so.
func (o *Office) FinishTask(ctx context.Context, who Actor, id int64) error {
	t, err := o.Work.Task(ctx, id)
	if err != nil {
		return err
	}
	if err := access.May(who, access.WorkOnTasks, t.Ref.Creditor); err != nil {
		if dunning.ErrorCode(err) == dunning.CodeNotFound {
			return dunning.UnknownTask(id)
		}
		return err
	}
	return OnceOnly(ctx, o.Keys, Deed{who, "finish task", id}, func(ctx context.Context) error {
		return o.Work.FinishTask(ctx, id, who.Name)
	})
}
