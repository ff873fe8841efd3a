package monthend

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// keptFor is how long the figures of a day are kept.
const keptFor = 72 * time.Hour

// KeptBoard gives the figures of a scope of a day as they were worked out last, or
// those of the last day before it back to another one; nil where none are kept. All
// debtors are read only when they are asked for.
func (s *Store) KeptBoard(ctx context.Context, of desk.Scope, since, on calendar.Date, all bool) (*figures.KeptDay, error) {
	row, err := query.One[struct {
		OnDay            time.Time
		Worked           time.Time
		Figures, Debtors []byte
	}](ctx, s.pool, `
		select on_day, worked, figures::text::bytea as figures, case when @all then debtors else '' end as debtors from day_boards
		where creditor = @creditor and among = @among and on_day between @since and @on order by on_day desc limit 1`,
		scoped(of, pgx.NamedArgs{"since": query.Day(since), "on": query.Day(on), "all": all}))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // nothing is kept
	}
	if err != nil {
		return nil, postgres.Explain("reading the figures of a day", err)
	}
	return &figures.KeptDay{Of: of, On: query.DayOf(&row.OnDay), Worked: row.Worked.UTC(), Figures: row.Figures, Debtors: row.Debtors}, nil
}

// KeepBoard keeps figures that were worked out, and forgets old ones; asked says that
// a person wanted them.
func (s *Store) KeepBoard(ctx context.Context, k figures.KeptDay, asked bool) error {
	args := scoped(k.Of, pgx.NamedArgs{
		"on": query.Day(k.On), "worked": k.Worked, "figures": string(k.Figures), "debtors": k.Debtors, "person": asked, "old": k.Worked.Add(-keptFor),
	})
	b := &pgx.Batch{}
	b.Queue(`
		insert into day_boards (creditor, among, on_day, worked, asked, figures, debtors)
		select @creditor, @among, @on, @worked, case when @person then @worked
		    else coalesce((select max(asked) from day_boards where creditor = @creditor and among = @among), @worked) end, @figures::jsonb, @debtors
		on conflict on constraint day_boards_pkey do update set worked = excluded.worked, asked = excluded.asked, figures = excluded.figures, debtors = excluded.debtors
		where day_boards.worked <= excluded.worked`, args)
	b.Queue(`delete from day_boards where worked < @old`, args)
	return postgres.Explain("keeping the figures of a day", s.pool.SendBatch(ctx, b).Close())
}

// Looked lists for whom figures are kept, with the last day.
func (s *Store) Looked(ctx context.Context) ([]figures.Looked, error) {
	rows, err := query.All[struct {
		Creditor string
		Among    []string
		OnDay    time.Time
		Asked    time.Time
	}](ctx, s.pool, `select creditor, among, max(on_day) as on_day, max(asked) as asked from day_boards group by creditor, among`, pgx.NamedArgs{})
	if err != nil {
		return nil, postgres.Explain("looking for figures that are kept", err)
	}
	out := make([]figures.Looked, len(rows))
	for i, r := range rows {
		out[i] = figures.Looked{Of: desk.Scope{Creditor: r.Creditor, Among: r.Among}, On: query.DayOf(&r.OnDay), Asked: r.Asked.UTC()}
	}
	return out, nil
}

// scoped adds whose figures are meant.
func scoped(of desk.Scope, args pgx.NamedArgs) pgx.NamedArgs {
	args["creditor"], args["among"] = of.Creditor, append([]string{}, of.Among...)
	return args
}
