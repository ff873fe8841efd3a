package sending

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/wordings"
)

// Store is the send protocol. It is safe for concurrent use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New sends what is due in the database of a store, with its clock and its
// limits.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }

// tx is a transaction that records facts.
type tx struct{ *postgres.Tx }

func (s *Store) do(ctx context.Context, doing string, fn func(*tx) error) error {
	return s.core.Do(ctx, doing, func(t *postgres.Tx) error { return fn(&tx{t}) })
}

// WordingByMark gives the version of a creditor's own text that a letter was drawn
// by; CodeNotFound when there is none.
func (s *Store) WordingByMark(ctx context.Context, creditor, mark string) (dunning.Wording, error) {
	return wordings.ByMark(ctx, s.pool, creditor, mark)
}

// cases is the record of cases, under a name that does not hide the protocol's.
type cases = postgres.Store

// found looks values up in the store.
type found = lookup.Store

// Room is the send protocol together with the record of cases that it goes by:
// what whoever composes and delivers asks of the database.
type Room struct {
	*cases
	*Store
	*found
}

// NewRoom makes the Room of a store.
func NewRoom(s *postgres.Store) Room { return Room{cases: s, Store: New(s), found: lookup.New(s)} }
