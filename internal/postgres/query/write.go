package query

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Copy writes many rows of a table at once.
func Copy(ctx context.Context, t pgx.Tx, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := t.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return Doing("writing "+table, err)
}

// NewIDs takes numbers for rows that are to be written with their ids.
func NewIDs(ctx context.Context, q Querier, table string, n int) ([]int64, error) {
	if n == 0 {
		return nil, nil
	}
	var out []int64
	rows, err := q.Query(ctx, `
		select nextval(s.id) from (select pg_get_serial_sequence(@table, 'id')::regclass as id offset 0) s, generate_series(1, @n)`,
		pgx.NamedArgs{"table": table, "n": n})
	if err == nil {
		out, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	return out, Doing("taking numbers for "+table, err)
}
