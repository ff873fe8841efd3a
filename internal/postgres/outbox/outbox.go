package outbox

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// outboxChannel is the NOTIFY channel on which new rows of the outbox are
// announced; the payload is the schema they are in.
const outboxChannel = "relance_outbox"

// outboxLease is how long a row that was handed out is not handed out again:
// how late a fact comes when the process that was to tell it is lost.
const outboxLease = 20 * time.Second

type outboxRow struct {
	ID         int64
	Kind       string
	Creditor   string
	Number     string
	Cycle      int
	WorkflowID string
	Body       json.RawMessage
	Payload    json.RawMessage
	Attempts   int
}

// Due hands out what Temporal must be told now: at most limit rows, and among
// them at most so many starts. Facts of all cases come before starts, so that
// a payment does not wait behind a large import; starts that are due get a
// quarter of the rows all the same, so that a large bank file does not keep
// new cases waiting. Within both the oldest comes first, and the rows of one
// case come one at a time and in order: the next one waits until the one
// before it was delivered. Who fetched a row has 20 seconds to report
// Delivered or Failed; then it is handed out again.
func (s *Store) Due(ctx context.Context, limit, starts int) ([]dunning.Outgoing, error) {
	now := query.Micro(s.core.Now())
	rows, err := query.All[outboxRow](ctx, s.pool, `
		with facts as (
		    select o.id from outbox o
		    where o.delivered_at is null and o.kind = 'signal' and o.next_attempt_at <= @now and not exists (
		        select 1 from outbox b where b.case_id = o.case_id and b.delivered_at is null and b.id < o.id)
		    order by o.next_attempt_at, o.id limit @facts for update of o skip locked),
		starts as (
		    select o.id from outbox o
		    where o.delivered_at is null and o.kind = 'start' and o.next_attempt_at <= @now and not exists (
		        select 1 from outbox b where b.case_id = o.case_id and b.delivered_at is null and b.id < o.id)
		    order by o.next_attempt_at, o.id limit (select least(@starts, @limit - count(*)) from facts)
		    for update of o skip locked),
		picked as (select id from facts union all select id from starts),
		taken as (
		    update outbox o set attempts = o.attempts + 1, next_attempt_at = @lease
		    from picked where o.id = picked.id
		    returning o.id, o.case_id, o.kind, o.workflow_id, o.payload, o.attempts)
		select t.id, t.kind, c.creditor, c.number, c.cycle, t.workflow_id, t.payload, t.attempts,
		    case when t.kind = 'start' then c.body end as body
		from taken t join cases c on c.id = t.case_id order by t.kind = 'start', t.id`,
		pgx.NamedArgs{
			"now": now, "lease": now.Add(outboxLease), "limit": limit, "starts": starts, "facts": limit - min(starts, limit/4),
		})
	if err != nil {
		return nil, postgres.Explain("reading the outbox", err)
	}
	out := make([]dunning.Outgoing, len(rows))
	for i, r := range rows {
		if out[i], err = r.outgoing(); err != nil {
			return nil, postgres.Explain("reading the outbox", err)
		}
	}
	return out, nil
}

// StartsDue tells whether cases wait for their start.
func (s *Store) StartsDue(ctx context.Context) (due bool, err error) {
	err = s.pool.QueryRow(ctx, `
		select exists (select 1 from outbox where delivered_at is null and kind = 'start' and next_attempt_at <= $1)`,
		query.Micro(s.core.Now())).Scan(&due)
	return due, postgres.Explain("reading the outbox", err)
}

func (r outboxRow) outgoing() (o dunning.Outgoing, err error) {
	o = dunning.Outgoing{
		ID: r.ID, Kind: r.Kind, Workflow: r.WorkflowID, Attempts: r.Attempts,
		Ref: dunning.Ref{Creditor: r.Creditor, Number: r.Number, Cycle: r.Cycle},
	}
	if r.Kind == dunning.OutboxStart {
		return o, json.Unmarshal(r.Body, &o.Case)
	}
	return o, json.Unmarshal(r.Payload, &o.Event)
}

// Delivered marks rows of the outbox as delivered to Temporal.
func (s *Store) Delivered(ctx context.Context, ids ...int64) error {
	_, err := s.pool.Exec(ctx, `
		update outbox set delivered_at = coalesce(delivered_at, @now), last_error = '' where id = any(@ids)`,
		pgx.NamedArgs{"ids": ids, "now": query.Micro(s.core.Now())})
	return postgres.Explain("marking messages as delivered", err)
}

// Failed notes why a row could not be delivered, and when to try again.
func (s *Store) Failed(ctx context.Context, id int64, why error, next time.Time) error {
	_, err := s.pool.Exec(ctx, `
		update outbox set last_error = @why, next_attempt_at = @next where id = @id and delivered_at is null`,
		pgx.NamedArgs{"id": id, "why": why.Error(), "next": query.Micro(next)})
	return postgres.Explain("putting a message off", err)
}

// ListenOutbox calls wake when something new is in the outbox, and once when it
// begins to listen, until ctx ends or the connection breaks; the error says
// which. It has a connection of its own, so that it takes none of the pool. Rows
// that become due by time alone are not announced: look from time to time too.
func (s *Store) ListenOutbox(ctx context.Context, wake func()) error {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return postgres.Explain("listening for news in the outbox", err)
	}
	defer hangUp(conn)
	var schema string
	if err := conn.QueryRow(ctx, "select current_schema()").Scan(&schema); err != nil {
		return postgres.Explain("listening for news in the outbox", err)
	}
	if _, err := conn.Exec(ctx, "listen "+outboxChannel); err != nil {
		return postgres.Explain("listening for news in the outbox", err)
	}
	wake()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return postgres.Explain("listening for news in the outbox", err)
		}
		if n.Payload == schema {
			wake()
		}
	}
}

// hangUp closes a connection that may be dead.
func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // closed all the same
}

// PruneOutbox deletes what was delivered before an instant (recorded time) and
// tells how many rows that were.
func (s *Store) PruneOutbox(ctx context.Context, before time.Time) (int64, error) {
	tag, err := s.pool.Exec(ctx, `delete from outbox where delivered_at < $1`, query.Micro(before))
	return tag.RowsAffected(), postgres.Explain("tidying the outbox", err)
}
