package postgres

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/postgres/query"
)

// LockShare keeps a setting from changing until the transaction ends.
const LockShare = true

// Setting reads a setting into v (a pointer); false when it was never set.
func Setting(ctx context.Context, q query.Querier, key string, v any, locked bool) (bool, error) {
	sql := `select value from settings where key = @key`
	if locked {
		sql += ` for share`
	}
	rows, err := q.Query(ctx, sql, pgx.NamedArgs{"key": key})
	if err != nil {
		return false, query.Doing("reading setting "+key, err)
	}
	raw, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[json.RawMessage])
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, query.Doing("reading setting "+key, err)
	}
	return true, query.Doing("reading setting "+key, json.Unmarshal(raw, v))
}

// Setting reads a setting of the installation into v (a pointer) and tells
// whether it was ever set.
func (s *Store) Setting(ctx context.Context, key string, v any) (bool, error) {
	ok, err := Setting(ctx, s.pool, key, v, false)
	return ok, Explain("reading the settings", err)
}

// SetSetting writes a setting: any value that JSON can hold.
func (s *Store) SetSetting(ctx context.Context, key string, v any, author string) error {
	return s.Do(ctx, "writing setting "+key, func(t *Tx) error { return t.Set(ctx, key, v, author) })
}

// Set writes a setting.
func (t *Tx) Set(ctx context.Context, key string, v any, author string) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `
		insert into settings (key, value, author, updated_at) values (@key, @value, @author, @now)
		on conflict (key) do update set value = excluded.value, author = excluded.author, updated_at = excluded.updated_at`,
		pgx.NamedArgs{"key": key, "value": raw, "author": author, "now": t.Now})
	return query.Doing("writing setting "+key, err)
}
