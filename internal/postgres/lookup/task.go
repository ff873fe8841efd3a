package lookup

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

type taskRow struct {
	ID        int64
	Creditor  string
	Number    string
	Cycle     int
	Code      string
	Step      string
	Detail    string
	CreatedAt time.Time
	DoneAt    *time.Time
	Version   int64
	Owner     string
	Until     *time.Time
	Why       string
	PutBy     string
}

func (r taskRow) task() dunning.Task {
	return dunning.Task{
		ID: r.ID, Ref: dunning.Ref{Creditor: r.Creditor, Number: r.Number, Cycle: r.Cycle}, Code: dunning.TaskCode(r.Code),
		Step: r.Step, Detail: r.Detail, Created: r.CreatedAt.UTC(), DoneAt: query.TimeOf(r.DoneAt), Version: r.Version,
		Owner: r.Owner, Later: dunning.Later{Until: query.DayOf(r.Until), Why: r.Why, By: r.PutBy},
	}
}

const taskColumns = `k.id, c.creditor, c.number, c.cycle, k.code, k.step, k.detail, k.created_at, k.done_at, c.version,
	coalesce(c.owner, '') as owner, k.later_until as until, k.later_why as why, k.later_by as put_by`

func tasksOf(rows []taskRow) []dunning.Task {
	out := make([]dunning.Task, len(rows))
	for i, r := range rows {
		out[i] = r.task()
	}
	return out
}

// Tasks gives what people are asked to do, oldest first, page by page. Open
// ones and all are two queries, so that each finds its index.
func (s *Store) Tasks(ctx context.Context, f desk.TaskFilter) ([]dunning.Task, error) {
	where := "k.id > @after"
	if !f.Finished {
		where += " and k.done_at is null"
	}
	if f.Creditor != "" {
		where += " and c.creditor = @creditor"
	}
	if len(f.Among) > 0 {
		where += " and c.creditor = any(@among)"
	}
	limit := 50
	if f.Limit > 0 {
		limit = min(f.Limit, 1000)
	}
	rows, err := query.All[taskRow](ctx, s.pool, `
		select `+taskColumns+` from tasks k join cases c on c.id = k.case_id
		where `+where+` order by k.id limit @limit`,
		pgx.NamedArgs{"after": f.After, "creditor": f.Creditor, "among": f.Among, "limit": limit})
	return tasksOf(rows), postgres.Explain("reading the tasks", err)
}

// Task gives one task; CodeNotFound when there is none of this number.
func (s *Store) Task(ctx context.Context, id int64) (dunning.Task, error) {
	row, err := query.One[taskRow](ctx, s.pool, `
		select `+taskColumns+` from tasks k join cases c on c.id = k.case_id where k.id = @id`, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Task{}, dunning.UnknownTask(id)
	}
	return row.task(), postgres.Explain("reading the task", err)
}

// OpenTasks gives the open tasks of a code and step, oldest first.
func (s *Store) OpenTasks(ctx context.Context, code dunning.TaskCode, step string) ([]dunning.Task, error) {
	rows, err := query.All[taskRow](ctx, s.pool, `
		select `+taskColumns+` from tasks k join cases c on c.id = k.case_id
		where k.done_at is null and k.code = @code and k.step = @step order by k.id limit 10000`,
		pgx.NamedArgs{"code": string(code), "step": step})
	return tasksOf(rows), postgres.Explain("reading the tasks", err)
}
