package lookup

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/desk"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

type metricsRow struct {
	Open, Due      int64
	OldestAt       *time.Time
	NeedsAttention int64
	Sent, Unknown  int64
	Outbox, Starts int64
	OutboxAt       *time.Time
	Tasks          int64
}

// UnprovedPeriods counts the open cases of public buyers whose payment period
// cannot be proved, for want of the receipt or the length (CCP R2192-14).
func (s *Store) UnprovedPeriods(ctx context.Context) (n int64, err error) {
	err = s.pool.QueryRow(ctx, `
		select count(*) from cases c join invoices i on i.id = c.invoice_id join debtors d on d.id = c.debtor_id
		where c.closed_at is null and d.regime = 'public' and (i.received is null or d.pay_days = 0)`).Scan(&n)
	return n, postgres.Explain("counting", err)
}

// Metrics counts, as of a case time.
func (s *Store) Metrics(ctx context.Context, now time.Time) (desk.Metrics, error) {
	row, err := query.One[metricsRow](ctx, s.pool, `
		select
		    (select count(*) from cases where closed_at is null) as open,
		    (select count(*) from cases where closed_at is null and next_action_at <= @now) as due,
		    (select min(next_action_at) from cases where closed_at is null and next_action_at <= @now) as oldest_at,
		    (select count(*) from cases where status = 'needs_attention') as needs_attention,
		    (select count(*) from messages where state = 'accepted') as sent,
		    (select count(*) from messages where state = 'unknown') as unknown,
		    (select count(*) from outbox where delivered_at is null) as outbox,
		    (select count(*) from outbox where delivered_at is null and kind = 'start') as starts,
		    (select min(created_at) from outbox where delivered_at is null) as outbox_at,
		    (select count(*) from tasks where done_at is null) as tasks`, pgx.NamedArgs{"now": query.Micro(now)})
	if err != nil {
		return desk.Metrics{}, postgres.Explain("counting", err)
	}
	m := desk.Metrics{
		Open: row.Open, Due: row.Due, NeedsAttention: row.NeedsAttention, Sent: row.Sent, Unknown: row.Unknown,
		Outbox: row.Outbox, Starts: row.Starts, Tasks: row.Tasks,
	}
	if row.OldestAt != nil {
		m.Oldest = now.Sub(*row.OldestAt)
	}
	if row.OutboxAt != nil {
		m.OutboxOldest = s.core.Now().Sub(*row.OutboxAt)
	}
	return m, nil
}
