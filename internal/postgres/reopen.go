package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/chain"
	"relance/internal/dunning"
	"relance/internal/opening"
	"relance/internal/postgres/query"
)

// Reopen gives an invoice whose case is closed a new one: the next cycle, with
// its own workflow, going on at the step where the old one stood. What was sent
// stays sent; the steps that follow are re-spaced from now on. CodeConflict
// when the case is open, when it has a later cycle, or when nothing is owed.
func (s *Store) Reopen(ctx context.Context, ref dunning.Ref, r dunning.Reopening) (out dunning.Ref, err error) {
	err = s.Do(ctx, "reopening the case", func(t *Tx) error {
		h, err := t.Lock(ctx, ref)
		if err != nil {
			return err
		}
		if h.Body.State != dunning.Closed {
			return dunning.Errorf(dunning.CodeConflict, "the case of invoice %s is open (%s)", ref.Number, h.Body.State)
		}
		if r.Version != 0 && r.Version != h.Body.Version {
			return dunning.Stale(h.Body, r.Version)
		}
		n, err := t.Reopened(ctx, h, r)
		if err != nil {
			return err
		}
		out = n.Body.Ref()
		return nil
	})
	return out, err
}

// revive opens the next cycle of a case that its last event brings to life; nil
// when it does not, or when the case has a later cycle already.
func (t *Tx) revive(ctx context.Context, h *Locked) (*Locked, error) {
	if len(h.fresh) == 0 {
		return nil, nil
	}
	e := h.fresh[len(h.fresh)-1].event
	if !opening.Revives(h.Body, e) {
		return nil, nil
	}
	var latest int
	if err := t.QueryRow(ctx, `select max(cycle) from cases where invoice_id = $1`, h.Invoice).Scan(&latest); err != nil {
		return nil, query.Doing("looking for a later cycle", err)
	}
	if latest > h.Body.Cycle {
		return nil, nil
	}
	return t.Reopened(ctx, h, dunning.Reopening{Reason: dunning.ReasonFact, Author: e.Author, At: e.At})
}

// Reopened opens the next cycle of a case whose invoice is owed again. It
// refuses when nothing is owed.
func (t *Tx) Reopened(ctx context.Context, old *Locked, r dunning.Reopening) (*Locked, error) {
	balance, err := t.balance(ctx, old.Invoice)
	if err != nil {
		return nil, err
	}
	if *balance <= 0 {
		return nil, dunning.Errorf(dunning.CodeConflict, "nothing is owed on invoice %s (%s)", old.Body.Number, *balance).
			WithHint("record the returned payment first, as a negative amount")
	}
	origin := opening.NextCycle(old.Body)
	origin.Opening, origin.Balance = *balance, *balance
	lastHash, err := chain.First(origin)
	if err != nil {
		return nil, query.Doing("hashing the case", err)
	}
	n := &Locked{Invoice: old.Invoice, debtor: old.debtor, Body: origin, Rules: old.Rules, lastHash: lastHash, LastAt: old.LastAt, recordedAt: old.recordedAt}
	e := dunning.NewOpened(*balance).With(dunning.Stamp{At: t.Now, Reason: r.Reason, Author: r.Author}).With(dunning.Stamp{At: r.At})
	// The steps go on as after a release: spaced from now, nothing in a burst.
	resumed := dunning.Complete(origin, dunning.NewRelease("").With(dunning.Stamp{At: query.Micro(e.At)}), old.Rules)
	e.Instants, e.NotBefore = resumed.Instants, resumed.NotBefore
	if err := t.Append(n, e, false); err != nil {
		return nil, err
	}
	b := &pgx.Batch{}
	t.queueCase(b, n, origin, string(old.Rules.Zone), origin.Cycle)
	b.Queue(`
		update cases n set owner = o.owner from cases o
		where n.invoice_id = @invoice and n.cycle = @cycle and o.invoice_id = n.invoice_id and o.cycle = n.cycle - 1 and o.owner is not null`,
		pgx.NamedArgs{"invoice": old.Invoice, "cycle": origin.Cycle})
	b.Queue(`update tasks set done_at = @now, done_by = @author where case_id = @id and done_at is null`,
		pgx.NamedArgs{"now": t.Now, "author": r.Author, "id": old.ID})
	if err := query.Send(ctx, t, b); err != nil {
		return nil, query.Doing("opening the next cycle", err)
	}
	b = &pgx.Batch{}
	t.queueOpening(b, n)
	return n, query.Doing("opening the next cycle", query.Send(ctx, t, b))
}
