package query

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Send sends a batch and reads nothing but errors.
func Send(ctx context.Context, q interface {
	SendBatch(context.Context, *pgx.Batch) pgx.BatchResults
}, b *pgx.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	return q.SendBatch(ctx, b).Close()
}

// Querier is a pool or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// All reads all rows into structs by column name.
func All[T any](ctx context.Context, q Querier, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}

// One reads exactly one row; pgx.ErrNoRows when there is none.
func One[T any](ctx context.Context, q Querier, sql string, args pgx.NamedArgs) (T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		var zero T
		return zero, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
}

// Into adds a query to a batch whose rows end up in dst. Each statement of a
// batch sees what was committed before it began, locks taken by the ones
// before it included: a batch of locks and reads costs one round trip.
func Into[T any](b *pgx.Batch, dst *[]T, sql string, args pgx.NamedArgs) {
	b.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
		*dst, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
}

// IntoValues is into for rows of one column.
func IntoValues[T any](b *pgx.Batch, dst *[]T, sql string, args pgx.NamedArgs) {
	b.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
		*dst, err = pgx.CollectRows(rows, pgx.RowTo[T])
		return err
	})
}

// IDs reads rows of one column of ids.
func IDs(rows pgx.Rows) ([]int64, error) { return pgx.CollectRows(rows, pgx.RowTo[int64]) }
