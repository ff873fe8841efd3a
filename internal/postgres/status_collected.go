package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/money"
	"relance/internal/postgres/query"
)

// compareCollected compares a status 212 of our own with the money on record: one
// that was written here with what it was written of, and those of another program
// together with the invoice's payments. A difference is a task, which ends when a
// later status agrees. The status is no money: it changes no balance.
func (t *Tx) compareCollected(ctx context.Context, h *Locked, sub subject, k lifecycle.Known) error {
	args := pgx.NamedArgs{"invoice": sub.InvoiceID, "message": k.MessageID}
	b := &pgx.Batch{}
	var written []int64
	query.IntoValues(b, &written, `select amount from collected where invoice_id = @invoice and message_id = @message order by id`, args)
	var received []int64
	query.IntoValues(b, &received, `
		select a.amount from allocations a join payments p on p.id = a.payment_id where a.invoice_id = @invoice order by p.date, p.id`, args)
	var others []statusRow
	query.Into(b, &others, `
		select `+statusColumns+` from statuses s where s.invoice_id = @invoice and s.code = '212' and s.origin = 'creditor'
		    and not exists (select 1 from collected c where c.invoice_id = @invoice and c.message_id = s.data->>'message_id') order by s.id`, args)
	if err := query.Send(ctx, t, b); err != nil {
		return query.Doing("comparing what was reported with the money", err)
	}
	agrees := false
	if len(written) > 0 {
		total, ok := k.Collected(sub.Currency)
		agrees = ok && total == money.Cents(written[0])
	} else {
		reports, payments := make([]lifecycle.Known, len(others)), make([]money.Cents, len(received))
		for i, r := range others {
			reports[i] = r.known()
		}
		for i, n := range received {
			payments[i] = money.Cents(n)
		}
		agrees = lifecycle.Reported(reports, payments, sub.Currency)
	}
	if agrees {
		h.Tasks = append(h.Tasks, TaskChange{Done: []string{string(dunning.TaskCollected)}})
		return nil
	}
	h.Tasks = append(h.Tasks, TaskChange{Open: dunning.TaskCollected, Detail: string(k.Code)})
	return nil
}
