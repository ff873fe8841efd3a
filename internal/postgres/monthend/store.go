package monthend

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// Store keeps month ends. It is safe for concurrent use.
type Store struct{ pool *pgxpool.Pool }

// New works in the database of a store.
func New(s *postgres.Store) *Store { return &Store{pool: s.Pool()} }

type row struct {
	Creditor string
	Figures  figures.MonthEnd
	FrozenAt time.Time
}

// MonthEnds gives the latest month ends of a scope, the newest first.
func (s *Store) MonthEnds(ctx context.Context, of desk.Scope, since calendar.Date) ([]figures.Frozen, error) {
	rows, err := query.All[row](ctx, s.pool, `
		select creditor, figures, frozen_at from month_ends
		where on_day >= @since::date and (@creditor = '' or creditor = @creditor) and (@creditor <> '' or @all or creditor = any(@among))
		order by on_day desc, creditor`,
		pgx.NamedArgs{"since": query.Day(since), "creditor": of.Creditor, "all": len(of.Among) == 0, "among": of.Among})
	if err != nil {
		return nil, postgres.Explain("reading the month ends", err)
	}
	out := make([]figures.Frozen, len(rows))
	for i, r := range rows {
		out[i] = figures.Frozen{Creditor: r.Creditor, Figures: r.Figures, At: r.FrozenAt.UTC()}
	}
	return out, nil
}

// Frozen gives, for each creditor, the last day of which the figures are kept.
func (s *Store) Frozen(ctx context.Context) (map[string]calendar.Date, error) {
	rows, err := query.All[struct {
		Creditor string
		Last     time.Time
	}](ctx, s.pool, `select creditor, max(on_day) as last from month_ends group by creditor`, pgx.NamedArgs{})
	if err != nil {
		return nil, postgres.Explain("looking for the last month end", err)
	}
	out := map[string]calendar.Date{}
	for _, r := range rows {
		out[r.Creditor] = query.DayOf(&r.Last)
	}
	return out, nil
}

// Freeze keeps the figures of a month; false when they are kept already.
func (s *Store) Freeze(ctx context.Context, creditor string, m figures.MonthEnd, at time.Time) (bool, error) {
	tag, err := s.pool.Exec(ctx, `
		insert into month_ends (creditor, on_day, figures, frozen_at) values (@creditor, @day::date, @figures, @at)
		on conflict (creditor, on_day) do nothing`,
		pgx.NamedArgs{"creditor": creditor, "day": query.Day(m.On), "figures": m, "at": at})
	return tag.RowsAffected() == 1, postgres.Explain("keeping a month end", err)
}
