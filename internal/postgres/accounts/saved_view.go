package accounts

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// Habits gives what a person arranged about a list, with the views that are shared
// among people of some creditors.
func (s *Store) Habits(ctx context.Context, login, list string, of desk.Scope) (out desk.Habits, err error) {
	args := pgx.NamedArgs{"login": login, "list": list, "creditor": of.Creditor, "among": of.Among}
	b := &pgx.Batch{}
	query.Into(b, &out.Views, `select name, query from saved_views where login = @login order by lower(name)`, args)
	query.Into(b, &out.Shared, `
		select creditor, name, query, author from shared_views
		where (@creditor::text = '' or creditor = @creditor) and (cardinality(coalesce(@among::text[], '{}')) = 0 or creditor = any(@among)) order by lower(name), creditor`, args)
	query.IntoValues(b, &out.Columns, `select unnest(columns) from list_columns where login = @login and list = @list`, args)
	return out, postgres.Explain("reading what a person arranged", s.pool.SendBatch(ctx, b).Close())
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

// ShareView keeps a view for everybody of its creditor, in place of its author's of
// that name. CodeConflict when somebody else shares one of that name.
func (s *Store) ShareView(ctx context.Context, v desk.SharedView) error {
	tag, err := s.pool.Exec(ctx, `
		insert into shared_views as v (creditor, name, query, author, created_at) values (@creditor, @name, @query, @author, @now)
		on conflict (creditor, name) do update set query = excluded.query where v.author = excluded.author`,
		pgx.NamedArgs{"creditor": v.Creditor, "name": v.Name, "query": v.Query, "author": v.Author, "now": s.now()})
	if err == nil && tag.RowsAffected() == 0 {
		return dunning.Errorf(dunning.CodeConflict, "somebody else shares a view called %s", v.Name).WithHint("give yours another name")
	}
	return postgres.Explain("sharing a view", err)
}

// SharedView finds a view that is shared; CodeNotFound when there is none.
func (s *Store) SharedView(ctx context.Context, creditor, name string) (v desk.SharedView, err error) {
	err = s.pool.QueryRow(ctx, `select creditor, name, query, author from shared_views where creditor = $1 and name = $2`, creditor, name).
		Scan(&v.Creditor, &v.Name, &v.Query, &v.Author)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, notFound("no view called %s is shared", name)
	}
	return v, postgres.Explain("reading a view", err)
}

// UnshareView forgets a view that is shared.
func (s *Store) UnshareView(ctx context.Context, creditor, name string) error {
	_, err := s.pool.Exec(ctx, `delete from shared_views where creditor = $1 and name = $2`, creditor, name)
	return postgres.Explain("forgetting a view", err)
}

// SetColumns keeps the columns that a person wants in a list; none forgets the choice.
func (s *Store) SetColumns(ctx context.Context, login, list string, columns []string) error {
	args := pgx.NamedArgs{"login": login, "list": list, "columns": columns}
	sql := `delete from list_columns where login = @login and list = @list`
	if len(columns) > 0 {
		sql = `insert into list_columns (login, list, columns) values (@login, @list, @columns)
			on conflict (login, list) do update set columns = excluded.columns`
	}
	_, err := s.pool.Exec(ctx, sql, args)
	return postgres.Explain("keeping the columns of a list", err)
}
