package gazette

import (
	"context"
	"time"

	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres"
	"relance/internal/postgres/query"

	"github.com/jackc/pgx/v5"
)

// WatchState tells how the watch stands; the zero state when it never ran.
func (s *Store) WatchState(ctx context.Context) (out insolvency.WatchState, err error) {
	if _, err = postgres.Setting(ctx, s.pool, postgres.WatchKey, &out, false); err != nil {
		return out, postgres.Explain("reading the watch's state", err)
	}
	err = s.pool.QueryRow(ctx, `
		select count(distinct d.siren) filter (where d.siren <> ''), count(distinct d.id) filter (where d.siren = '' and d.regime = 'b2b')
		from cases c join debtors d on d.id = c.debtor_id where c.closed_at is null`).Scan(&out.Watched, &out.Unwatched)
	return out, postgres.Explain("counting who is watched", err)
}

// NoteWatch keeps how the watch stands. One that is silent is an alarm: a task
// on the oldest open case of each creditor, which ends when the watch reads
// again.
func (s *Store) NoteWatch(ctx context.Context, state insolvency.WatchState) error {
	args := pgx.NamedArgs{"key": postgres.WatchKey, "value": state, "now": query.Micro(s.core.Now()), "code": string(dunning.TaskWatchSilent)}
	b := &pgx.Batch{}
	b.Queue(`
		insert into settings (key, value, author, updated_at) values (@key, @value, '', @now)
		on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`, args)
	if state.Fault == "" {
		b.Queue(`update tasks set done_at = @now where code = @code and done_at is null`, args)
	} else {
		postgres.QueueAlarm(b, dunning.TaskWatchSilent, state.Newest.String(), query.Micro(s.core.Now()))
	}
	return postgres.Explain("noting the watch's state", query.Send(ctx, s.pool, b))
}

// watchedColumns finds the companies whose notices matter: debtors with open
// cases, and those of cases that ended unpaid within a year.
const watchedColumns = `
	select d.siren, max(l.looked_at) as looked, coalesce(bool_or(c.closed_at is null and (
	        c.body->'holds' @> '[{"kind":"stale_watch"}]' or c.next_action_at <= @soon and (
	            c.body->'steps'->((c.body->>'done')::int)->>'level' = 'formal_notice' or
	            c.body->'steps'->((c.body->>'done')::int)->>'channel' in ('registered_letter', 'handover')))), false) as formal,
	    count(*) filter (where c.closed_at is null)::int as open
	from cases c join debtors d on d.id = c.debtor_id left join gazette_looks l on l.siren = d.siren
	where d.siren <> '' and (c.closed_at is null or c.closed_at > @since and c.balance > 0)
	group by d.siren order by d.siren`

// Watched lists the companies whose notices are looked for.
func (s *Store) Watched(ctx context.Context) ([]insolvency.Watched, error) {
	now := query.Micro(s.core.Now())
	rows, err := query.All[struct {
		SIREN  string `db:"siren"`
		Looked *time.Time
		Formal bool
		Open   int
	}](ctx, s.pool, watchedColumns, pgx.NamedArgs{"soon": now.Add(36 * time.Hour), "since": now.AddDate(-1, 0, 0)})
	out := make([]insolvency.Watched, len(rows))
	for i, r := range rows {
		out[i] = insolvency.Watched{SIREN: r.SIREN, Looked: query.TimeOf(r.Looked), Formal: r.Formal, Open: r.Open}
	}
	return out, postgres.Explain("looking who is watched", err)
}

// NoteLooks notes that companies were looked up with success; cases whose formal
// step waited for that go on.
func (s *Store) NoteLooks(ctx context.Context, sirens []string) (released int, err error) {
	err = s.do(ctx, "noting look-ups", func(t *tx) error {
		if _, err := t.Exec(ctx, `
			insert into gazette_looks (siren, looked_at) select unnest(@sirens::text[]), @now
			on conflict (siren) do update set looked_at = excluded.looked_at`, pgx.NamedArgs{"sirens": sirens, "now": t.Now}); err != nil {
			return query.Doing("noting look-ups", err)
		}
		var state insolvency.WatchState
		if _, err := postgres.Setting(ctx, t, postgres.WatchKey, &state, false); err != nil {
			return err
		}
		if s.core.WatchMaxAge > 0 && state.Stale(t.Now, s.core.WatchMaxAge+postgres.NationalGrace) {
			return nil // the national file is missing: formal steps go on waiting
		}
		released, err = t.releaseHolds(ctx, dunning.HoldWatch, sirens)
		return err
	})
	return released, err
}

// releaseHolds ends the holds of a kind on the open cases of some companies.
func (t *tx) releaseHolds(ctx context.Context, kind dunning.HoldKind, sirens []string) (n int, err error) {
	rows, err := t.Query(ctx, `
		select c.id from cases c join debtors d on d.id = c.debtor_id
		where d.siren = any($1) and c.closed_at is null and c.body->'holds' @> jsonb_build_array(jsonb_build_object('kind', $2::text)) order by c.id`,
		sirens, string(kind))
	if err != nil {
		return 0, query.Doing("looking for cases that wait", err)
	}
	ids, err := query.IDs(rows)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		h := cases[id]
		if !h.Body.Held(kind) {
			continue
		}
		if err := t.Append(h, dunning.NewRelease(kind), true); err != nil {
			return n, err
		}
		n++
		if err := t.Flush(ctx, h); err != nil {
			return n, err
		}
	}
	return n, nil
}
