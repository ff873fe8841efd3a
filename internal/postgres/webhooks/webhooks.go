// Package webhooks keeps the programs that are told what happens to cases, and what
// they are told: a trigger writes each delivery in the transaction of its event,
// whoever records it.
package webhooks

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/deeds"
	"relance/internal/postgres/query"
	"relance/internal/webhook"
)

// keep is how long deliveries stay on record.
const keep = 30 * 24 * time.Hour

// Store keeps endpoints and deliveries. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// New keeps webhooks in the database of a store, with its clock.
func New(s *postgres.Store) *Store {
	return &Store{pool: s.Pool(), now: func() time.Time { return query.Micro(s.Now()) }}
}

// do runs fn in a transaction of somebody who may still do it.
func (s *Store) do(ctx context.Context, fn func(pgx.Tx) error) error {
	return deeds.Committed(ctx, pgx.BeginFunc(ctx, s.pool, func(t pgx.Tx) error {
		if err := deeds.Begun(ctx, t, s.now()); err != nil {
			return err
		}
		return fn(t)
	}))
}

func (s *Store) exec(ctx context.Context, sql string, args ...any) (tag pgconn.CommandTag, err error) {
	err = s.do(ctx, func(t pgx.Tx) error {
		tag, err = t.Exec(ctx, sql, args...)
		return err
	})
	return tag, err
}

// Add keeps an endpoint with its secret.
func (s *Store) Add(ctx context.Context, e webhook.Endpoint, secret string) (id int64, err error) {
	if e.Events == nil {
		e.Events = []string{}
	}
	err = s.do(ctx, func(t pgx.Tx) error {
		return t.QueryRow(ctx, `
		insert into webhooks (url, creditor, events, secret, created_by, created_at) values ($1, $2, $3, $4, $5, $6) returning id`,
			e.URL, e.Creditor, e.Events, secret, e.By, s.now()).Scan(&id)
	})
	return id, postgres.Explain("adding a webhook", err)
}

// Endpoints lists all endpoints, the oldest first.
func (s *Store) Endpoints(ctx context.Context) (out []webhook.Endpoint, err error) {
	rows, err := s.pool.Query(ctx, `
		select w.id, w.url, w.creditor, w.events, w.created_by, w.created_at, w.disabled_at, w.disabled_why,
		    (select count(*) from webhook_deliveries d where d.webhook_id = w.id and d.delivered_at is null and d.gave_up_at is null)
		from webhooks w order by w.id`)
	if err != nil {
		return nil, postgres.Explain("listing the webhooks", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e webhook.Endpoint
		var disabled *time.Time
		if err := rows.Scan(&e.ID, &e.URL, &e.Creditor, &e.Events, &e.By, &e.Created, &disabled, &e.Why, &e.Waiting); err != nil {
			return nil, postgres.Explain("listing the webhooks", err)
		}
		e.Created, e.Disabled = e.Created.UTC(), query.TimeOf(disabled)
		out = append(out, e)
	}
	return out, postgres.Explain("listing the webhooks", rows.Err())
}

// Rotate gives an endpoint another secret; the one before signs beside it for a
// day.
func (s *Store) Rotate(ctx context.Context, id int64, secret string) error {
	return s.change(ctx, id, `
		update webhooks set old_secret = secret, old_until = $2, secret = $3 where id = $1`, s.now().Add(webhook.RotationLife), secret)
}

// Disable ends what an endpoint is told, with the reason; an empty one lets it be
// told again, also of what is waiting.
func (s *Store) Disable(ctx context.Context, id int64, why string) error {
	var at *time.Time
	if now := s.now(); why != "" {
		at = &now
	}
	return s.change(ctx, id, `update webhooks set disabled_at = $2, disabled_why = $3 where id = $1`, at, why)
}

func (s *Store) change(ctx context.Context, id int64, sql string, args ...any) error {
	tag, err := s.exec(ctx, sql, append([]any{id}, args...)...)
	if err == nil && tag.RowsAffected() == 0 {
		return dunning.Errorf(dunning.CodeNotFound, "no webhook %d", id)
	}
	return postgres.Explain("changing a webhook", err)
}

// Deliveries lists what an endpoint was told, the newest first: all, or only what
// was not answered.
func (s *Store) Deliveries(ctx context.Context, id int64, failed bool, limit int) (out []webhook.Delivery, err error) {
	rows, err := s.pool.Query(ctx, `
		select d.id, d.webhook_id, d.message_id, d.type, c.creditor, c.number, d.seq, d.created_at, d.attempts, d.status, d.fault,
		    case when d.delivered_at is null and d.gave_up_at is null then d.next_at end, d.delivered_at, d.gave_up_at
		from webhook_deliveries d join cases c on c.id = d.case_id
		where d.webhook_id = $1 and (not $2 or d.delivered_at is null) order by d.id desc limit $3`, id, failed, limit)
	if err != nil {
		return nil, postgres.Explain("listing the deliveries", err)
	}
	defer rows.Close()
	for rows.Next() {
		var d webhook.Delivery
		var next, delivered, gaveUp *time.Time
		if err := rows.Scan(&d.ID, &d.Endpoint, &d.Message, &d.Type, &d.Creditor, &d.Invoice, &d.Version, &d.Created, &d.Attempts, &d.Status, &d.Fault,
			&next, &delivered, &gaveUp); err != nil {
			return nil, postgres.Explain("listing the deliveries", err)
		}
		d.Created, d.Next, d.Delivered, d.GaveUp = d.Created.UTC(), query.TimeOf(next), query.TimeOf(delivered), query.TimeOf(gaveUp)
		out = append(out, d)
	}
	return out, postgres.Explain("listing the deliveries", rows.Err())
}

// Replay sends deliveries of an endpoint again: one, or with 0 all that were given
// up. It says how many.
func (s *Store) Replay(ctx context.Context, id, delivery int64) (int64, error) {
	tag, err := s.exec(ctx, `
		update webhook_deliveries set attempts = 0, next_at = $3, lease_until = null, delivered_at = null, gave_up_at = null
		where webhook_id = $1 and case when $2::bigint = 0 then gave_up_at is not null else id = $2 end`, id, delivery, s.now())
	if err == nil && tag.RowsAffected() == 0 && delivery != 0 {
		return 0, dunning.Errorf(dunning.CodeNotFound, "no delivery %d of webhook %d", delivery, id)
	}
	return tag.RowsAffected(), postgres.Explain("sending deliveries again", err)
}

// Due takes deliveries that are due, for the time of the lease: two processes never
// take the same one.
func (s *Store) Due(ctx context.Context, most int, lease time.Duration) (out []webhook.Order, err error) {
	now := s.now()
	rows, err := s.pool.Query(ctx, `
		with due as (
		    select d.id from webhook_deliveries d join webhooks w on w.id = d.webhook_id and w.disabled_at is null
		    where d.delivered_at is null and d.gave_up_at is null and d.next_at <= $1 and (d.lease_until is null or d.lease_until <= $1)
		    order by d.next_at, d.id limit $2 for update of d skip locked)
		update webhook_deliveries d set lease_until = $3, attempts = d.attempts + 1
		from due, webhooks w, cases c where d.id = due.id and w.id = d.webhook_id and c.id = d.case_id
		returning d.id, d.webhook_id, c.creditor, c.number, c.cycle, w.url, d.message_id, d.body, d.attempts, w.secret,
		    case when w.old_until > $1 then w.old_secret else '' end`, now, most, now.Add(lease))
	if err != nil {
		return nil, postgres.Explain("taking webhooks that are due", err)
	}
	defer rows.Close()
	for rows.Next() {
		var o webhook.Order
		var secret, old string
		if err := rows.Scan(&o.ID, &o.Endpoint, &o.Case.Creditor, &o.Case.Number, &o.Case.Cycle, &o.URL, &o.Message, &o.Body, &o.Attempt, &secret, &old); err != nil {
			return nil, postgres.Explain("taking webhooks that are due", err)
		}
		if o.Secrets = []string{secret}; old != "" {
			o.Secrets = append(o.Secrets, old)
		}
		out = append(out, o)
	}
	return out, postgres.Explain("taking webhooks that are due", rows.Err())
}

// Ended writes down how an attempt ended. An endpoint that is gone, or that has not
// answered a message for three days, is disabled.
func (s *Store) Ended(ctx context.Context, o webhook.Order, r webhook.Result) (disabled bool, err error) {
	now := s.now()
	var delivered, gaveUp *time.Time
	next := now
	switch again, ok := webhook.Next(now, r, o); {
	case r.Delivered():
		delivered = &now
	case r.Gone() || !ok:
		gaveUp = &now
	default:
		next = again
	}
	err = pgx.BeginFunc(ctx, s.pool, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, `
			update webhook_deliveries set lease_until = null, status = $2, fault = $3, next_at = $4, delivered_at = $5, gave_up_at = $6 where id = $1`,
			o.ID, r.Status, r.Fault, next, delivered, gaveUp); err != nil || gaveUp == nil {
			return err
		}
		why := "did not answer for three days: " + r.Fault
		if r.Gone() {
			why = "answered 410: it wants no more"
		}
		err := t.QueryRow(ctx, `update webhooks set disabled_at = $2, disabled_why = $3 where id = $1 and disabled_at is null returning true`,
			o.Endpoint, now, why).Scan(&disabled)
		if errors.Is(err, pgx.ErrNoRows) { // somebody was faster
			return nil
		}
		return err
	})
	return disabled, postgres.Explain("writing down how a delivery ended", err)
}

// Forget deletes deliveries that are older than thirty days, and says how many.
func (s *Store) Forget(ctx context.Context) (int64, error) {
	tag, err := s.pool.Exec(ctx, `
		delete from webhook_deliveries where created_at < $1 and (delivered_at is not null or gave_up_at is not null)`, s.now().Add(-keep))
	return tag.RowsAffected(), postgres.Explain("deleting old deliveries", err)
}
