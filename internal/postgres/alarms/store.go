package alarms

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// Store keeps the alarms of limitation and of procedures. It is safe for concurrent use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New works in the database of a store, with its clock.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }

// tx is a transaction that records facts.
type tx struct{ *postgres.Tx }

func (s *Store) do(ctx context.Context, doing string, fn func(*tx) error) error {
	return s.core.Do(ctx, doing, func(t *postgres.Tx) error { return fn(&tx{t}) })
}

// EndAlarm ends the tasks that postgres.QueueAlarm opened: what they were about is
// switched off, or well again.
func (s *Store) EndAlarm(ctx context.Context, code dunning.TaskCode) error {
	_, err := s.pool.Exec(ctx, `update tasks set done_at = $2 where code = $1 and done_at is null`, string(code), query.Micro(s.core.Now()))
	return postgres.Explain("ending an alarm", err)
}
