package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/chain"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/opening"
	"relance/internal/postgres/query"
)

// InvoiceRow is a row of the invoices as the store reads it.
type InvoiceRow struct {
	ID        int64
	Creditor  string
	Number    string
	Debtor    string
	Issued    *time.Time
	Due       time.Time
	DueRule   string
	Completed *time.Time
	Received  *time.Time
	Currency  string
	Total     int64
	Payable   int64
	OrderRef  string
	Object    string
	PayRef    string
	IBAN      string `db:"iban"`
	BIC       string `db:"bic"`
	Terms     string
	Source    string
	Document  []byte
	FileName  string
	Plan      string
	Tax       *dunning.Tax
}

// InvoiceColumns needs invoices as i and debtors as d.
const InvoiceColumns = `i.id, i.creditor, i.number, d.key as debtor, i.issued, i.due, i.due_rule, i.completed, i.received, i.currency,
    i.total, i.payable, i.order_ref, i.object, i.pay_ref, i.iban, i.bic, i.terms, i.source, i.document, i.file_name, i.plan, i.tax`

// Invoice gives the invoice that the row holds.
func (r InvoiceRow) Invoice() dunning.Invoice {
	return dunning.Invoice{
		ID: r.ID, Creditor: r.Creditor, Number: r.Number, Debtor: r.Debtor, Issued: query.DayOf(r.Issued), Due: query.DayOf(&r.Due),
		DueRule: dunning.DueRule(r.DueRule), Completed: query.DayOf(r.Completed), Received: query.DayOf(r.Received), Currency: r.Currency,
		Total: money.Cents(r.Total), Payable: money.Cents(r.Payable), OrderRef: r.OrderRef, Object: r.Object,
		PayRef: r.PayRef, IBAN: r.IBAN, BIC: r.BIC, Terms: r.Terms, Source: r.Source,
		Document: query.Hex(r.Document), FileName: r.FileName, Plan: r.Plan, Tax: r.Tax,
	}
}

// Invoice gives an invoice as first recorded.
func (s *Store) Invoice(ctx context.Context, creditor, number string) (dunning.Invoice, error) {
	row, err := query.One[InvoiceRow](ctx, s.pool, `
		select `+InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id
		where i.creditor = @creditor and i.number = @number`, pgx.NamedArgs{"creditor": creditor, "number": number})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Invoice{}, dunning.UnknownCase(dunning.Ref{Creditor: creditor, Number: number})
	}
	return row.Invoice(), Explain("reading the invoice", err)
}

// queueInvoice inserts an invoice; no row comes back when its number is taken.
func (t *Tx) queueInvoice(b *pgx.Batch, i dunning.Invoice, debtor int64) *pgx.QueuedQuery {
	var document []byte
	if i.Document != "" {
		document, _ = hex.DecodeString(i.Document)
	}
	return b.Queue(`
		insert into invoices (creditor, number, debtor_id, issued, due, due_rule, completed, received, currency, total, payable,
		    order_ref, object, pay_ref, iban, bic, terms, source, document, file_name, plan, tax, content_hash, created_at)
		values (@creditor, @number, @debtor, @issued, @due, @due_rule, @completed, @received, @currency, @total, @payable,
		    @order_ref, @object, @pay_ref, @iban, @bic, @terms, @source, @document, @file_name, @plan, @tax, @hash, @now)
		on conflict (creditor, number) do nothing returning id`,
		pgx.NamedArgs{
			"creditor": i.Creditor, "number": i.Number, "debtor": debtor, "issued": query.Day(i.Issued), "due": query.Day(i.Due),
			"due_rule": string(i.DueRule), "completed": query.Day(i.Completed), "received": query.Day(i.Received), "currency": i.Currency, "total": int64(i.Total),
			"payable": int64(i.Payable), "order_ref": i.OrderRef, "object": i.Object, "pay_ref": i.PayRef, "iban": i.IBAN,
			"bic": i.BIC, "terms": i.Terms, "source": i.Source, "document": document, "file_name": i.FileName,
			"plan": i.Plan, "tax": i.Tax, "hash": contentHash(i), "now": t.Now,
		})
}

func contentHash(i dunning.Invoice) []byte {
	text, _ := chain.Canonical(opening.Facts(i)) // strings only: cannot fail
	return query.Sum(text)
}
