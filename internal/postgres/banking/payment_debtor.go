package banking

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// PayDebtor records all shares of a payment or none: one payment for each
// invoice, named after the whole. Duplicate means that it was recorded before.
// CodeConflict when one of the cases changed since the shares were worked out.
func (s *Store) PayDebtor(ctx context.Context, p dunning.DebtorPayment) (out []dunning.Recorded, duplicate bool, err error) {
	err = s.do(ctx, "recording the payment of a debtor", func(t *tx) error {
		out, duplicate = nil, false
		held, err := t.lockOpen(ctx, p)
		if err != nil {
			return err
		}
		if duplicate, err = t.spread(ctx, p); err != nil || duplicate {
			return err
		}
		for _, share := range p.Shares {
			got, err := t.payShare(ctx, held[share.Ref], p, share)
			if err != nil {
				return err
			}
			out = append(out, got)
		}
		return nil
	})
	return out, duplicate, err
}

// spread tells whether the whole payment was recorded before. Shares that were
// recorded before the column whole was there are known by the id that is made
// for each invoice. CodeConflict when another debtor's payment has the name.
func (t *tx) spread(ctx context.Context, p dunning.DebtorPayment) (found bool, err error) {
	var debtor string
	err = t.QueryRow(ctx, `
		select d.key from payments p join allocations a on a.payment_id = p.id join invoices i on i.id = a.invoice_id
		    join debtors d on d.id = i.debtor_id
		where p.creditor = @creditor and p.source = @source and p.whole = @name
		union all
		select d.key from debtors d join invoices i on i.debtor_id = d.id
		    join payments p on p.creditor = @creditor and p.source = @source and p.external = @name || '/' || i.number and p.whole is null
		    join allocations a on a.payment_id = p.id and a.invoice_id = i.id
		where d.creditor = @creditor and d.key = @debtor
		limit 1`,
		pgx.NamedArgs{"creditor": p.Creditor, "source": p.Source, "name": p.Name(), "debtor": p.Debtor}).Scan(&debtor)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, query.Doing("looking for the same payment", err)
	case debtor != p.Debtor:
		return false, dunning.Errorf(dunning.CodeConflict, "payment %s of source %s is on record for debtor %s", p.Name(), p.Source, debtor).
			WithHint("give each payment an id of its own")
	}
	return true, nil
}

// lockOpen locks a debtor and his open cases.
func (t *tx) lockOpen(ctx context.Context, p dunning.DebtorPayment) (map[dunning.Ref]*postgres.Locked, error) {
	args := pgx.NamedArgs{"creditor": p.Creditor, "key": p.Debtor}
	if _, err := t.Exec(ctx, `
		select pg_advisory_xact_lock(`+postgres.DebtorLock+`) from debtors d where `+tables.DebtorNamed, args); err != nil {
		return nil, query.Doing("locking the debtor", err)
	}
	var ids []int64
	b := &pgx.Batch{}
	query.IntoValues(b, &ids, `
		select c.id from cases c join debtors d on d.id = c.debtor_id
		where `+tables.DebtorNamed+` and c.closed_at is null`, args)
	if err := query.Send(ctx, t, b); err != nil {
		return nil, query.Doing("looking for the debtor's cases", err)
	}
	cases, err := t.LockAll(ctx, ids)
	out := make(map[dunning.Ref]*postgres.Locked, len(cases))
	for _, h := range cases {
		out[h.Body.Ref()] = h
	}
	return out, err
}

func (t *tx) payShare(ctx context.Context, h *postgres.Locked, p dunning.DebtorPayment, share dunning.DebtorShare) (dunning.Recorded, error) {
	if h == nil || h.Body.Version != share.Known {
		return dunning.Recorded{}, dunning.Errorf(dunning.CodeConflict, "invoice %s changed meanwhile: nothing is recorded", share.Ref.Number).
			WithHint("try again: the payment is then spread over what is open now")
	}
	e := dunning.NewPaidShare(share.Amount, p.Date, share.Rule).With(dunning.Stamp{ID: p.Name() + "/" + share.Ref.Number, Source: p.Source, Author: p.Author})
	out, err := t.Tx.Record(ctx, h, dunning.Recording{Ref: share.Ref, Known: share.Known, Notify: true, Event: e})
	if err != nil {
		return out, err
	}
	if out.Duplicate {
		return out, dunning.Errorf(dunning.CodeConflict, "payment %s of source %s is on record for invoice %s: nothing is recorded",
			e.ID, e.Source, share.Ref.Number).WithHint("give the whole payment another id")
	}
	_, err = t.Exec(ctx, `
		update payments set whole = @name where creditor = @creditor and source = @source and external = @external`,
		pgx.NamedArgs{"name": p.Name(), "creditor": p.Creditor, "source": p.Source, "external": e.ID})
	return out, query.Doing("naming the whole payment", err)
}
