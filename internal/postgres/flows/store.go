package flows

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// mostAttempts is how often a message is asked for that the platform lists and
// does not give.
const mostAttempts = 5

// mostTroubles is how many messages that could not be read are named.
const mostTroubles = 20

// Store keeps the messages that platforms list. It is safe for concurrent use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New works in the database of a store, with its clock.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }

// FlowState tells how the reading of a platform stands; only its name when it was
// never read.
func (s *Store) FlowState(ctx context.Context, platform string) (lifecycle.FlowState, error) {
	out := lifecycle.FlowState{Platform: platform}
	var cursor, looked, faultAt *time.Time
	err := s.pool.QueryRow(ctx, `select since, cursor, looked_at, fault, fault_at from platform_cursors where platform = $1`, platform).
		Scan(&out.Since, &cursor, &looked, &out.Fault, &faultAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return out, nil
	}
	if err != nil {
		return out, postgres.Explain("reading how the platform stands", err)
	}
	out.Since, out.Cursor, out.LookedAt, out.FaultAt = out.Since.UTC(), query.TimeOf(cursor), query.TimeOf(looked), query.TimeOf(faultAt)
	err = s.pool.QueryRow(ctx, `
		select (select count(*) from platform_flows where platform = $1 and state = 'waiting'),
		    (select count(*) from platform_flows where platform = $1 and state = 'refused')`, platform).Scan(&out.Waiting, &out.Refused)
	if err != nil || out.Waiting+out.Refused == 0 {
		return out, postgres.Explain("counting the platform's messages", err)
	}
	out.Troubles, err = query.All[lifecycle.FlowNote](ctx, s.pool, `
		select flow_id as id, ack, state as outcome, fault from platform_flows
		where platform = @platform and state <> 'taken' and fault <> '' order by seen_at desc, flow_id limit @most`,
		pgx.NamedArgs{"platform": platform, "most": mostTroubles})
	return out, postgres.Explain("reading what could not be read", err)
}

// KeepFlows records a page of the list with the cursor behind it. It gives the
// number of messages that were not on record.
func (s *Store) KeepFlows(ctx context.Context, state lifecycle.FlowState, page []lifecycle.Flow) (fresh int, err error) {
	err = s.core.Do(ctx, "keeping what a platform lists", func(t *postgres.Tx) error {
		fresh = 0 // a transaction may run again
		now := query.Micro(s.core.Now())
		b := &pgx.Batch{}
		for _, f := range page {
			b.Queue(`
				insert into platform_flows (platform, flow_id, updated_at, ack, state, seen_at)
				values (@platform, @id, @updated, @ack, 'waiting', @now)
				on conflict (platform, flow_id) do update set ack = excluded.ack, updated_at = excluded.updated_at where platform_flows.state = 'waiting'
				returning xmax = 0`,
				pgx.NamedArgs{"platform": state.Platform, "id": f.ID, "updated": query.Micro(f.Updated), "ack": string(f.Ack), "now": now}).
				Query(func(rows pgx.Rows) error {
					for rows.Next() {
						var inserted bool
						if err := rows.Scan(&inserted); err != nil {
							return err
						}
						if inserted {
							fresh++
						}
					}
					return rows.Err()
				})
		}
		b.Queue(`
			insert into platform_cursors (platform, since, cursor) values (@platform, @since, @cursor)
			on conflict (platform) do update set cursor = greatest(platform_cursors.cursor, excluded.cursor)`,
			pgx.NamedArgs{"platform": state.Platform, "since": query.Micro(state.Since), "cursor": query.Instant(state.Cursor)})
		return query.Doing("keeping what a platform lists", query.Send(ctx, t, b))
	})
	return fresh, err
}

// WaitingFlows gives messages that are listed and not read, those first that made
// no trouble yet.
func (s *Store) WaitingFlows(ctx context.Context, platform string, most int) ([]lifecycle.Flow, error) {
	rows, err := query.All[struct {
		FlowID    string
		UpdatedAt time.Time
		Ack       string
	}](ctx, s.pool, `
		select flow_id, updated_at, ack from platform_flows where platform = @platform and state = 'waiting'
		order by attempts, updated_at, flow_id limit @most`, pgx.NamedArgs{"platform": platform, "most": most})
	out := make([]lifecycle.Flow, len(rows))
	for i, r := range rows {
		out[i] = lifecycle.Flow{ID: r.FlowID, Updated: r.UpdatedAt.UTC(), Syntax: lifecycle.FlowSyntax, Ack: lifecycle.FlowAck(r.Ack)}
	}
	return out, postgres.Explain("reading which messages wait", err)
}

// NoteFlow notes what became of a message. One that the platform does not give is
// refused after some attempts; what was read once stays read.
func (s *Store) NoteFlow(ctx context.Context, platform string, n lifecycle.FlowNote) error {
	_, err := s.pool.Exec(ctx, `
		update platform_flows set fault = @fault, ack = case when @ack = '' then ack else @ack end,
		    attempts = attempts + case when @fault = '' then 0 else 1 end,
		    state = case when @outcome <> 'waiting' then @outcome when @fault <> '' and attempts + 1 >= @most then 'refused' else state end,
		    done_at = case when @outcome <> 'waiting' or @fault <> '' and attempts + 1 >= @most then @now::timestamptz end
		where platform = @platform and flow_id = @id and state = 'waiting'`,
		pgx.NamedArgs{
			"platform": platform, "id": n.ID, "outcome": string(n.Outcome), "ack": string(n.Ack), "fault": n.Fault, "most": mostAttempts,
			"now": query.Micro(s.core.Now()),
		})
	return postgres.Explain("noting what became of a message", err)
}

// NoteFlowRound keeps how the reading stands. A platform that was not read for a
// day is an alarm: a task on the oldest open case of each creditor, which ends
// when it is read again.
func (s *Store) NoteFlowRound(ctx context.Context, state lifecycle.FlowState) error {
	now := query.Micro(s.core.Now())
	args := pgx.NamedArgs{
		"platform": state.Platform, "since": query.Micro(state.Since), "looked": query.Instant(state.LookedAt), "fault": state.Fault,
		"fault_at": query.Instant(state.FaultAt), "now": now, "code": string(dunning.TaskPlatformSilent),
	}
	b := &pgx.Batch{}
	b.Queue(`
		insert into platform_cursors (platform, since, looked_at, fault, fault_at) values (@platform, @since, @looked, @fault, @fault_at)
		on conflict (platform) do update set looked_at = greatest(platform_cursors.looked_at, excluded.looked_at), fault = excluded.fault,
		    fault_at = excluded.fault_at`, args)
	if state.Silent(now) {
		postgres.QueueAlarm(b, dunning.TaskPlatformSilent, state.Platform, now)
	} else {
		b.Queue(`update tasks set done_at = @now where code = @code and done_at is null`, args)
	}
	return postgres.Explain("noting how the platform stands", query.Send(ctx, s.pool, b))
}
