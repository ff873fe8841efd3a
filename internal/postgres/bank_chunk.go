package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// chunkRun is one attempt at one chunk, in one transaction: it finds out what
// is on record, decides, and records.
type chunkRun struct {
	im       *BankImport
	t        *tx
	lot      reconcile.BankLot
	lines    []*lineRun
	found    *lookups
	payments []int64 // numbers for the payments that it brings
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
// others change the same cases between the look-up and the lock, the store runs
// the transaction again, as it does after a deadlock.
func (im *BankImport) chunk(ctx context.Context, lot reconcile.BankLot) ([]reconcile.BankResult, error) {
	var c *chunkRun
	err := im.s.do(ctx, "taking in the bank lines", func(t *tx) error {
		c = &chunkRun{im: im, t: t, lot: lot}
		return c.run(ctx)
	})
	if err != nil {
		return nil, err
	}
	c.learn()
	return c.finish(), nil
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
// another.
func (c *chunkRun) enter(ctx context.Context) error {
	_, err := c.t.Exec(ctx, `
		select pg_advisory_xact_lock(hashtextextended('relance/bank/' || current_schema() || '/' || @creditor || '/' || @account, 0))`,
		pgx.NamedArgs{"creditor": c.im.r.Creditor, "account": c.lot.Account})
	return wrap("waiting for another import", err)
}

// prepare decides over the chunk and writes nothing.
func (c *chunkRun) prepare(ctx context.Context) error {
	if err := c.recognise(ctx); err != nil {
		return err
	}
	if err := c.look(ctx); err != nil {
		return err
	}
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
		l.decision = reconcile.DecideKeys(l.entry, l.keys, c.found.candidates(c, l), c.im.r.Policy)
		l.judge()
		c.found.apply(l)
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
	c.payments, err = newIDs(ctx, c.t, "payments", payments)
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
