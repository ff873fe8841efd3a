package postgres

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// errMoved says that cases changed between the look-up and the lock.
var errMoved = errors.New("the cases changed meanwhile")

// reader reads within a transaction, or without.
type reader interface {
	querier
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// chunkRun is one attempt at one chunk: decided by reading only, then recorded
// in one transaction.
type chunkRun struct {
	im       *BankImport
	q        reader // what it decides by
	t        *tx    // what it records in
	lot      reconcile.BankLot
	lines    []*lineRun
	sight    *sight
	met      map[int64]metState // what it found on record
	payments []int64            // numbers for the payments that it brings
	outlook  *outlook           // nil when nothing is being recorded meanwhile
}

// lineRun is one entry on its way through a chunk.
type lineRun struct {
	entry    bank.Entry
	id       int64 // of its row; 0 while it has none
	copy     int
	round    int
	keys     reconcile.Keys
	decision reconcile.Decision
	state    reconcile.LineState
	rest     money.Cents
	original int64
	known    bool // nothing is to be done
	stored   bool // it has a row, which is updated

	entryJSON, decisionJSON, reasonsJSON []byte

	payers    []reconcile.Payer
	settled   bool        // reference, amount and account decide: nothing else is looked for
	invoices  []int64     // of the allocations
	confirmed *manualItem // payment by hand that it confirms
}

// chunk takes some entries in, deciding and recording in one transaction. When
// others change the same cases meanwhile, it looks again.
func (im *BankImport) chunk(ctx context.Context, lot reconcile.BankLot) (out []reconcile.BankResult, err error) {
	for range rereads {
		var c *chunkRun
		err = im.s.do(ctx, "taking in the bank lines", func(t *tx) error {
			c = &chunkRun{im: im, q: t, t: t, lot: lot}
			return c.run(ctx)
		})
		if err == nil {
			c.learn()
			return c.finish(), nil
		}
		if !errors.Is(err, errMoved) {
			return nil, err
		}
	}
	return nil, err
}

func (c *chunkRun) run(ctx context.Context) error {
	if c.im.r.DryRun {
		return c.prepare(ctx)
	}
	if err := c.enter(ctx); err != nil {
		return err
	}
	if err := c.prepare(ctx); err != nil {
		return err
	}
	return c.record(ctx)
}

// enter waits for other imports of the account, whose chunks come one after
// another. errMoved when what was found on record has changed since.
func (c *chunkRun) enter(ctx context.Context) error {
	b := &pgx.Batch{}
	b.Queue(`
		select pg_advisory_xact_lock(hashtextextended('relance/bank/' || current_schema() || '/' || @creditor || '/' || @account, 0))`,
		pgx.NamedArgs{"creditor": c.im.r.Creditor, "account": c.lot.Account})
	if c.met == nil { // nothing is decided yet
		return wrap("waiting for another import", run(ctx, c.t, b))
	}
	var now []metRow
	c.queueMet(b, &now)
	if err := run(ctx, c.t, b); err != nil {
		return wrap("waiting for another import", err)
	}
	return c.unmoved(now)
}

// prepare decides over the chunk and writes nothing.
func (c *chunkRun) prepare(ctx context.Context) error {
	if err := c.recognise(ctx); err != nil {
		return err
	}
	if err := c.look(ctx); err != nil {
		return err
	}
	c.outlook.release()
	if err := c.decide(ctx); err != nil || c.im.r.DryRun {
		return err
	}
	return c.encode(ctx)
}

// decide goes through the lines in their order; what one of them pays is not
// open for the next.
func (c *chunkRun) decide(ctx context.Context) error {
	for _, l := range c.lines {
		if l.known {
			continue
		}
		if err := c.widen(ctx, l); err != nil {
			return err
		}
		l.decision = reconcile.DecideKeys(l.entry, l.keys, c.sight.candidates(c, l), c.im.r.Policy)
		l.judge()
		c.sight.apply(l)
	}
	return nil
}

// judge turns a decision into the state of the line.
func (l *lineRun) judge() {
	d := &l.decision
	switch {
	case l.entry.Status == bank.Pending:
		l.state = reconcile.LinePending
	case d.Verdict == reconcile.Auto && d.Kind != reconcile.KindRefund:
		l.state = reconcile.LineMatched
		if d.Kind == reconcile.KindPayment {
			l.rest = d.Unallocated
		}
	case d.Kind == reconcile.KindRefund:
		l.state = reconcile.LineRefund
	case d.Verdict == reconcile.Suggest:
		l.state = reconcile.LineSuggested
	case d.Verdict == reconcile.None && l.entry.Status == bank.Booked && l.entry.Amount > 0:
		l.state = reconcile.LineUnmatched
	default:
		l.state = reconcile.LineIgnored
	}
}

// encode puts down what is written of the lines, and takes numbers for their
// payments.
func (c *chunkRun) encode(ctx context.Context) (err error) {
	payments := 0
	for _, l := range c.lines {
		if l.known {
			continue
		}
		if l.entryJSON, err = json.Marshal(l.entry); err != nil {
			return err
		}
		if l.decisionJSON, err = json.Marshal(l.decision); err != nil {
			return err
		}
		if l.state != reconcile.LineMatched {
			continue
		}
		if l.reasonsJSON, err = json.Marshal(l.decision.Reasons); err != nil {
			return err
		}
		if l.confirmed == nil {
			payments++
		}
	}
	c.payments, err = newIDs(ctx, c.q, "payments", payments)
	return err
}

// learn lets later chunks know the accounts of the sure payments.
func (c *chunkRun) learn() {
	for _, l := range c.lines {
		if !l.known && l.decision.Learn && l.state == reconcile.LineMatched {
			c.im.dir.Learn(l.entry.CounterpartyIBAN, l.decision.Debtor)
		}
	}
}

// finish keeps what later chunks must know and gives the results.
func (c *chunkRun) finish() []reconcile.BankResult {
	out := make([]reconcile.BankResult, len(c.lines))
	for i, l := range c.lines {
		out[i] = reconcile.BankResult{Line: l.id, Known: l.known, State: l.state, Decision: l.decision}
		c.im.counts.entries++
		if l.stored || l.known {
			c.im.used[l.id] = true
			continue
		}
		c.im.counts.fresh++
	}
	if c.im.dry != nil {
		c.im.dry.keep(c)
	}
	return out
}
