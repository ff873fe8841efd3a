package postgres

import (
	"context"
	"crypto/sha256"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/postgres/deeds"
	"relance/internal/postgres/query"
)

// answered tells whether a request of this key was recorded before, on this
// case. Two at once wait for each other: the case is locked. CodeConflict when
// the key was given to a request about another invoice, or with another content.
func (t *Tx) answered(ctx context.Context, h *Locked, key string, sum [sha256.Size]byte) (bool, error) {
	if key == "" {
		return false, nil
	}
	var invoice int64
	var same bool
	err := t.QueryRow(ctx, `
		select c.invoice_id, coalesce(k.sum = @sum, true) from request_keys k join cases c on c.id = k.case_id where k.creditor = @creditor and k.key = @key`,
		pgx.NamedArgs{"creditor": h.Body.Creditor, "key": key, "sum": sumOrNull(sum)}).Scan(&invoice, &same)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, query.Doing("looking for the same request", err)
	case invoice != h.Invoice:
		return false, dunning.Errorf(dunning.CodeConflict, "the key of this request was given to one about another invoice").
			WithHint("give each request a key of its own")
	case !same:
		return false, deeds.OtherContent()
	}
	return true, nil
}

// sumOrNull is null for a request whose content is not said.
func sumOrNull(sum [sha256.Size]byte) []byte {
	if sum == ([sha256.Size]byte{}) {
		return nil
	}
	return sum[:]
}

// Answered tells whether a request of this key was recorded for an invoice, and
// gives the newest case of it as it is now. CodeConflict when the key was given to
// one with another content.
func (s *Store) Answered(ctx context.Context, ref dunning.Ref, key string, sum [sha256.Size]byte) (c dunning.Case, known bool, err error) {
	var same bool
	err = s.pool.QueryRow(ctx, `
		select n.body, coalesce(k.sum = @sum, true) from request_keys k join cases c on c.id = k.case_id join cases n on n.invoice_id = c.invoice_id
		where k.creditor = @creditor and k.key = @key and c.number = @number order by n.cycle desc limit 1`,
		pgx.NamedArgs{"creditor": ref.Creditor, "number": ref.Number, "key": key, "sum": sumOrNull(sum)}).Scan(&c, &same)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return c, false, nil
	case err == nil && !same:
		return c, false, deeds.OtherContent()
	}
	return c, err == nil, Explain("looking for the same request", err)
}

// keepKey keeps the key of a request that was recorded on a case.
func (t *Tx) keepKey(ctx context.Context, h *Locked, r dunning.Recording) error {
	if r.Key == "" {
		return nil
	}
	_, err := t.Exec(ctx, `insert into request_keys (creditor, key, case_id, created_at, sum) values (@creditor, @key, @case, @now, @sum)`,
		pgx.NamedArgs{"creditor": h.Body.Creditor, "key": r.Key, "case": h.ID, "now": t.Now, "sum": sumOrNull(r.Sum)})
	return query.Doing("keeping the key of the request", err)
}

// AsSeen refuses a request whose author saw another version of the case.
func AsSeen(c dunning.Case, seen int64) error {
	if seen == 0 || seen == c.Version {
		return nil
	}
	return dunning.Stale(c, seen)
}

// someOpen refuses a payment of all that is open where nothing is.
func someOpen(c dunning.Case) error {
	if c.Balance <= 0 {
		return dunning.Errorf(dunning.CodeConflict, "nothing is open on invoice %s (%s)", c.Number, c.State).
			WithHint("look at the case (%s); one more payment is recorded with its amount", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
	}
	return nil
}

// Recorded tells whether a request is on record, and what it was answered; nil when
// that is not kept. CodeConflict when its key was given to another one.
func (s *Store) Recorded(ctx context.Context, r access.Request) (answer []byte, known bool, err error) {
	answer, known, err = deeds.Recorded(ctx, s.pool, r)
	return answer, known, Explain("looking for the same request", err)
}

// KeepAnswer keeps what a request was answered.
func (s *Store) KeepAnswer(ctx context.Context, r access.Request, answer []byte) error {
	return Explain("keeping the answer of the request", deeds.KeepAnswer(ctx, s.pool, r, answer, s.Now()))
}

// ForgetRequest lets a request be sent again, whose deed failed.
func (s *Store) ForgetRequest(ctx context.Context, r access.Request) error {
	return Explain("forgetting the request", deeds.Forget(ctx, s.pool, r))
}
