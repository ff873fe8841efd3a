package collections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/collected"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
	"relance/internal/status"
)

// account is an invoice on record with its money.
type account struct {
	collected.Account
	known []lifecycle.Known
}

// pending finds the invoices of a creditor whose money and reports differ: of an
// account whose invoices go through a platform from a day on.
const pending = `
	select i.id from invoices i where i.creditor = @creditor and i.issued >= @from and exists (
	    select 1 from allocations a join payments p on p.id = a.payment_id where a.invoice_id = i.id
	    and case when p.source = 'bank' or p.confirmed_by is not null then a.amount else 0 end
	        <> coalesce((select sum(c.amount) from collected c where c.invoice_id = i.id and c.payment_id = p.id), 0)
	    or a.invoice_id = i.id and p.source <> 'bank' and p.confirmed_by is null and p.amount > 0)
	order by i.id`

// accounts reads the invoices whose money is not all reported.
func (t *tx) accounts(ctx context.Context, seller dunning.Creditor) ([]account, error) {
	rows, err := t.Query(ctx, pending, pgx.NamedArgs{"creditor": seller.ID, "from": query.Day(seller.CollectedFrom)})
	if err != nil {
		return nil, query.Doing("looking for money to report", err)
	}
	ids, err := query.IDs(rows)
	if err != nil || len(ids) == 0 {
		return nil, query.Doing("looking for money to report", err)
	}
	list, at := make([]account, len(ids)), map[int64]*account{}
	for i, id := range ids {
		at[id] = &list[i]
	}
	for _, read := range []func(context.Context, []int64, map[int64]*account) error{t.readInvoices, t.readMoney, t.readCredits, t.readReports, t.readStatuses} {
		if err := read(ctx, ids, at); err != nil {
			return nil, err
		}
	}
	for i := range list {
		list[i].judge()
	}
	return list, nil
}

func (t *tx) readInvoices(ctx context.Context, ids []int64, at map[int64]*account) error {
	args := pgx.NamedArgs{"ids": ids}
	bills, err := query.All[tables.InvoiceRow](ctx, t, `
		select `+tables.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id where i.id = any(@ids)`, args)
	if err != nil {
		return query.Doing("reading the invoices", err)
	}
	for _, r := range bills {
		at[r.ID].Invoice = r.Invoice()
	}
	debtors, err := query.All[tables.DebtorRow](ctx, t, `
		select `+tables.DebtorColumns+` from debtors d where d.id in (select debtor_id from invoices where id = any(@ids))`, args)
	if err != nil {
		return query.Doing("reading the debtors", err)
	}
	for _, a := range at {
		for _, d := range debtors {
			if d.Key == a.Invoice.Debtor {
				a.Debtor = d.Debtor()
			}
		}
	}
	return nil
}

// readMoney reads what payments brought and which earlier one each takes back: a
// match that was undone by its identifier, a returned payment by the bank line
// that it answers.
func (t *tx) readMoney(ctx context.Context, ids []int64, at map[int64]*account) error {
	rows, err := query.All[struct {
		InvoiceID int64
		ID        int64
		Date      time.Time
		Amount    int64
		Accessory int64
		Bank      bool
		Undone    *int64
		Returned  *int64
	}](ctx, t, `
		select a.invoice_id, p.id, p.date, a.amount, a.accessory, p.source = 'bank' or p.confirmed_by is not null as bank,
		    (select o.id from payments o where p.source = 'bank' and o.source = 'bank' and o.creditor = p.creditor and p.external = o.external || '/undo') as undone,
		    (select o.payment_id from matches m join bank_lines l on l.id = m.line_id join matches o on o.line_id = l.original and o.invoice_id = a.invoice_id
		     where m.payment_id = p.id and m.invoice_id = a.invoice_id and m.kind = 'return' order by o.id limit 1) as returned
		from allocations a join payments p on p.id = a.payment_id where a.invoice_id = any(@ids) order by p.id`, pgx.NamedArgs{"ids": ids})
	for _, r := range rows {
		p := collected.Payment{
			ID: r.ID, Date: query.DayOf(&r.Date), Amount: money.Cents(r.Amount), Accessory: money.Cents(r.Accessory), Bank: r.Bank, Mistake: r.Undone != nil,
		}
		for _, undoes := range []*int64{r.Returned, r.Undone} {
			if undoes != nil {
				p.Undoes = *undoes
			}
		}
		at[r.InvoiceID].Payments = append(at[r.InvoiceID].Payments, p)
	}
	return query.Doing("reading the payments", err)
}

func (t *tx) readCredits(ctx context.Context, ids []int64, at map[int64]*account) error {
	rows, err := query.All[struct {
		InvoiceID int64
		Date      time.Time
		Amount    int64
	}](ctx, t, `select invoice_id, date, amount from credits where invoice_id = any(@ids) order by id`, pgx.NamedArgs{"ids": ids})
	for _, r := range rows {
		at[r.InvoiceID].Credits = append(at[r.InvoiceID].Credits, collected.Credit{Date: query.DayOf(&r.Date), Amount: money.Cents(r.Amount)})
	}
	return query.Doing("reading the credit notes", err)
}

func (t *tx) readReports(ctx context.Context, ids []int64, at map[int64]*account) error {
	rows, err := query.All[struct {
		InvoiceID int64
		PaymentID int64
		Shares    []collected.Share
		MessageID string
	}](ctx, t, `select invoice_id, payment_id, shares, message_id from collected where invoice_id = any(@ids) order by id`, pgx.NamedArgs{"ids": ids})
	for _, r := range rows {
		at[r.InvoiceID].Reports = append(at[r.InvoiceID].Reports, collected.Report{Payment: r.PaymentID, Shares: r.Shares, MessageID: r.MessageID})
	}
	return query.Doing("reading the reports", err)
}

func (t *tx) readStatuses(ctx context.Context, ids []int64, at map[int64]*account) error {
	rows, err := query.All[struct {
		ID        int64
		InvoiceID int64
		Origin    string
		Data      status.Status
	}](ctx, t, `select id, invoice_id, origin, data from statuses where invoice_id = any(@ids) order by status_at, id`, pgx.NamedArgs{"ids": ids})
	for _, r := range rows {
		a := at[r.InvoiceID]
		a.known = append(a.known, lifecycle.Known{ID: r.ID, Origin: lifecycle.Origin(r.Origin), Status: r.Data})
	}
	return query.Doing("reading the statuses", err)
}

// judge takes from the statuses on record what a report depends on.
func (a *account) judge() {
	for _, w := range lifecycle.Wants(a.known, lifecycle.Invoice{Payable: a.Invoice.Payable, Currency: a.Invoice.Currency}) {
		a.Refused = a.Refused || w.Hold == dunning.HoldRefused
	}
	for _, k := range a.known {
		switch {
		case k.Code == status.Deposited && k.Origin == lifecycle.Platform && a.Deposited == "":
			a.Deposited = k.StatusAt
		case k.Code == status.Collected && k.Origin == lifecycle.Creditor && !a.Wrote(k.MessageID):
			a.Elsewhere = true
		}
	}
}
