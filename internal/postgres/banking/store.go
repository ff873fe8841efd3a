package banking

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/postgres"
)

// Store keeps bank files and what their lines mean. It is safe for concurrent
// use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New keeps bank files in the database of a store, with its clock.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }

// tx is a transaction that records facts.
type tx struct{ *postgres.Tx }

func (s *Store) do(ctx context.Context, doing string, fn func(*tx) error) error {
	return s.core.Do(ctx, doing, func(t *postgres.Tx) error { return fn(&tx{t}) })
}
