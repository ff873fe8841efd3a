package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres/query"
)

// TaskChange opens one task, or closes all of some codes.
type TaskChange struct {
	Open         dunning.TaskCode
	Step, Detail string
	Done         []string
	Author       string
}

// taskChanges turns what an event asks for into rows; closing comes first.
func taskChanges(c dunning.Case, e dunning.Event, fx dunning.Effects) (out []TaskChange) {
	if len(fx.Done) > 0 {
		done := make([]string, len(fx.Done))
		for i, code := range fx.Done {
			done[i] = string(code)
		}
		out = append(out, TaskChange{Done: done, Author: e.Author})
	}
	for _, code := range fx.Tasks {
		out = append(out, TaskChange{Open: code, Step: e.Step, Detail: taskDetail(code, c, e)})
	}
	return out
}

// taskDetail says what the task is about: an amount, a date or a code, never
// personal data.
func taskDetail(code dunning.TaskCode, c dunning.Case, e dunning.Event) string {
	switch code {
	case dunning.TaskOverpaid:
		return (-c.Balance).String()
	case dunning.TaskAccessories:
		return c.Left.Sum().String()
	case dunning.TaskDispute, dunning.TaskUnreadable, dunning.TaskRegister:
		return e.Category
	case dunning.TaskInsolvency:
		if !e.Deadline.IsZero() {
			return e.Deadline.String() // counted from the publication
		}
		return dunning.DeclareBy(e.Date).String()
	case dunning.TaskLateMessage:
		return string(e.Kind)
	}
	return string(e.Reason)
}

func (t *Tx) queueTask(b *pgx.Batch, id int64, c TaskChange) {
	if len(c.Done) > 0 {
		b.Queue(`
			update tasks set done_at = @now, done_by = @author
			where case_id = @id and code = any(@codes) and done_at is null`,
			pgx.NamedArgs{"id": id, "codes": c.Done, "now": t.Now, "author": c.Author})
		return
	}
	b.Queue(`
		insert into tasks (case_id, code, step, detail, created_at) values (@id, @code, @step, @detail, @now)
		on conflict (case_id, code, step) where done_at is null do nothing`,
		pgx.NamedArgs{"id": id, "code": string(c.Open), "step": c.Step, "detail": c.Detail, "now": t.Now})
}

// FinishTask marks a task as done by a person; a task that is done stays so. One
// who has seen another version of its case (access.Seen) is refused: CodeConflict.
func (s *Store) FinishTask(ctx context.Context, id int64, author string) error {
	return s.Do(ctx, "finishing the task", func(t *Tx) error {
		if seen := access.Seen(ctx); seen != 0 {
			var c dunning.Case
			err := t.QueryRow(ctx, `select c.body from cases c where c.id = (select case_id from tasks where id = $1) for no key update`, id).Scan(&c)
			switch {
			case errors.Is(err, pgx.ErrNoRows):
				return dunning.UnknownTask(id)
			case err != nil:
				return query.Doing("reading the case of the task", err)
			}
			if err := AsSeen(c, seen); err != nil {
				return err
			}
		}
		tag, err := t.Exec(ctx, `
			update tasks set done_at = coalesce(done_at, @now), done_by = case when done_at is null then @author else done_by end
			where id = @id`, pgx.NamedArgs{"id": id, "now": t.Now, "author": author})
		if err == nil && tag.RowsAffected() == 0 {
			return dunning.UnknownTask(id)
		}
		return err
	})
}

// EndDeclarationTasks ends what people were asked about the declaration of a
// claim, on all cases of a debtor.
func (t *Tx) EndDeclarationTasks(ctx context.Context, debtor int64, author string) error {
	_, err := t.Exec(ctx, `
		update tasks k set done_at = @now, done_by = @author from cases c
		where c.id = k.case_id and c.debtor_id = @debtor and k.done_at is null and (k.code = @code or k.code = @post and k.step = @step)`,
		pgx.NamedArgs{"now": t.Now, "author": author, "debtor": debtor, "code": string(dunning.TaskInsolvency), "post": string(dunning.TaskPostLetter), "step": insolvency.DeclarationStep})
	return err
}

// AskedOf tells whether a creditor is asked for something already, and keeps
// others from asking until the transaction ends.
func (t *Tx) AskedOf(ctx context.Context, creditor string, code dunning.TaskCode, step string) (open bool, err error) {
	args := pgx.NamedArgs{"creditor": creditor, "code": string(code), "step": step}
	if _, err := t.Exec(ctx, `
		select pg_advisory_xact_lock(hashtextextended('relance/task/' || current_schema() || '/' || @creditor || '/' || @code || '/' || @step, 0))`,
		args); err != nil {
		return false, query.Doing("waiting for the task", err)
	}
	err = t.QueryRow(ctx, `
		select exists (select 1 from tasks k join cases c on c.id = k.case_id
		    where k.done_at is null and k.code = @code and k.step = @step and c.creditor = @creditor)`, args).Scan(&open)
	return open, query.Doing("looking for the task", err)
}

// OpenTask asks a person for something about a case, once for each code and
// step: a task that was done is not opened again. An unknown case is not_found.
func (s *Store) OpenTask(ctx context.Context, k dunning.Task) error {
	tag, err := s.pool.Exec(ctx, `
		insert into tasks (case_id, code, step, detail, created_at)
		select c.id, @code, @step, @detail, @now from cases c
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle
		    and not exists (select 1 from tasks k where k.case_id = c.id and k.code = @code and k.step = @step)
		on conflict (case_id, code, step) where done_at is null do nothing`,
		pgx.NamedArgs{
			"creditor": k.Ref.Creditor, "number": k.Ref.Number, "cycle": k.Ref.Cycle,
			"code": string(k.Code), "step": k.Step, "detail": k.Detail, "now": query.Micro(s.Now()),
		})
	if err != nil {
		return Explain("opening a task", err)
	}
	if tag.RowsAffected() == 0 {
		_, err = s.LoadCase(ctx, k.Ref)
	}
	return err
}

// OpenCreditorTask asks a person for something that concerns all cases of a
// creditor, once for each code and step while it is open: the task lies on the
// case that met it first.
func (s *Store) OpenCreditorTask(ctx context.Context, k dunning.Task) error {
	return s.Do(ctx, "opening a task", func(t *Tx) error {
		open, err := t.AskedOf(ctx, k.Ref.Creditor, k.Code, k.Step)
		if open || err != nil {
			return err
		}
		h, err := t.Lock(ctx, k.Ref)
		if err != nil {
			return err
		}
		h.Tasks = append(h.Tasks, TaskChange{Open: k.Code, Step: k.Step, Detail: k.Detail})
		return t.Flush(ctx, h)
	})
}

// FinishRateTasks ends the questions for rates of half-years that are known by
// now, up to a last one, and counts them.
func (s *Store) FinishRateTasks(ctx context.Context, last calendar.HalfYear) (int, error) {
	tag, err := s.pool.Exec(ctx, `
		update tasks set done_at = @now, done_by = '' where done_at is null and code = @code and step <= @last`,
		pgx.NamedArgs{"now": query.Micro(s.Now()), "code": string(dunning.TaskRateMissing), "last": last.String()})
	return int(tag.RowsAffected()), Explain("ending the questions for rates", err)
}

// QueueAlarm opens a task about what concerns all cases, on the oldest open case
// of each creditor; one that is open stays the only one.
func QueueAlarm(b *pgx.Batch, code dunning.TaskCode, detail string, now time.Time) {
	b.Queue(`
		insert into tasks (case_id, code, step, detail, created_at)
		select distinct on (c.creditor) c.id, @code, '', @detail, @now from cases c
		where c.closed_at is null and not exists (
		    select 1 from tasks k join cases o on o.id = k.case_id where k.code = @code and k.done_at is null and o.creditor = c.creditor)
		order by c.creditor, c.id`, pgx.NamedArgs{"code": string(code), "detail": detail, "now": now})
}
