package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
	"relance/internal/publicbuyer"
)

// receive keeps the day on which a public buyer received the payment request,
// and works out the due date that follows.
func (t *Tx) receive(ctx context.Context, h *Locked, e *dunning.Event) error {
	d, err := debtorByID(ctx, t, h.debtor)
	if err != nil {
		return err
	}
	was, err := t.invoice(ctx, h.Invoice)
	if err != nil {
		return err
	}
	if err := publicbuyer.CheckReceipt(d.Debtor(), was, e.Date); err != nil {
		return err
	}
	now := was
	now.Received = e.Date
	e.Due = publicbuyer.CaseDue(h.Body, was, int(d.PayDays), now, int(d.PayDays))
	_, err = t.Exec(ctx, `update invoices set received = @received where id = @id`,
		pgx.NamedArgs{"id": h.Invoice, "received": query.Day(e.Date)})
	return query.Doing("keeping the receipt", err)
}

// invoice reads an invoice of a locked case.
func (t *Tx) invoice(ctx context.Context, id int64) (dunning.Invoice, error) {
	row, err := query.One[tables.InvoiceRow](ctx, t, `
		select `+tables.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id where i.id = @id`, pgx.NamedArgs{"id": id})
	return row.Invoice(), query.Doing("reading the invoice", err)
}

// movePeriods moves the due dates of a public buyer's open cases once he is
// known to be one, or the length of his period is.
func (t *Tx) movePeriods(ctx context.Context, was, now tables.DebtorRow, author string, at time.Time) error {
	if dunning.Regime(now.Regime) != dunning.Public || was.Regime == now.Regime && was.PayDays == now.PayDays {
		return nil
	}
	rows, err := t.Query(ctx, `select c.id from cases c where c.debtor_id = @debtor and c.closed_at is null order by c.id`,
		pgx.NamedArgs{"debtor": now.ID})
	if err != nil {
		return query.Doing("looking for the debtor's cases", err)
	}
	ids, err := query.IDs(rows)
	if err != nil {
		return query.Doing("looking for the debtor's cases", err)
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		h := cases[id]
		if h == nil || h.Body.State == dunning.Closed {
			continue
		}
		inv, err := t.invoice(ctx, h.Invoice)
		if err != nil {
			return err
		}
		due := publicbuyer.CaseDue(h.Body, inv, int(was.PayDays), inv, int(now.PayDays))
		if due == h.Body.Due {
			continue
		}
		e := Identified(h, dunning.NewPayDays(due).With(dunning.Stamp{Author: author, At: at}), t.Now)
		if err := t.Append(h, e, true); err != nil {
			return err
		}
		if err := t.Flush(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// receivedSince records the receipt that a repeated import tells of, while the
// case is open.
func (t *Tx) receivedSince(ctx context.Context, ref dunning.Ref, n dunning.NewInvoice) error {
	h, err := t.Lock(ctx, ref)
	if err != nil || h.Body.State == dunning.Closed {
		return err
	}
	_, err = t.write(ctx, h, Identified(h, dunning.NewReceived(n.Invoice.Received).With(dunning.Stamp{Author: n.Author, At: n.Now}), t.Now), true)
	if dunning.ErrorCode(err) == dunning.CodeInvalid { // no public buyer after all: nothing follows
		return nil
	}
	return err
}
