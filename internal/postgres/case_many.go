package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
)

// FlushMany is flush for many cases: the same rows, a table at a time.
func (t *Tx) FlushMany(ctx context.Context, cases []*Locked) error {
	var events, signals [][]any
	b := &pgx.Batch{}
	bodies := newBodies(len(cases))
	for _, h := range cases {
		wrote := false
		for _, f := range h.fresh {
			if f.event.Seq <= h.stored {
				continue
			}
			row, err := eventValues(h.ID, f)
			if err != nil {
				return err
			}
			events, wrote = append(events, row), true
		}
		for _, e := range h.signals {
			data, err := json.Marshal(e)
			if err != nil {
				return err
			}
			signals = append(signals, []any{h.ID, dunning.OutboxSignal, h.Body.Ref().ID(), data, t.Now, t.Now})
		}
		for _, c := range h.Tasks {
			t.queueTask(b, h.ID, c)
		}
		if wrote {
			if err := bodies.add(h); err != nil {
				return err
			}
		}
		h.stored, h.Tasks, h.signals = h.Body.Version, nil, nil
	}
	if err := query.Copy(ctx, t, "events", eventColumns, events); err != nil {
		return err
	}
	if err := query.Copy(ctx, t, "outbox", outboxColumns, signals); err != nil {
		return err
	}
	bodies.queue(b)
	return query.Doing("writing the cases", query.Send(ctx, t, b))
}

var (
	eventColumns  = []string{"case_id", "seq", "event_id", "at", "recorded_at", "kind", "reason", "author", "data", "prev", "hash"}
	outboxColumns = []string{"case_id", "kind", "workflow_id", "payload", "next_attempt_at", "created_at"}
)

func eventValues(id int64, f entry) ([]any, error) {
	e := f.event
	data, err := json.Marshal(e)
	return []any{id, e.Seq, eventKey(e), e.At, f.recordedAt, string(e.Kind), string(e.Reason), e.Author, data, f.prev, f.hash}, err
}

// bodies are the new contents of many cases, column by column.
type bodies struct {
	ids, versions, balances   []int64
	body, state, status, step []string
	switched                  []string
	hashes                    [][]byte
	next, due, last, recorded []any
	stale                     []bool
}

func newBodies(n int) *bodies {
	return &bodies{ids: make([]int64, 0, n), body: make([]string, 0, n)}
}

func (s *bodies) add(h *Locked) error {
	data, err := json.Marshal(h.Body)
	if err != nil {
		return err
	}
	k := keysOf(h.Body, h.LastAt)
	s.ids, s.versions, s.balances = append(s.ids, h.ID), append(s.versions, h.Body.Version), append(s.balances, int64(h.Body.Balance))
	s.body, s.hashes = append(s.body, string(data)), append(s.hashes, h.lastHash)
	s.state, s.status = append(s.state, string(h.Body.State)), append(s.status, h.Body.Status())
	s.step, s.switched, s.stale = append(s.step, k.step), append(s.switched, k.switched), append(s.stale, k.stale)
	s.next, s.due, s.last = append(s.next, query.Instant(k.next)), append(s.due, query.Day(h.Body.Due)), append(s.last, h.LastAt)
	s.recorded = append(s.recorded, h.recordedAt)
	return nil
}

// queue updates the cases as queueBody does one.
func (s *bodies) queue(b *pgx.Batch) {
	if len(s.ids) == 0 {
		return
	}
	b.Queue(`
		update cases c set body = u.body::jsonb, version = u.version, tip = u.tip, state = u.state, status = u.status, step = u.step,
		    next_action_at = u.next, due = u.due, balance = u.balance, switched = u.switched, stale_bank = u.stale, last_at = u.last, recorded_at = u.recorded,
		    closed_at = case when u.state = 'closed' then coalesce(c.closed_at, u.last) end
		from unnest(@ids::bigint[], @bodies::text[], @versions::bigint[], @tips::bytea[], @states::text[], @statuses::text[],
		    @steps::text[], @nexts::timestamptz[], @dues::date[], @balances::bigint[], @switched::text[], @stale::boolean[],
		    @lasts::timestamptz[], @recorded::timestamptz[])
		    as u (id, body, version, tip, state, status, step, next, due, balance, switched, stale, last, recorded)
		where c.id = u.id`, pgx.NamedArgs{
		"ids": s.ids, "bodies": s.body, "versions": s.versions, "tips": s.hashes, "states": s.state, "statuses": s.status,
		"steps": s.step, "nexts": s.next, "dues": s.due, "balances": s.balances, "switched": s.switched, "stale": s.stale,
		"lasts": s.last, "recorded": s.recorded,
	})
}

func rulesOf(plan []byte, zone string, c dunning.Case) (dunning.Rules, error) {
	var p dunning.Plan
	if err := json.Unmarshal(plan, &p); err != nil {
		return dunning.Rules{}, err
	}
	return dunning.NewRules(p, calendar.Zone(zone), c.Creditor, c.Debtor)
}

// LockNewest locks the newest cases of invoices, their debtors first, each in the
// order of their ids, and reads what is open on them: both by invoice. The
// transaction is run again when one got a new cycle meanwhile.
func (t *Tx) LockNewest(ctx context.Context, invoices []int64) (map[int64]*Locked, map[int64]money.Cents, error) {
	slices.Sort(invoices)
	invoices = slices.Compact(invoices)
	cases, open := make(map[int64]*Locked, len(invoices)), make(map[int64]money.Cents, len(invoices))
	if len(invoices) == 0 {
		return cases, open, nil
	}
	var sums []struct {
		ID, Open int64
		Cycle    int
	}
	args := pgx.NamedArgs{"ids": invoices}
	b := &pgx.Batch{}
	b.Queue(`
		select pg_advisory_xact_lock(`+DebtorLock+`)
		from (select distinct debtor_id as id from invoices where id = any(@ids) order by 1) d`, args)
	b.Queue(`
		select c.id, c.invoice_id, c.debtor_id, c.body, c.plan, c.zone, c.tip, c.last_at, c.recorded_at from cases c
		where c.invoice_id = any(@ids) and c.cycle = (select max(n.cycle) from cases n where n.invoice_id = c.invoice_id)
		order by c.id for no key update`, args).Query(func(rows pgx.Rows) error { return scanLocked(rows, cases) })
	query.Into(b, &sums, `
		select i.id, (select max(n.cycle) from cases n where n.invoice_id = i.id) as cycle, `+OpenAmount+` as open
		from invoices i where i.id = any(@ids)`, args)
	if err := query.Send(ctx, t, b); err != nil {
		return nil, nil, query.Doing("locking the cases", err)
	}
	t.Waited()
	for _, s := range sums {
		if h := cases[s.ID]; h == nil || h.Body.Cycle != s.Cycle {
			return nil, nil, ErrLostRace
		}
		open[s.ID] = money.Cents(s.Open)
	}
	return cases, open, nil
}

// scanLocked takes over cases that were locked. Many share a plan: its rules are
// worked out once.
func scanLocked(rows pgx.Rows, cases map[int64]*Locked) error {
	rules := map[string]dunning.Rules{}
	for rows.Next() {
		var h Locked
		var body, plan []byte
		var zone string
		var recorded *time.Time
		if err := rows.Scan(&h.ID, &h.Invoice, &h.debtor, &body, &plan, &zone, &h.lastHash, &h.LastAt, &recorded); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &h.Body); err != nil {
			return err
		}
		r, ok := rules[zone+string(plan)]
		if !ok {
			var err error
			if r, err = rulesOf(plan, zone, h.Body); err != nil {
				return err
			}
			rules[zone+string(plan)] = r
		}
		r.Jitter = calendar.Jitter(time.Duration(r.Plan.Spread)*time.Minute, h.Body.Creditor, h.Body.Debtor)
		h.Rules, h.LastAt, h.recordedAt, h.stored = r, h.LastAt.UTC(), query.TimeOf(recorded), h.Body.Version
		cases[h.Invoice] = &h
	}
	return rows.Err()
}

// OpenAmount is what is open on an invoice i, whatever its case says.
const OpenAmount = `i.payable - coalesce((select sum(a.amount) from allocations a where a.invoice_id = i.id), 0)::bigint
	- coalesce((select sum(k.amount) from credits k where k.invoice_id = i.id), 0)::bigint`
