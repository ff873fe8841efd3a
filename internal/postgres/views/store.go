package views

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/desk"
	"relance/internal/postgres"
)

// Store reads from the database of another store. It is safe for concurrent use.
type Store struct{ pool *pgxpool.Pool }

// New reads from the database of a store.
func New(s *postgres.Store) *Store { return &Store{pool: s.Pool()} }

// filter collects what restricts a query.
type filter struct {
	where []string
	args  pgx.NamedArgs
}

// within restricts a query to a scope; column names the creditor.
func within(s desk.Scope, column string) *filter {
	f := &filter{where: []string{"true"}, args: pgx.NamedArgs{}}
	f.add(s.Creditor != "", column+" = @creditor", "creditor", s.Creditor)
	f.add(s.Creditor == "" && len(s.Among) > 0, column+" = any(@among)", "among", s.Among)
	return f
}

// add restricts further when on.
func (f *filter) add(on bool, condition, name string, value any) {
	if on {
		f.where = append(f.where, condition)
		f.args[name] = value
	}
}

func (f *filter) clause() string { return strings.Join(f.where, " and ") }

// read sends a batch: one round trip, one picture of the database.
func (s *Store) read(ctx context.Context, doing string, b *pgx.Batch) error {
	return postgres.Explain(doing, s.pool.SendBatch(ctx, b).Close())
}

// first cuts a list after n, and tells whether there was more.
func first[T any](rows []T, n int) ([]T, bool) {
	if len(rows) > n {
		return slices.Clip(rows[:n]), true
	}
	return rows, false
}
