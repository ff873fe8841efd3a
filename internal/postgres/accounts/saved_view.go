package accounts

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/desk"
	"relance/internal/postgres"
)

// SavedViews lists the views that a person keeps, by name.
func (s *Store) SavedViews(ctx context.Context, login string) ([]desk.SavedView, error) {
	rows, err := s.pool.Query(ctx, `select name, query from saved_views where login = @login order by lower(name)`, pgx.NamedArgs{"login": login})
	if err != nil {
		return nil, postgres.Explain("reading the saved views", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[desk.SavedView])
	return out, postgres.Explain("reading the saved views", err)
}

// SaveView keeps a view under its name, in place of one of that name.
func (s *Store) SaveView(ctx context.Context, login string, v desk.SavedView) error {
	_, err := s.pool.Exec(ctx, `
		insert into saved_views (login, name, query, created_at) values (@login, @name, @query, @now)
		on conflict (login, name) do update set query = excluded.query`,
		pgx.NamedArgs{"login": login, "name": v.Name, "query": v.Query, "now": s.now()})
	return postgres.Explain("saving a view", err)
}

// DropView forgets a view; one that is not kept is no fault.
func (s *Store) DropView(ctx context.Context, login, name string) error {
	_, err := s.pool.Exec(ctx, `delete from saved_views where login = @login and name = @name`, pgx.NamedArgs{"login": login, "name": name})
	return postgres.Explain("forgetting a view", err)
}
