package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/chain"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// Locked is a case whose row this transaction holds. Events are appended in
// memory; flush writes them, the body and all that follows in one round trip.
type Locked struct {
	ID, Invoice, debtor int64
	Body                dunning.Case
	Rules               dunning.Rules
	lastHash            []byte    // hash of the last event
	LastAt              time.Time // case time of the last event
	recordedAt          time.Time // recorded time of the last event or hand-over
	stored              int64     // version in SQL
	fresh               []entry
	Tasks               []TaskChange
	signals             []dunning.Event
	replanned           bool // it follows another plan, which is not written yet
}

// entry is an event that is not written yet.
type entry struct {
	event      dunning.Event
	recordedAt time.Time
	prev, hash []byte
}

// CaseRow is a row of the cases as the store reads it.
type CaseRow struct {
	ID, InvoiceID, DebtorID int64
	Body                    dunning.Case
	Plan                    dunning.Plan
	Zone                    string
	LastHash                []byte `db:"tip"`
	LastAt                  time.Time
	RecordedAt              *time.Time
}

// CaseColumns are the columns of CaseRow; they need cases as c.
const CaseColumns = `c.id, c.invoice_id, c.debtor_id, c.body, c.plan, c.zone, c.tip, c.last_at, c.recorded_at`

// Locked gives the case with its rules, as a transaction that holds its lock
// works on it.
func (r CaseRow) Locked() (*Locked, error) {
	rules, err := dunning.NewRules(r.Plan, calendar.Zone(r.Zone), r.Body.Creditor, r.Body.Debtor)
	if err != nil {
		return nil, err
	}
	return &Locked{
		ID: r.ID, Invoice: r.InvoiceID, debtor: r.DebtorID, Body: r.Body, Rules: rules,
		lastHash: r.LastHash, LastAt: r.LastAt.UTC(), recordedAt: query.TimeOf(r.RecordedAt), stored: r.Body.Version,
	}, nil
}

// Lock holds the row of a case until the transaction ends. The lock leaves
// room for foreign keys that point to the row.
func (t *Tx) Lock(ctx context.Context, ref dunning.Ref) (*Locked, error) {
	row, err := query.One[CaseRow](ctx, t, `
		select `+CaseColumns+` from cases c
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle
		for no key update`, RefArgs(ref))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, dunning.UnknownCase(ref)
	}
	if err != nil {
		return nil, query.Doing("locking the case", err)
	}
	t.Waited()
	return row.Locked()
}

// LockAll holds the rows of several cases, in the order of their ids.
func (t *Tx) LockAll(ctx context.Context, ids []int64) (map[int64]*Locked, error) {
	rows, err := query.All[CaseRow](ctx, t, `
		select `+CaseColumns+` from cases c where c.id = any(@ids) order by c.id
		for no key update`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, query.Doing("locking the cases", err)
	}
	t.Waited()
	out := make(map[int64]*Locked, len(rows))
	for _, row := range rows {
		if out[row.ID], err = row.Locked(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// RefArgs are the named arguments that pick one case: creditor, number, cycle.
func RefArgs(ref dunning.Ref) pgx.NamedArgs {
	return pgx.NamedArgs{"creditor": ref.Creditor, "number": ref.Number, "cycle": ref.Cycle}
}

// Append adds an event to a case: sequence number, instants, new body, hash,
// tasks. Notify tells the workflow, unless the case is over.
func (t *Tx) Append(h *Locked, e dunning.Event, notify bool) error {
	e.Seq = h.Body.Version + 1
	if e.At.IsZero() {
		e.At = t.Now
		if h.LastAt.After(e.At) {
			e.At = h.LastAt // case time never runs backwards for want of a better one
		}
	}
	e.At = query.Micro(e.At)
	if e.Reason == "" {
		e.Reason = dunning.ReasonFact
	}
	e = dunning.Complete(h.Body, e, h.Rules)
	at := h.NotBefore(t.Now)
	hash, err := chain.Link(h.lastHash, h.Body.Ref(), at, e)
	if err != nil {
		return query.Doing("hashing the event", err)
	}
	over := h.Body.State == dunning.Closed
	var fx dunning.Effects
	h.Body, fx = dunning.Apply(h.Body, e)
	h.fresh = append(h.fresh, entry{event: e, recordedAt: at, prev: h.lastHash, hash: hash})
	h.lastHash, h.recordedAt = hash, at
	if e.At.After(h.LastAt) {
		h.LastAt = e.At
	}
	h.Tasks = append(h.Tasks, taskChanges(h.Body, e, fx)...)
	moves := e.Kind != dunning.KindPaid || e.Amount != 0 // what went to interest and fee alone changes nothing for the workflow
	if notify && !over && moves {
		h.signals = append(h.signals, e)
	}
	return nil
}

// NotBefore is a recorded time that does not lie before the last one of the
// case, whatever the clocks of several machines say.
func (h *Locked) NotBefore(now time.Time) time.Time {
	if h.recordedAt.After(now) {
		return h.recordedAt
	}
	return now
}

// Flush writes what was appended to the cases.
func (t *Tx) Flush(ctx context.Context, cases ...*Locked) error {
	b := &pgx.Batch{}
	for _, h := range cases {
		t.queue(b, h)
	}
	if err := query.Send(ctx, t, b); err != nil {
		return query.Doing("writing the events", err)
	}
	for _, h := range cases {
		h.stored, h.Tasks, h.signals, h.replanned = h.Body.Version, nil, nil, false
	}
	return nil
}

func (t *Tx) queue(b *pgx.Batch, h *Locked) {
	wrote := false
	for _, f := range h.fresh {
		if f.event.Seq > h.stored {
			t.queueEvent(b, h.ID, f)
			wrote = true
		}
	}
	for _, c := range h.Tasks {
		t.queueTask(b, h.ID, c)
	}
	for _, e := range h.signals {
		t.queueSignal(b, h, e)
	}
	if wrote {
		t.queueBody(b, h)
	}
	if h.replanned {
		b.Queue(`update cases set plan = @plan where id = @id`, pgx.NamedArgs{"id": h.ID, "plan": h.Rules.Plan})
	}
}

func (t *Tx) queueEvent(b *pgx.Batch, id int64, f entry) {
	e := f.event
	b.Queue(`
		insert into events (case_id, seq, event_id, at, recorded_at, kind, reason, author, data, prev, hash)
		values (@id, @seq, @key, @at, @now, @kind, @reason, @author, @data, @prev, @hash)`,
		pgx.NamedArgs{
			"id": id, "seq": e.Seq, "key": eventKey(e), "at": e.At, "now": f.recordedAt, "kind": string(e.Kind),
			"reason": string(e.Reason), "author": e.Author, "data": e, "prev": f.prev, "hash": f.hash,
		})
}

func (t *Tx) queueBody(b *pgx.Batch, h *Locked) {
	k := keysOf(h.Body, h.LastAt)
	b.Queue(`
		update cases set body = @body, version = @version, tip = @tip, state = @state, status = @status, step = @step,
		    next_action_at = @next, due = @due, balance = @balance, switched = @switched, stale_bank = @stale,
		    last_at = @last, recorded_at = @recorded, closed_at = case when @state = 'closed' then coalesce(closed_at, @last) end
		where id = @id`,
		pgx.NamedArgs{
			"id": h.ID, "body": h.Body, "version": h.Body.Version, "tip": h.lastHash, "state": string(h.Body.State),
			"status": h.Body.Status(), "step": k.step, "next": query.Instant(k.next), "due": query.Day(h.Body.Due),
			"balance": int64(h.Body.Balance), "switched": k.switched, "stale": k.stale, "last": h.LastAt, "recorded": h.recordedAt,
		})
}

// keys are the columns that make a case findable.
type keys struct {
	step     string
	next     time.Time
	switched string
	stale    bool
}

func keysOf(c dunning.Case, at time.Time) (k keys) {
	if s, ok := c.Step(); ok && c.State != dunning.Closed {
		k.step = s.ID
	}
	switch d := dunning.Next(c, at); d.Action {
	case dunning.End:
	case dunning.Wait:
		k.next = d.At
	default:
		k.next = at
	}
	for _, h := range c.Holds {
		switch h.Kind {
		case dunning.HoldSwitch:
			k.switched = string(h.Reason)
		case dunning.HoldBankData:
			k.stale = true
		}
	}
	if c.State == dunning.Closed {
		k.switched, k.stale = "", false
	}
	return k
}

// Since gives the events after a version, in order.
func (t *Tx) Since(ctx context.Context, h *Locked, known int64) ([]dunning.Event, error) {
	first := h.Body.Version - int64(len(h.fresh))
	var out []dunning.Event
	if known < first {
		var err error
		if out, err = eventsBetween(ctx, t, h.ID, known, first); err != nil {
			return nil, err
		}
	}
	for _, f := range h.fresh {
		if f.event.Seq > known {
			out = append(out, f.event)
		}
	}
	return out, nil
}

// LoadCase reads a case as it stands.
func (s *Store) LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error) {
	rows, err := s.pool.Query(ctx, `
		select body from cases where creditor = @creditor and number = @number and (cycle = @cycle or @cycle = -1) order by cycle desc limit 1`, RefArgs(ref))
	if err != nil {
		return dunning.Case{}, Explain("loading the case", err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[dunning.Case])
	if errors.Is(err, pgx.ErrNoRows) {
		return c, dunning.UnknownCase(ref)
	}
	return c, Explain("loading the case", err)
}

// QueueStart adds to the batch the order to start the workflow of a new case.
func (t *Tx) QueueStart(b *pgx.Batch, id int64, ref dunning.Ref) {
	b.Queue(`
		insert into outbox (case_id, kind, workflow_id, next_attempt_at, created_at)
		values (@case, 'start', @workflow, @now, @now)`,
		pgx.NamedArgs{"case": id, "workflow": ref.ID(), "now": t.Now})
}

func (t *Tx) queueSignal(b *pgx.Batch, h *Locked, e dunning.Event) {
	b.Queue(`
		insert into outbox (case_id, kind, workflow_id, payload, next_attempt_at, created_at)
		values (@case, 'signal', @workflow, @payload, @now, @now)`,
		pgx.NamedArgs{"case": h.ID, "workflow": h.Body.Ref().ID(), "payload": e, "now": t.Now})
}
