package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/dunning"
)

// TaskBook keeps what people are asked to do.
type TaskBook interface {
	Tasks(ctx context.Context, f dunning.TaskFilter) ([]dunning.Task, error)
	Task(ctx context.Context, id int64) (dunning.Task, error)
	FinishTask(ctx context.Context, id int64, author string) error
}

// taskPage is the most tasks that are read at once.
const taskPage = 1000

// Tasks lists what people are asked to do about the actor's cases, oldest
// first: up to the filter's limit, behind the task that it names.
func (o *Office) Tasks(ctx context.Context, who Actor, f dunning.TaskFilter) (page Page[dunning.Task], err error) {
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
	limit := f.Limit
	for {
		f.Limit = min(limit+1-len(page.Rows), taskPage)
		rows, err := o.Work.Tasks(ctx, f)
		if err != nil {
			return page, err
		}
		for _, t := range rows {
			if len(page.Rows) == limit {
				page.More = true
				return page, nil
			}
			page.Rows, f.After = append(page.Rows, t), t.ID
		}
		if len(rows) < f.Limit {
			return page, nil
		}
	}
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
	return o.Work.FinishTask(ctx, id, who.Name)
}
