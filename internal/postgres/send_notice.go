package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// granted answers a claim with all that the notice is made of.
func (t *tx) granted(ctx context.Context, c *claim, p *parcel) (dunning.Claimed, error) {
	out := dunning.Claimed{State: dunning.ClaimGranted, Message: p.m.message()}
	var err error
	if out.Notice, err = t.notice(ctx, c, p); err != nil {
		return out, err
	}
	if p.m.Level != string(dunning.Thanks) {
		if out.Attachments, err = t.attachments(ctx, p); err != nil {
			return out, err
		}
		missing(p, out.Notice)
	}
	if out.Thread, err = t.thread(ctx, p.m.DebtorID); err != nil {
		return out, err
	}
	if p.m.Document != nil {
		err = t.QueryRow(ctx, `select bytes from documents where sha256 = $1`, p.m.Document).Scan(&out.Rendered)
		if err != nil {
			return out, wrap("reading the rendered message", err)
		}
	}
	return out, t.flush(ctx, p.list()...)
}

// notice puts together what the message says, without the claims.
func (t *tx) notice(ctx context.Context, c *claim, p *parcel) (n dunning.Notice, err error) {
	n = dunning.Notice{
		Level: dunning.Level(p.m.Level), Channel: dunning.Channel(p.m.Channel), Creditor: c.creditor,
		Debtor: c.debtor.debtor(), Date: dayOf(&p.m.Day), Deadline: dayOf(p.m.Deadline), Currency: c.h.body.Currency,
	}
	invoices, err := t.invoicesOf(ctx, p)
	if err != nil {
		return n, err
	}
	earlier, err := t.earlier(ctx, p)
	if err != nil {
		return n, err
	}
	received, err := t.received(ctx, p)
	if err != nil {
		return n, err
	}
	for _, part := range p.notices {
		h := p.cases[part.CaseID]
		item := dunning.NoticeItem{
			Invoice: invoices[h.invoice], Level: dunning.Level(part.Level), Earlier: earlier[h.invoice],
			Received: received[h.invoice], DaysLate: max(n.Date.Sub(h.body.Due), 0),
		}
		item.Paid = item.Invoice.Payable - h.body.Balance
		item.Invoice.Due = h.body.Due // as agreed since, when it was moved
		item.Disputed = disputed(h.body)
		n.Items = append(n.Items, item)
	}
	return n, nil
}

// disputed is the contested part of a balance.
func disputed(c dunning.Case) money.Cents { return max(c.Balance, 0) - c.Chased() }

// invoiceIDs are the invoices that a message speaks of.
func (p *parcel) invoiceIDs() []int64 {
	var ids []int64
	for _, h := range p.list() {
		ids = append(ids, h.invoice)
	}
	return ids
}

func (t *tx) invoicesOf(ctx context.Context, p *parcel) (map[int64]dunning.Invoice, error) {
	rows, err := collect[invoiceRow](ctx, t, `
		select `+invoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id where i.id = any(@ids)`,
		pgx.NamedArgs{"ids": p.invoiceIDs()})
	out := make(map[int64]dunning.Invoice, len(rows))
	for _, r := range rows {
		out[r.ID] = r.invoice()
	}
	return out, wrap("reading the invoices", err)
}

type earlierRow struct {
	InvoiceID      int64
	Level, Channel string
	Day            time.Time
}

// earlier gives what was sent before about each invoice, in any of its cases.
func (t *tx) earlier(ctx context.Context, p *parcel) (map[int64][]dunning.Earlier, error) {
	rows, err := collect[earlierRow](ctx, t, `
		select c.invoice_id, n.level, m.channel, m.day
		from cases c join notices n on n.case_id = c.id join messages m on m.id = n.message_id
		where c.invoice_id = any(@ids) and m.state = 'accepted' and n.state = 'held' order by m.day, m.id`,
		pgx.NamedArgs{"ids": p.invoiceIDs()})
	out := map[int64][]dunning.Earlier{}
	for _, r := range rows {
		out[r.InvoiceID] = append(out[r.InvoiceID], dunning.Earlier{
			Level: dunning.Level(r.Level), Channel: dunning.Channel(r.Channel), Date: dayOf(&r.Day),
		})
	}
	return out, wrap("reading the earlier notices", err)
}

type receivedRow struct {
	InvoiceID int64
	Date      time.Time
	Amount    int64
}

// received gives the money that came in for each invoice.
func (t *tx) received(ctx context.Context, p *parcel) (map[int64][]dunning.Received, error) {
	rows, err := collect[receivedRow](ctx, t, `
		select a.invoice_id, p.date, a.amount from allocations a join payments p on p.id = a.payment_id
		where a.invoice_id = any(@ids) order by p.date, p.id`, pgx.NamedArgs{"ids": p.invoiceIDs()})
	out := map[int64][]dunning.Received{}
	for _, r := range rows {
		out[r.InvoiceID] = append(out[r.InvoiceID], dunning.Received{
			Date: calendar.DateOf(r.Date.UTC()), Amount: money.Cents(r.Amount),
		})
	}
	return out, wrap("reading the payments", err)
}

// attachments gives the PDFs of the invoices, in the order of the notices.
func (t *tx) attachments(ctx context.Context, p *parcel) ([]dunning.Document, error) {
	rows, err := collect[documentRow](ctx, t, `
		select f.sha256, f.media_type, case when i.file_name <> '' then i.file_name else f.name end as name, f.bytes
		from invoices i join documents f on f.sha256 = i.document
		where i.id = any(@ids) order by array_position(@ids::bigint[], i.id)`, pgx.NamedArgs{"ids": p.invoiceIDs()})
	out := make([]dunning.Document, len(rows))
	for i, r := range rows {
		out[i] = r.document()
	}
	return out, wrap("reading the invoice files", err)
}

// missing asks a person for the invoice files that are not on record.
func missing(p *parcel, n dunning.Notice) {
	for i, h := range p.list() {
		if n.Items[i].Invoice.Document == "" {
			h.tasks = append(h.tasks, taskChange{open: dunning.TaskMissingDocument})
		}
	}
}

// threadLength is how many earlier mails a reply chain names at most.
const threadLength = 20

// thread gives the Message-IDs of earlier mails to a debtor, oldest first.
func (t *tx) thread(ctx context.Context, debtor int64) ([]string, error) {
	rows, err := t.Query(ctx, `
		select message_id from (
		    select id, message_id from messages
		    where debtor_id = @debtor and channel = 'email' and state = 'accepted' and message_id <> ''
		    order by id desc limit @limit) newest
		order by id`, pgx.NamedArgs{"debtor": debtor, "limit": threadLength})
	if err != nil {
		return nil, wrap("reading the thread", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return out, wrap("reading the thread", err)
}
