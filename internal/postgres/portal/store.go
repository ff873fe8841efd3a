package portal

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
)

// Store keeps debtors' pages. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// New keeps them in the database of a store, with its clock.
func New(s *postgres.Store) *Store {
	return &Store{pool: s.Pool(), now: func() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }}
}

func (s *Store) do(ctx context.Context, doing string, fn func(pgx.Tx) error) error {
	return postgres.Explain(doing, pgx.BeginFunc(ctx, s.pool, fn))
}

// rowsOf reads all rows of a query into structs by column name.
func rowsOf[T any](ctx context.Context, q interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}

// unknown is the one answer for whatever is not there, or no longer.
func unknown() error { return dunning.Errorf(dunning.CodeNotFound, "there is no such page") }

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func dayOf(t *time.Time) calendar.Date {
	if t == nil {
		return calendar.Date{}
	}
	return calendar.DateOf(t.UTC())
}

func day(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.UTC()
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// sumOf reads a SHA-256 in hex; nil for what is none.
func sumOf(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return nil
	}
	return b
}
