package alarms

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
	"relance/internal/procedure"
)

// AddAlarms keeps the alarms that follow from an event of a procedure. The same
// event again adds nothing.
func (s *Store) AddAlarms(ctx context.Context, ref dunning.Ref, on calendar.Date, alarms []procedure.Alarm, author string) error {
	return s.do(ctx, "noting the alarms", func(t *tx) error {
		h, err := t.Lock(ctx, ref)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		for _, a := range alarms {
			b.Queue(`
				insert into alarms (case_id, period, triggered, due_on, ends_on, author, created_at)
				values (@case, @period, @on, @due, @end, @author, @now) on conflict do nothing`,
				pgx.NamedArgs{
					"case": h.ID, "period": a.Period, "on": query.Day(on), "due": query.Day(a.On), "end": query.Day(a.End), "author": author, "now": t.Now,
				})
		}
		return query.Send(ctx, t, b)
	})
}

// OpenAlarms opens the tasks of the alarms whose day has come, and counts them.
func (s *Store) OpenAlarms(ctx context.Context, today calendar.Date) (int, error) {
	n := 0
	err := s.do(ctx, "opening alarms", func(t *tx) error {
		tag, err := t.Exec(ctx, `
			with due as (update alarms set opened_at = @now where opened_at is null and due_on <= @today returning case_id, period, ends_on)
			insert into tasks (case_id, code, step, detail, created_at)
			select case_id, @code, period, max(ends_on)::text, @now from due group by case_id, period
			on conflict (case_id, code, step) where done_at is null do nothing`,
			pgx.NamedArgs{"now": t.Now, "today": query.Day(today), "code": string(dunning.TaskProcedure)})
		n = int(tag.RowsAffected())
		return err
	})
	return n, err
}
