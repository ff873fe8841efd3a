package sending

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/claims"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
	"relance/internal/postgres/wordings"
	"relance/internal/rehearsal"
)

// granted answers a claim with all that the notice is made of.
func (t *tx) granted(ctx context.Context, c *sendRequest, p *postgres.Parcel) (dunning.Reserved, error) {
	out := dunning.Reserved{State: dunning.ReserveGranted, Message: p.Message.Message()}
	m, err := t.material(ctx, p, c.Now)
	if err != nil {
		return out, err
	}
	out.Notice, out.Thread = c.notice(p, m), m.thread
	if len(m.rendered) > 0 {
		out.Rendered = m.rendered[0]
	}
	if c.answers(p) {
		return out, nil
	}
	for _, f := range m.files {
		out.Attachments = append(out.Attachments, f.Document())
	}
	missing(p, out.Notice)
	return out, t.Flush(ctx, p.List()...)
}

// material is what a notice is made of, as read from the tables.
type material struct {
	invoices []tables.InvoiceRow
	earlier  []earlierRow
	claims   claims.Rows
	files    []tables.DocumentRow
	thread   []string
	habit    []int // number of habits, in one row
	rendered [][]byte
	wordings []wordings.UsedRow
}

type earlierRow struct {
	InvoiceID      int64
	Level, Channel string
	Day            time.Time
}

// threadLength is how many earlier mails a reply chain names at most.
const threadLength = 20

// material reads everything in one round trip. Where PostgreSQL could begin at
// the wrong end (all messages ever accepted), a materialised step says where.
func (t *tx) material(ctx context.Context, p *postgres.Parcel, now time.Time) (m material, err error) {
	args := pgx.NamedArgs{"ids": invoiceIDs(p), "debtor": p.Message.DebtorID, "limit": threadLength, "document": p.Message.Document}
	b := &pgx.Batch{}
	query.Into(b, &m.invoices, `
		select `+tables.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id where i.id = any(@ids)`, args)
	query.Into(b, &m.earlier, `
		with named as materialized (
		    select c.invoice_id, n.level, n.message_id from cases c join notices n on n.case_id = c.id
		    where c.invoice_id = any(@ids) and n.state = 'held')
		select named.invoice_id, named.level, m.channel, m.day from named join messages m on m.id = named.message_id
		where m.state = 'accepted' order by m.day, m.id`, args)
	m.claims.Queue(b, invoiceIDs(p))
	query.Into(b, &m.files, `
		select f.sha256, f.media_type, case when i.file_name <> '' then i.file_name else f.name end as name, f.bytes
		from invoices i join documents f on f.sha256 = i.document
		where i.id = any(@ids) order by array_position(@ids::bigint[], i.id)`, args)
	query.IntoValues(b, &m.thread, `
		with written as materialized (
		    select id, message_id from messages
		    where debtor_id = @debtor and channel = 'email' and state = 'accepted' and message_id <> '')
		select message_id from (select id, message_id from written order by id desc limit @limit) newest order by id`, args)
	query.IntoValues(b, &m.habit, habitOf, habitArgs(p.Message.Creditor, p.Message.Debtor, numbers(p), p.Message.Day))
	query.Into(b, &m.wordings, wordings.Used, pgx.NamedArgs{"creditor": p.Message.Creditor, "at": now})
	if p.Message.Document != nil {
		query.IntoValues(b, &m.rendered, `select bytes from documents where sha256 = @document`, args)
	}
	return m, query.Doing("reading what the notice says", query.Send(ctx, t, b))
}

// notice puts together what the message says, without the claims.
func (c *sendRequest) notice(p *postgres.Parcel, m material) dunning.Notice {
	n := dunning.Notice{
		Level: dunning.Level(p.Message.Level), Channel: dunning.Channel(p.Message.Channel), Creditor: c.creditor,
		Debtor: p.Debtor.Debtor(), Date: query.DayOf(&p.Message.Day), Deadline: query.DayOf(p.Message.Deadline), Currency: c.h.Body.Currency,
		Habit: m.habit[0], Wordings: wordings.Wordings(m.wordings),
	}
	for _, part := range p.Notices {
		h := p.Cases[part.CaseID]
		item := m.item(part, h, n.Date)
		if n.Level == dunning.PartReceipt {
			item.Awaited = h.Rules.PayBy(h.Body, c.Now)
		}
		n.Items = append(n.Items, item)
	}
	if n.Level == dunning.PartReceipt {
		n.Deadline, n.Agreed = dunning.CommonDate(n.Items)
	}
	return n
}

// item is one invoice in a notice.
func (m *material) item(part postgres.NoticeRow, h *postgres.Locked, on calendar.Date) dunning.NoticeItem {
	var inv dunning.Invoice
	for _, i := range m.invoices {
		if i.ID == h.Invoice {
			inv = i.Invoice()
		}
	}
	item := dunning.NewNoticeItem(inv, h.Body, dunning.Level(part.Level), on,
		m.claims.Received(h.Invoice), m.claims.Credited(h.Invoice))
	item.Receipt = h.Body.Acknowledged()
	for _, e := range m.earlier {
		if e.InvoiceID == h.Invoice {
			item.Earlier = append(item.Earlier, dunning.Earlier{
				Level: dunning.Level(e.Level), Channel: dunning.Channel(e.Channel), Date: query.DayOf(&e.Day),
			})
		}
	}
	var recorded []dunning.Event
	recorded, item.Particulars = m.claims.Remarks(h.Invoice)
	item.NoticeReceived = dunning.NoticeReceived(h.Body, recorded)
	return item
}

// habitOf counts the other invoices of a debtor that were paid late in earnest:
// within a year before a day a reminder about them left after their due date,
// and money came after it. What was cancelled, credited, paid in time but booked
// late, or was never paid is no habit.
const habitOf = `
	with written as materialized (
	    select m.id, m.day from messages m join debtors d on d.id = m.debtor_id
	    where d.creditor = @creditor and d.key = @debtor and m.state = 'accepted'
	      and m.day > (@day::date - interval '1 year')::date and m.day <= @day::date)
	select count(distinct c.invoice_id)::int
	from written join notices n on n.message_id = written.id join cases c on c.id = n.case_id
	where n.state = 'held' and n.level = any(@levels) and written.day > c.due and c.number <> all(@numbers)
	  and exists (select from allocations a join payments p on p.id = a.payment_id
	      where a.invoice_id = c.invoice_id and a.amount > 0 and p.date > c.due)`

func habitArgs(creditor, debtor string, numbers []string, on time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{
		"creditor": creditor, "debtor": debtor, "numbers": numbers, "day": on,
		"levels": []dunning.Level{dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice},
	}
}

// Habit counts the invoices of a debtor, besides those of these numbers, of
// which he was reminded within a year before a day and which he paid late.
func (s *Store) Habit(ctx context.Context, who rehearsal.Party, besides []string, on calendar.Date) (int, error) {
	rows, err := s.pool.Query(ctx, habitOf, habitArgs(who.Creditor, who.Debtor, besides, on.UTC()))
	if err != nil {
		return 0, postgres.Explain("counting invoices paid late", err)
	}
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	return n, postgres.Explain("counting invoices paid late", err)
}

// invoiceIDs are the invoices that a message speaks of.
func invoiceIDs(p *postgres.Parcel) []int64 {
	var ids []int64
	for _, h := range p.List() {
		ids = append(ids, h.Invoice)
	}
	return ids
}

// numbers are those of the invoices that a message speaks of.
func numbers(p *postgres.Parcel) []string {
	var numbers []string
	for _, h := range p.List() {
		numbers = append(numbers, h.Body.Number)
	}
	return numbers
}

// answers tells whether a message answers payments: nothing is attached to it,
// and nothing is missing.
func (c *sendRequest) answers(p *postgres.Parcel) bool {
	return p.Message.Level == string(dunning.Thanks) || p.Message.Level == string(dunning.PartReceipt)
}

// missing asks a person for the invoice files that are not on record.
func missing(p *postgres.Parcel, n dunning.Notice) {
	for i, h := range p.List() {
		if n.Items[i].Invoice.Document == "" {
			h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskMissingDocument})
		}
	}
}
