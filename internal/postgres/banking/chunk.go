package banking

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// chunkRun is one attempt at one chunk, in one transaction: it finds out what
// is on record, decides, and records.
type chunkRun struct {
	im    *bankImport
	t     *tx
	lot   reconcile.BankLot
	lines []*reconcile.Incoming
	asks  pgx.NamedArgs // what the lines name
	found *reconcile.Lookups
}

// chunk takes some entries in, deciding and recording in one transaction. When
// others change the same cases between the look-up and the lock, the store runs
// the transaction again, as it does after a deadlock. A dry run reads and decides.
func (im *bankImport) chunk(ctx context.Context, lot reconcile.BankLot) ([]reconcile.BankResult, error) {
	var c *chunkRun
	err := im.s.do(ctx, "taking in the bank lines", func(t *tx) error {
		c = &chunkRun{im: im, t: t, lot: lot, found: reconcile.NewLookups()}
		c.found.Payee, c.found.Directory, c.found.DebtorIDs, c.found.Claim = im.payee, im.dir, im.debtors, im.r.Claim
		for _, step := range []func(context.Context) error{
			c.enter, c.recognise, c.rows, c.ask,
			c.lookUp, c.lookPast, c.lookItems, func(ctx context.Context) error { return c.lookOpen(ctx, c.lines...) }, c.lookClaims,
			c.decide, c.record,
		} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.finish(), nil
}

// enter waits for other imports of the account, whose chunks come one after
// another.
func (c *chunkRun) enter(ctx context.Context) error {
	if c.im.dry != nil {
		return nil
	}
	_, err := c.t.Exec(ctx, `
		select pg_advisory_xact_lock(hashtextextended('relance/bank/' || current_schema() || '/' || @creditor || '/' || @account, 0))`,
		pgx.NamedArgs{"creditor": c.im.r.Creditor, "account": c.lot.Account})
	return query.Doing("waiting for another import", err)
}

// decide goes through the lines in their order; what one of them pays is not
// open for the next.
func (c *chunkRun) decide(ctx context.Context) error {
	if c.im.dry != nil {
		c.im.dry.applyTo(c.found)
	}
	for _, l := range c.lines {
		if l.Known {
			continue
		}
		if l.Settled { // or it was, until an earlier line paid its invoice
			if err := c.lookOpen(ctx, l); err != nil {
				return err
			}
		}
		c.found.Decide(l, c.im.r.Policy)
	}
	return nil
}

// finish gives the results and keeps what later chunks must know: the lines that
// were repeated, and the accounts of the sure payments.
func (c *chunkRun) finish() []reconcile.BankResult {
	out := make([]reconcile.BankResult, len(c.lines))
	for i, l := range c.lines {
		out[i] = reconcile.BankResult{Line: l.ID, Known: l.Known, State: l.State, Decision: l.Decision}
		c.im.counts.entries++
		if l.Stored || l.Known {
			c.im.used[l.ID] = true
		} else {
			c.im.counts.fresh++
		}
		if !l.Known && l.Decision.Learn && l.State == reconcile.LineMatched {
			c.im.dir.Learn(l.Entry.CounterpartyIBAN, l.Decision.Debtor)
		}
	}
	if c.im.dry != nil {
		c.im.dry.keep(c)
	}
	return out
}
