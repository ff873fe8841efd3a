package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
)

// byHand are the sources in which people tell payments: the same one may come
// through several of them.
var byHand = []string{dunning.SourceManual, dunning.SourceSignal, dunning.SourceConsole}

// madeID names a payment or credit note whose source gave it no identifier.
func madeID(h *Locked, e dunning.Event) string {
	return dunning.PaymentName(h.Body.Number, e)
}

// enteredBefore tells whether a payment without identifier was told by hand before,
// through whichever source: same invoice, date and amount, no identifier either.
func (t *Tx) enteredBefore(ctx context.Context, h *Locked, e dunning.Event) (found bool, err error) {
	if e.Kind != dunning.KindPaid || !slices.Contains(byHand, e.Source) || e.ID != madeID(h, e) {
		return false, nil
	}
	err = t.QueryRow(ctx, `
		select exists (
		    select 1 from payments p join allocations a on a.payment_id = p.id
		    where p.creditor = @creditor and p.external = @external and p.source = any(@sources) and a.invoice_id = @invoice)`,
		pgx.NamedArgs{"creditor": h.Body.Creditor, "external": e.ID, "sources": byHand, "invoice": h.Invoice}).Scan(&found)
	return found, query.Doing("looking for the same payment", err)
}

// confirmDays is how far the value date of a bank line may lie from the date
// that a person entered for the same payment.
const confirmDays = 5

// Identified fills in what makes a payment or credit note recognisable: its
// source and date, and without an id of the source one made of number, date
// and amount (the same for all that people tell by hand). Other events keep their id; one that the workflow will hear of
// gets an id, so that it is not recorded again when it is heard.
func Identified(h *Locked, e dunning.Event, now time.Time) dunning.Event {
	money := e.Kind == dunning.KindPaid || e.Kind == dunning.KindCredited
	if money && e.Date.IsZero() {
		at := e.At
		if at.IsZero() {
			at = now
		}
		e.Date = h.Rules.Today(at)
	}
	if e.Kind == dunning.KindPaid && e.Source == "" {
		e.Source = dunning.SourceManual
	}
	if e.ID != "" {
		return e
	}
	if money {
		e.ID = madeID(h, e)
	} else if e.Kind != dunning.KindOpened {
		e.ID = fmt.Sprintf("event-%d", h.Body.Version+1)
	}
	return e
}

// pay books a payment on the case's invoice and puts the balance that is left
// into the event. Repeat: it was booked before. Quiet: the balance does not
// change, because it is the bank line of a payment that a person had entered,
// or because all went to interest and fee.
func (t *Tx) pay(ctx context.Context, h *Locked, e *dunning.Event) (repeat, quiet bool, err error) {
	confirms, err := t.confirm(ctx, h, e)
	if err != nil {
		return false, false, err
	}
	if !confirms {
		with := func(accessory money.Cents) string { return fmt.Sprintf("%s+%s", e.Amount, accessory) }
		if err := t.CheckAccessory(ctx, h, e.Accessory, e.Date, with); err != nil {
			return false, false, err
		}
		if repeat, err = t.insertPayment(ctx, h, e); err != nil || repeat {
			return repeat, false, err
		}
	}
	if e.Balance, err = t.balance(ctx, h.Invoice); err != nil {
		return false, false, err
	}
	e.Left, err = t.Left(ctx, h, *e, nil)
	return false, confirms || e.Amount == 0, err
}

// confirm looks for the payment by hand that a bank line confirms: same
// invoice, same amount, a date within confirmDays.
func (t *Tx) confirm(ctx context.Context, h *Locked, e *dunning.Event) (bool, error) {
	if e.Source != dunning.SourceBank || e.Amount < 0 {
		return false, nil
	}
	tag, err := t.Exec(ctx, `
		update payments set confirmed_by = @external, confirmed_on = @date
		where id = (
		    select p.id from payments p join allocations a on a.payment_id = p.id
		    where a.invoice_id = @invoice and a.amount + a.accessory = @amount and p.amount = @amount
		      and p.source not in ('bank', 'stripe') and p.confirmed_by is null and abs(p.date - @date::date) <= @days
		    order by abs(p.date - @date::date), p.id limit 1)
		and not exists (
		    select 1 from payments b join allocations a on a.payment_id = b.id
		    where b.creditor = @creditor and b.source = 'bank' and b.external = @external and a.invoice_id = @invoice)`,
		pgx.NamedArgs{
			"external": e.ID, "date": query.Day(e.Date), "invoice": h.Invoice, "amount": int64(e.Amount),
			"days": confirmDays, "creditor": h.Body.Creditor,
		})
	if err != nil || tag.RowsAffected() == 0 {
		return false, query.Doing("confirming a payment", err)
	}
	*e = e.Confirming()
	return true, nil
}

// insertPayment adds a payment and its allocation. A bank line may pay several
// invoices: it becomes one payment with several allocations.
func (t *Tx) insertPayment(ctx context.Context, h *Locked, e *dunning.Event) (repeat bool, err error) {
	args := pgx.NamedArgs{
		"creditor": h.Body.Creditor, "source": e.Source, "external": e.ID, "date": query.Day(e.Date), "amount": int64(e.Amount), "all": int64(e.Amount + e.Accessory),
		"accessory": int64(e.Accessory), "currency": h.Body.Currency, "invoice": h.Invoice, "now": t.Now,
	}
	tag, err := t.Exec(ctx, `
		with p as (
		    insert into payments (creditor, source, external, date, amount, currency, created_at)
		    values (@creditor, @source, @external, @date, @all, @currency, @now)
		    on conflict (creditor, source, external) do nothing returning id)
		insert into allocations (payment_id, invoice_id, amount, accessory, created_at)
		select id, @invoice, @amount, @accessory, @now from p`, args)
	if err != nil || tag.RowsAffected() == 1 {
		return false, query.Doing("booking the payment", err)
	}
	return t.paymentOnRecord(ctx, args, e)
}

// paymentOnRecord deals with a payment whose identifier is on record.
func (t *Tx) paymentOnRecord(ctx context.Context, args pgx.NamedArgs, e *dunning.Event) (repeat bool, err error) {
	var id int64
	var here bool
	var elsewhere string
	err = t.QueryRow(ctx, `
		select p.id, coalesce(bool_or(a.invoice_id = @invoice), false), coalesce(min(i.number), '')
		from payments p left join allocations a on a.payment_id = p.id left join invoices i on i.id = a.invoice_id
		where p.creditor = @creditor and p.source = @source and p.external = @external group by p.id`,
		args).Scan(&id, &here, &elsewhere)
	switch {
	case err != nil:
		return false, query.Doing("reading the earlier payment", err)
	case here:
		return true, nil
	case e.Source != dunning.SourceBank:
		return false, dunning.Errorf(dunning.CodeConflict, "payment %s of source %s is on record for invoice %s",
			e.ID, e.Source, elsewhere).WithHint("give each payment an id of its own")
	}
	args["payment"] = id
	if _, err := t.Exec(ctx, `
		insert into allocations (payment_id, invoice_id, amount, accessory, created_at)
		values (@payment, @invoice, @amount, @accessory, @now)`, args); err != nil {
		return false, query.Doing("booking a part of the payment", err)
	}
	_, err = t.Exec(ctx, `update payments set amount = amount + @all where id = @payment`, args)
	return false, query.Doing("booking a part of the payment", err)
}

// credit sets a credit note against the case's invoice.
func (t *Tx) credit(ctx context.Context, h *Locked, e *dunning.Event) (repeat bool, err error) {
	args := pgx.NamedArgs{
		"creditor": h.Body.Creditor, "invoice": h.Invoice, "external": e.ID, "date": query.Day(e.Date),
		"amount": int64(e.Amount), "now": t.Now,
	}
	tag, err := t.Exec(ctx, `
		insert into credits (creditor, invoice_id, external, date, amount, created_at)
		values (@creditor, @invoice, @external, @date, @amount, @now)
		on conflict (creditor, external) do nothing`, args)
	if err != nil {
		return false, query.Doing("recording the credit note", err)
	}
	if tag.RowsAffected() == 0 {
		var number string
		err := t.QueryRow(ctx, `
			select i.number from credits c join invoices i on i.id = c.invoice_id
			where c.creditor = @creditor and c.external = @external`, args).Scan(&number)
		if err == nil && number != h.Body.Number {
			err = dunning.Errorf(dunning.CodeConflict, "credit note %s is on record for invoice %s", e.ID, number)
		}
		return true, err
	}
	if e.Balance, err = t.balance(ctx, h.Invoice); err != nil {
		return false, err
	}
	e.Left, err = t.Left(ctx, h, *e, nil)
	return false, err
}

// balance is what is open on an invoice: payable less allocations less credits.
func (t *Tx) balance(ctx context.Context, invoice int64) (*money.Cents, error) {
	var cents int64
	err := t.QueryRow(ctx, `
		select i.payable
		    - coalesce((select sum(amount) from allocations where invoice_id = i.id), 0)::bigint
		    - coalesce((select sum(amount) from credits where invoice_id = i.id), 0)::bigint
		from invoices i where i.id = @invoice`, pgx.NamedArgs{"invoice": invoice}).Scan(&cents)
	open := money.Cents(cents)
	return &open, query.Doing("reading the balance", err)
}
