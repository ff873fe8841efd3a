package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// outlook is a chunk that is decided while the one before it is being recorded:
// half of the work is reading and thinking, the other half writing, and each
// has a processor of its own. It reads the tables as they are without the chunk
// before, which is committed only when that reading is done, and adds what that
// chunk decided. Before it is recorded itself, enter and record check that all
// it relied on still stands; otherwise the chunk is decided anew.
//
// The methods of a nil outlook say that nothing is being recorded meanwhile.
type outlook struct {
	c      *chunkRun
	before *chunkRun
	conn   *pgxpool.Conn // taken before the recording begins: who records waits for who reads, never the reverse

	read     chan struct{} // closed when the tables may change
	recorded chan struct{} // closed when the chunk before is recorded, or is not
	failed   bool          // it is not
	done     chan struct{} // closed when decided
	err      error
}

// step takes a part of a lot in, which ready may hold decided, and decides over
// the next part meanwhile.
func (im *BankImport) step(ctx context.Context, part, next reconcile.BankLot, ready *chunkRun) (out []reconcile.BankResult, following *chunkRun, err error) {
	if im.r.DryRun || ready == nil && next.Entries == nil {
		out, err = im.chunk(ctx, part)
		return out, nil, err
	}
	if ready == nil {
		ready = &chunkRun{im: im, q: im.s.pool, lot: part}
		if err := ready.prepare(ctx); err != nil {
			return nil, nil, explain("taking in the bank lines", err)
		}
	}
	ready.outlook = nil
	ready.learn()
	d, err := im.ahead(ctx, ready, next)
	if err != nil {
		return nil, nil, explain("taking in the bank lines", err)
	}
	err = im.s.do(ctx, "taking in the bank lines", func(t *tx) error {
		ready.t = t
		if err := ready.enter(ctx); err != nil {
			return err
		}
		if err := ready.record(ctx); err != nil {
			return err
		}
		return d.hasRead(ctx)
	})
	following = d.end(err != nil)
	if err == nil {
		return ready.finish(), following, nil
	}
	if ctx.Err() == nil {
		if err := im.directory(ctx); err != nil { // which learnt too early
			return nil, nil, err
		}
		out, err = im.chunk(ctx, part)
	}
	return out, nil, err
}

// ahead begins to decide over a chunk; nil when there is none.
func (im *BankImport) ahead(ctx context.Context, before *chunkRun, lot reconcile.BankLot) (*outlook, error) {
	if lot.Entries == nil {
		return nil, nil
	}
	conn, err := im.s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	d := &outlook{before: before, conn: conn, read: make(chan struct{}), recorded: make(chan struct{}), done: make(chan struct{})}
	d.c = &chunkRun{im: im, q: conn, lot: lot, outlook: d}
	go func() {
		defer close(d.done)
		defer d.release()
		d.err = d.c.prepare(ctx)
	}()
	return d, nil
}

// release tells that nothing more is read of the tables as they are without the
// chunk before.
func (d *outlook) release() {
	if d != nil && d.conn != nil {
		d.conn.Release()
		d.conn, d.c.q = nil, d.c.im.s.pool
		close(d.read)
	}
}

// hasRead waits until the chunk before may be committed.
func (d *outlook) hasRead(ctx context.Context) error {
	if d == nil {
		return nil
	}
	select {
	case <-d.read:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// end tells what became of the chunk before and gives the decided one, or nil
// when it has to be decided anew.
func (d *outlook) end(failed bool) *chunkRun {
	if d == nil {
		return nil
	}
	d.failed = failed
	close(d.recorded)
	<-d.done
	if failed || d.err != nil {
		return nil
	}
	return d.c
}

// wait returns when the chunk before is recorded: what is read from then on
// has it.
func (d *outlook) wait(ctx context.Context, c *chunkRun) error {
	if d == nil {
		return nil
	}
	select {
	case <-d.recorded:
	case <-ctx.Done():
		return ctx.Err()
	}
	if d.failed {
		return errMoved
	}
	c.sight.taken = nil
	return nil
}

// used are the lines on record that the chunk before was paired with.
func (d *outlook) used() map[int64]bool {
	out := map[int64]bool{}
	if d != nil {
		for _, l := range d.before.lines {
			if l.stored {
				out[l.id] = true
			}
		}
	}
	return out
}

// count adds the lines that the chunk before brings to how often each is there.
func (d *outlook) count(copies map[string]int) {
	if d != nil {
		for _, l := range d.before.lines {
			if !l.stored {
				copies[l.entry.Fingerprint]++
			}
		}
	}
}

// taken is what the chunk before takes from balances.
func (d *outlook) taken() map[int64]money.Cents {
	if d == nil {
		return nil
	}
	out := map[int64]money.Cents{}
	for _, l := range d.before.lines {
		if !l.known && l.state == reconcile.LineMatched && l.confirmed == nil {
			for i, a := range l.decision.Allocations {
				out[l.invoices[i]] += a.Amount
			}
		}
	}
	return out
}

// cast lets a sight have what the chunk before settled, but for the balances.
func (d *outlook) cast(g *sight) {
	if d == nil {
		return
	}
	for _, l := range d.before.lines {
		switch {
		case l.known:
		case l.confirmed != nil:
			for _, m := range g.manual[l.entry.Amount] {
				m.spent = m.spent || m.Payment == l.confirmed.Payment
			}
		case l.state == reconcile.LineMatched && l.decision.Kind == reconcile.KindReturn:
			g.takeBack(l)
		case l.state == reconcile.LineMatched || l.entry.Status == bank.Booked && l.entry.Amount > 0:
			g.remember(l.past(), l.invoices)
		}
	}
}
