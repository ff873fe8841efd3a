package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// answered tells whether a request of this key was recorded before, on this
// case. Two at once wait for each other: the case is locked. CodeConflict when
// the key was given to a request about another invoice.
func (t *Tx) answered(ctx context.Context, h *Locked, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	var invoice int64
	err := t.QueryRow(ctx, `
		select c.invoice_id from request_keys k join cases c on c.id = k.case_id where k.creditor = @creditor and k.key = @key`,
		pgx.NamedArgs{"creditor": h.Body.Creditor, "key": key}).Scan(&invoice)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, query.Doing("looking for the same request", err)
	case invoice != h.Invoice:
		return false, dunning.Errorf(dunning.CodeConflict, "the key of this request was given to one about another invoice").
			WithHint("give each request a key of its own")
	}
	return true, nil
}

// Answered tells whether a request of this key was recorded for an invoice, and
// gives the newest case of it as it is now.
func (s *Store) Answered(ctx context.Context, ref dunning.Ref, key string) (c dunning.Case, known bool, err error) {
	err = s.pool.QueryRow(ctx, `
		select n.body from request_keys k join cases c on c.id = k.case_id join cases n on n.invoice_id = c.invoice_id
		where k.creditor = @creditor and k.key = @key and c.number = @number order by n.cycle desc limit 1`,
		pgx.NamedArgs{"creditor": ref.Creditor, "number": ref.Number, "key": key}).Scan(&c)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, Explain("looking for the same request", err)
}

// keepKey keeps the key of a request that was recorded on a case.
func (t *Tx) keepKey(ctx context.Context, h *Locked, key string) error {
	if key == "" {
		return nil
	}
	_, err := t.Exec(ctx, `insert into request_keys (creditor, key, case_id, created_at) values (@creditor, @key, @case, @now)`,
		pgx.NamedArgs{"creditor": h.Body.Creditor, "key": key, "case": h.ID, "now": t.Now})
	return query.Doing("keeping the key of the request", err)
}

// asSeen refuses a request whose author saw another version of the case.
func asSeen(c dunning.Case, seen int64) error {
	if seen == 0 || seen == c.Version {
		return nil
	}
	return dunning.Stale(c, seen)
}

// someOpen refuses a payment of all that is open where nothing is.
func someOpen(c dunning.Case) error {
	if c.Balance <= 0 {
		return dunning.Errorf(dunning.CodeConflict, "nothing is open on invoice %s (%s)", c.Number, c.Status()).
			WithHint("look at the case (%s); one more payment is recorded with its amount", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
	}
	return nil
}
