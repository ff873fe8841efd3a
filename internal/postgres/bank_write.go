package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// write stores what was posted so far: payments, allocations, matches, events,
// tasks, signals and bodies, each table in one go.
func (p *poster) write(ctx context.Context) error {
	if err := p.writeMoney(ctx); err != nil {
		return err
	}
	if err := p.t.flushMany(ctx, p.touched); err != nil {
		return err
	}
	p.pays, p.touched = nil, nil
	return nil
}

func (p *poster) writeMoney(ctx context.Context) error {
	var payments, allocations, matches [][]any
	for _, g := range p.pays {
		if !g.booked {
			payments = append(payments, []any{
				g.payment, p.creditor, dunning.SourceBank, g.external, g.date.UTC(), int64(g.amount), g.currency, "", p.t.now,
			})
		}
		for _, x := range g.parts {
			if (x.amount != 0 || x.accessory != 0) && g.kind != matchConfirmation {
				allocations = append(allocations, []any{g.payment, x.invoice, int64(x.amount), int64(x.accessory), p.t.now})
			}
			if !g.undo {
				matches = append(matches, []any{
					g.line, g.payment, x.invoice, g.kind, int64(x.amount), int64(x.accessory), g.score, g.why, g.author, p.t.now,
				})
			}
		}
	}
	for _, w := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"payments", []string{"id", "creditor", "source", "external", "date", "amount", "currency", "note", "created_at"}, payments},
		{"allocations", []string{"payment_id", "invoice_id", "amount", "accessory", "created_at"}, allocations},
		{"matches", []string{
			"line_id", "payment_id", "invoice_id", "kind", "amount", "accessory", "score", "reasons", "author", "created_at",
		}, matches},
	} {
		if err := p.t.copyRows(ctx, w.table, w.columns, w.rows); err != nil {
			return err
		}
	}
	return nil
}

// flushMany is flush for many cases: the same rows, a table at a time.
func (t *tx) flushMany(ctx context.Context, cases []*locked) error {
	var events, signals [][]any
	b := &pgx.Batch{}
	bodies := newBodies(len(cases))
	for _, h := range cases {
		wrote := false
		for _, f := range h.fresh {
			if f.event.Seq <= h.stored {
				continue
			}
			row, err := eventValues(h.id, f)
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
			signals = append(signals, []any{h.id, dunning.OutboxSignal, h.body.Ref().ID(), data, t.now, t.now})
		}
		for _, c := range h.tasks {
			t.queueTask(b, h.id, c)
		}
		if wrote {
			if err := bodies.add(h); err != nil {
				return err
			}
		}
		h.stored, h.tasks, h.signals = h.body.Version, nil, nil
	}
	if err := t.copyRows(ctx, "events", eventColumns, events); err != nil {
		return err
	}
	if err := t.copyRows(ctx, "outbox", outboxColumns, signals); err != nil {
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

func (s *bodies) add(h *locked) error {
	data, err := json.Marshal(h.body)
	if err != nil {
		return err
	}
	k := keysOf(h.body, h.lastAt)
	s.ids, s.versions, s.balances = append(s.ids, h.id), append(s.versions, h.body.Version), append(s.balances, int64(h.body.Balance))
	s.body, s.hashes = append(s.body, string(data)), append(s.hashes, h.lastHash)
	s.state, s.status = append(s.state, string(h.body.State)), append(s.status, h.body.Status())
	s.step, s.switched, s.stale = append(s.step, k.step), append(s.switched, k.switched), append(s.stale, k.stale)
	s.next, s.due, s.last = append(s.next, query.Instant(k.next)), append(s.due, query.Day(h.body.Due)), append(s.last, h.lastAt)
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

// learn records that an account paid for a debtor.
type learnt struct {
	iban   string
	debtor int64
	line   int64
}

func (t *tx) queueLearnt(b *pgx.Batch, creditor, author string, all []learnt) {
	if len(all) == 0 {
		return
	}
	ibans, debtors, lines := make([]string, len(all)), make([]int64, len(all)), make([]int64, len(all))
	for i, l := range all {
		ibans[i], debtors[i], lines[i] = l.iban, l.debtor, l.line
	}
	b.Queue(`
		insert into payers (creditor, iban, debtor_id, line_id, author, learnt_at)
		select @creditor, u.iban, u.debtor, min(u.line), @author, @now
		from unnest(@ibans::text[], @debtors::bigint[], @lines::bigint[]) as u (iban, debtor, line)
		group by u.iban, u.debtor order by 2, 3
		on conflict (creditor, iban, debtor_id) where undone_at is null do nothing`,
		pgx.NamedArgs{"creditor": creditor, "author": author, "now": t.now, "ibans": ibans, "debtors": debtors, "lines": lines})
}
