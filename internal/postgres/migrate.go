package postgres

import (
	"context"
	"embed"
	"io/fs"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the tables to the state this program needs. It may be run at
// any time and by several programs at once; they follow one another.
func (s *Store) Migrate(ctx context.Context) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return Explain("connecting to PostgreSQL", err)
	}
	defer conn.Release()
	const key = `hashtextextended('relance/migrate/' || current_schema(), 0)`
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(`+key+`)`); err != nil {
		return Explain("waiting for another migration", err)
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), `select pg_advisory_unlock(`+key+`)`) }()
	return Explain("migrating the database", s.migrate(ctx))
}

func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithTableName("relance_schema_version"))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}
