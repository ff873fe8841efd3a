package banking

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

type undoRow struct {
	ID        int64
	PaymentID int64
	InvoiceID int64
	Kind      string
	Amount    int64
	Accessory int64
	Date      time.Time
	DebtorID  int64
}

// Unmatch undoes what stands for a line: a payment of the opposite sign takes
// it back from the invoices, closed cases live again at the step where they
// stood, and an account that was learnt from the line is forgotten. The line
// then waits for a person; no import matches it again. CodeConflict when
// nothing stands, or when a returned payment has taken it back.
func (s *Store) Unmatch(ctx context.Context, line int64, author string, at time.Time) (reconcile.Matched, error) {
	return s.decideLine(ctx, "undoing the match", line, author, at, func(w *manualWork) error {
		if w.row.State == string(reconcile.LineReturned) {
			return dunning.Errorf(dunning.CodeConflict, "the payment of bank line %d came back: there is nothing left to undo", line).
				WithHint("undo the match of the returned payment first, if it is wrong")
		}
		var rows []undoRow
		b := &pgx.Batch{}
		query.Into(b, &rows, `
			select m.id, m.payment_id, m.invoice_id, m.kind, m.amount, m.accessory, p.date, i.debtor_id
			from matches m join payments p on p.id = m.payment_id join invoices i on i.id = m.invoice_id
			where m.line_id = @line and m.undone_at is null order by m.id for no key update of m`, pgx.NamedArgs{"line": line})
		if err := query.Send(ctx, w.t, b); err != nil {
			return query.Doing("reading the match", err)
		}
		if len(rows) == 0 && w.row.Original == nil {
			return dunning.Errorf(dunning.CodeConflict, "nothing of bank line %d is matched", line)
		}
		for _, r := range rows {
			w.ids = append(w.ids, r.InvoiceID)
		}
		if err := w.lock(ctx, append([]int64(nil), w.ids...)); err != nil {
			return err
		}
		if err := w.takeBack(ctx, rows); err != nil {
			return err
		}
		if err := w.finish(ctx, reconcile.LineUnmatched, 0, false); err != nil {
			return err
		}
		return w.forget(ctx)
	})
}

// takeBack posts the opposite of what stands.
func (w *manualWork) takeBack(ctx context.Context, rows []undoRow) error {
	g := &posting{
		line: w.row.ID, kind: matchPayment, date: w.row.day(), currency: w.row.Entry.Currency, author: w.author, undo: true,
		external: reconcile.PaymentName(w.row.Entry.Fingerprint, w.row.Copy, w.row.Round) + "/undo", amount: -w.row.Entry.Amount,
	}
	g.event = g.external
	for _, r := range rows {
		if r.Kind == matchConfirmation {
			_, err := w.t.Exec(ctx, `update payments set confirmed_by = null, confirmed_on = null where id = $1`, r.PaymentID)
			return query.Doing("taking the confirmation back", err)
		}
		g.parts = append(g.parts, part{invoice: r.InvoiceID, amount: -money.Cents(r.Amount), accessory: -money.Cents(r.Accessory)})
	}
	if len(g.parts) == 0 {
		return nil
	}
	return w.p.post(ctx, g)
}

// forget marks the matches as undone, lets the original of a return stand
// again, and forgets an account that no other match stands for.
func (w *manualWork) forget(ctx context.Context) error {
	args := pgx.NamedArgs{
		"line": w.row.ID, "now": w.t.Now, "author": w.author, "by": returnedBy(w.row.ID), "creditor": w.row.Creditor,
		"iban": w.row.Entry.CounterpartyIBAN, "original": w.row.Original,
	}
	b := &pgx.Batch{}
	b.Queue(`update matches set undone_at = @now, undone_by = @author where line_id = @line and undone_at is null`, args)
	b.Queue(`update bank_lines set round = round + 1, original = null where id = @line`, args)
	if w.row.Original != nil {
		b.Queue(`update matches set undone_at = null, undone_by = '' where line_id = @original and undone_by = @by`, args)
		b.Queue(`
			update bank_lines set state = case when exists (select 1 from matches where line_id = @original and undone_at is null)
			    then 'matched' else 'unmatched' end, version = version + 1
			where id = @original and state = 'returned'`, args)
	}
	b.Queue(`
		update payers p set undone_at = @now where p.creditor = @creditor and p.iban = @iban and p.undone_at is null and p.iban <> ''
		and not exists (
		    select 1 from matches m join bank_lines l on l.id = m.line_id join invoices i on i.id = m.invoice_id
		    where l.creditor = p.creditor and l.iban = p.iban and i.debtor_id = p.debtor_id and m.undone_at is null and m.amount > 0)`, args)
	return query.Doing("undoing the match", query.Send(ctx, w.t, b))
}
