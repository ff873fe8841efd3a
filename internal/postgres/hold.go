package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Hold takes a name in the database until release is called or the program ends,
// however that happens; false when another program has it. It keeps a connection
// of its own: where that breaks, the name is free again.
func (s *Store) Hold(ctx context.Context, name string) (release func(), held bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig.Copy())
	if err != nil {
		return nil, false, Explain("connecting to PostgreSQL", err)
	}
	end := func() { _ = conn.Close(context.WithoutCancel(ctx)) }
	err = conn.QueryRow(ctx, `select pg_try_advisory_lock(hashtextextended('relance/hold/' || current_schema() || '/' || $1, 0))`, name).Scan(&held)
	if err != nil || !held {
		end()
		return nil, false, Explain("taking a name in the database", err)
	}
	return end, true, nil
}
