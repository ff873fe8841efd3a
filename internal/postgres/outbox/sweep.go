package outbox

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

type standingRow struct {
	ID           int64
	Creditor     string
	Number       string
	Cycle        int
	Version      int64
	NextActionAt *time.Time
	Started      bool
}

func (r standingRow) standing() desk.Standing {
	ref := dunning.Ref{Creditor: r.Creditor, Number: r.Number, Cycle: r.Cycle}
	return desk.Standing{
		ID: r.ID, Ref: ref, Workflow: ref.ID(), Version: r.Version, NextAction: query.TimeOf(r.NextActionAt), Started: r.Started,
	}
}

const standingColumns = `c.id, c.creditor, c.number, c.cycle, c.version, c.next_action_at,
    not exists (select 1 from outbox o where o.case_id = c.id and o.kind = 'start' and o.delivered_at is null) as started`

func standings(rows []standingRow) []desk.Standing {
	out := make([]desk.Standing, len(rows))
	for i, r := range rows {
		out[i] = r.standing()
	}
	return out
}

// Overdue gives open cases that wanted to act before an instant (case time) and
// have not: their workflow is gone, stuck, or its worker is down.
func (s *Store) Overdue(ctx context.Context, before time.Time, limit int) ([]desk.Standing, error) {
	rows, err := query.All[standingRow](ctx, s.pool, `
		select `+standingColumns+` from cases c where c.closed_at is null and c.next_action_at < @before
		order by c.next_action_at, c.id limit @limit`, pgx.NamedArgs{"before": query.Micro(before), "limit": limit})
	return standings(rows), postgres.Explain("looking for overdue cases", err)
}

// Standings gives open cases in the order of their ids, after one of them: the
// sweep walks through all of them page by page.
func (s *Store) Standings(ctx context.Context, after int64, limit int) ([]desk.Standing, error) {
	rows, err := query.All[standingRow](ctx, s.pool, `
		select `+standingColumns+` from cases c where c.closed_at is null and c.id > @after
		order by c.id limit @limit`, pgx.NamedArgs{"after": after, "limit": limit})
	return standings(rows), postgres.Explain("walking through the cases", err)
}

// Restart orders the workflow of an open case to be started (again), from the
// case as it stands: when Temporal's own store was lost. An order that still
// waits is not doubled. CodeConflict when the case is closed.
func (s *Store) Restart(ctx context.Context, ref dunning.Ref) error {
	return s.do(ctx, "ordering a start", func(t *tx) error {
		h, err := t.Lock(ctx, ref)
		if err != nil {
			return err
		}
		if h.Body.State == dunning.Closed {
			return dunning.Errorf(dunning.CodeConflict, "the case of invoice %s is closed", ref.Number)
		}
		var waiting int64
		err = t.QueryRow(ctx, `
			select id from outbox where case_id = $1 and kind = 'start' and delivered_at is null limit 1`, h.ID).Scan(&waiting)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		b := &pgx.Batch{}
		t.QueueStart(b, h.ID, ref)
		return query.Send(ctx, t, b)
	})
}
