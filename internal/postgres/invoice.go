package postgres

import (
	"context"
	"encoding/hex"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/chain"
	"relance/internal/dunning"
	"relance/internal/opening"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// Invoice gives an invoice as first recorded.
func (s *Store) Invoice(ctx context.Context, creditor, number string) (dunning.Invoice, error) {
	row, err := query.One[tables.InvoiceRow](ctx, s.pool, `
		select `+tables.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id
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
