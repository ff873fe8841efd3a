package banking

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// chunkRun is one attempt at one chunk, in one transaction: it finds out what
// is on record, decides, and records.
type chunkRun struct {
	im       *BankImport
	t        *tx
	lot      reconcile.BankLot
	lines    []*lineRun
	found    *reconcile.Lookups
	payments []int64 // numbers for the payments that it brings
}

// lineRun is one entry on its way through a chunk, with what is written of it.
type lineRun struct {
	reconcile.Incoming

	entryJSON, decisionJSON, reasonsJSON []byte
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
	return query.Doing("waiting for another import", err)
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
		if l.Known {
			continue
		}
		if err := c.widen(ctx, l); err != nil {
			return err
		}
		c.found.Decide(&l.Incoming, c.im.r.Policy)
	}
	return nil
}

// encode puts down what is written of the lines, and takes numbers for their
// payments.
func (c *chunkRun) encode(ctx context.Context) (err error) {
	payments := 0
	for _, l := range c.lines {
		if l.Known {
			continue
		}
		if l.entryJSON, err = json.Marshal(l.Entry); err != nil {
			return err
		}
		if l.decisionJSON, err = json.Marshal(l.Decision); err != nil {
			return err
		}
		if l.State != reconcile.LineMatched {
			continue
		}
		if l.reasonsJSON, err = json.Marshal(l.Decision.Reasons); err != nil {
			return err
		}
		if l.Confirmed == nil {
			payments++
		}
	}
	c.payments, err = query.NewIDs(ctx, c.t, "payments", payments)
	return err
}

// learn lets later chunks know the accounts of the sure payments.
func (c *chunkRun) learn() {
	for _, l := range c.lines {
		if !l.Known && l.Decision.Learn && l.State == reconcile.LineMatched {
			c.im.dir.Learn(l.Entry.CounterpartyIBAN, l.Decision.Debtor)
		}
	}
}

// finish keeps what later chunks must know and gives the results.
func (c *chunkRun) finish() []reconcile.BankResult {
	out := make([]reconcile.BankResult, len(c.lines))
	for i, l := range c.lines {
		out[i] = reconcile.BankResult{Line: l.ID, Known: l.Known, State: l.State, Decision: l.Decision}
		c.im.counts.entries++
		if l.Stored || l.Known {
			c.im.used[l.ID] = true
			continue
		}
		c.im.counts.fresh++
	}
	if c.im.dry != nil {
		c.im.dry.keep(c)
	}
	return out
}
