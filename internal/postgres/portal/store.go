package portal

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/deeds"
	"relance/internal/postgres/query"
)

// Store keeps debtors' pages. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// New keeps the pages in the database of a store, with its clock.
func New(s *postgres.Store) *Store {
	return &Store{pool: s.Pool(), now: func() time.Time { return query.Micro(s.Now()) }}
}

func (s *Store) do(ctx context.Context, doing string, fn func(pgx.Tx) error) error {
	return postgres.Explain(doing, deeds.Committed(ctx, pgx.BeginFunc(ctx, s.pool, func(t pgx.Tx) error {
		if err := deeds.Begun(ctx, t, s.now()); err != nil { // a person's right is checked; a debtor has no account
			return err
		}
		return fn(t)
	})))
}

// unknown is the one answer for whatever is not there, or no longer.
func unknown() error { return dunning.Errorf(dunning.CodeNotFound, "there is no such page") }

// sumOf reads a SHA-256 in hex; nil for what is none.
func sumOf(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return nil
	}
	return b
}
