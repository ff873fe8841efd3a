// Package claims reads what claims on invoices depend on besides the invoices: money,
// credit notes, and what people and carriers told. It writes nothing.
package claims

import (
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
)

// Rows is what claims on invoices depend on besides the invoices: what was
// paid, what was credited, and what people and carriers told. Invoices go by the
// number of their row.
type Rows struct {
	received, credited map[int64][]dunning.Received
	remarks            map[int64][]dunning.Remark
}

// Queue adds the reading to a batch: for as many invoices as there are, each
// table is asked once. The answers are there when the batch was sent.
func (c *Rows) Queue(b *pgx.Batch, invoices []int64) {
	c.QueueOf(b, "", theseInvoices, pgx.NamedArgs{"ids": invoices})
}

// theseInvoices are the invoices that the parameter ids names.
const theseInvoices = `@ids`

// QueueOf is Queue for the invoices of an expression, an array of ids, of which a
// prefix of the statements may speak.
func (c *Rows) QueueOf(b *pgx.Batch, prefix, invoices string, args pgx.NamedArgs) {
	c.received, c.credited = map[int64][]dunning.Received{}, map[int64][]dunning.Received{}
	queueMoney(b, c.received, prefix+receivedOf(invoices), args)
	queueMoney(b, c.credited, prefix+creditsOf(invoices), args)
	c.queueRemarksOf(b, prefix, invoices, args)
}

// Received gives what was paid on an invoice, oldest first.
func (c *Rows) Received(invoice int64) []dunning.Received { return c.received[invoice] }

// Credited gives the credit notes set against an invoice, oldest first.
func (c *Rows) Credited(invoice int64) []dunning.Received { return c.credited[invoice] }

// Remarks gives what was recorded about an invoice: the events as they stand in the log,
// and what they come to.
func (c *Rows) Remarks(invoice int64) (recorded []dunning.Event, p dunning.Particulars) {
	for _, r := range c.remarks[invoice] {
		recorded = append(recorded, r.Event)
	}
	return recorded, dunning.ParticularsOf(c.remarks[invoice])
}

func receivedOf(invoices string) string {
	return `
	select a.invoice_id, p.date, a.amount, a.accessory from allocations a join payments p on p.id = a.payment_id
	where a.invoice_id = any(` + invoices + `) order by p.date, p.id`
}

func creditsOf(invoices string) string {
	return `
	select invoice_id, date, amount, 0 as accessory from credits where invoice_id = any(` + invoices + `) order by date, id`
}

// The words are looked up by their key, however many documents there are.
func remarksOf(invoices string) string {
	return `
	select k.invoice_id, e.data, coalesce((
	    select convert_from(f.bytes, 'UTF8') from documents f where f.sha256 = decode(e.data->>'note', 'hex')), '') as words
	from cases k join events e on e.case_id = k.id
	where k.invoice_id = any(` + invoices + `)
	    and e.kind in ('letter_status', 'waive', 'cost', 'limitation', 'instalments')
	order by e.case_id, e.seq`
}

func queueMoney(b *pgx.Batch, into map[int64][]dunning.Received, sql string, args pgx.NamedArgs) {
	b.Queue(sql, args).Query(func(rows pgx.Rows) error {
		var id, amount, accessory int64
		var date time.Time
		_, err := pgx.ForEachRow(rows, []any{&id, &date, &amount, &accessory}, func() error {
			into[id] = append(into[id], dunning.Received{
				Date: query.DayOf(&date), Amount: money.Cents(amount), Accessory: money.Cents(accessory),
			})
			return nil
		})
		return err
	})
}

// QueueRemarks reads what people and carriers told of invoices, in all cycles of
// their cases, in the order of the log.
func (c *Rows) QueueRemarks(b *pgx.Batch, invoices []int64) {
	c.queueRemarksOf(b, "", theseInvoices, pgx.NamedArgs{"ids": invoices})
}

func (c *Rows) queueRemarksOf(b *pgx.Batch, prefix, invoices string, args pgx.NamedArgs) {
	c.remarks = map[int64][]dunning.Remark{}
	b.Queue(prefix+remarksOf(invoices), args).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var id int64
			var r dunning.Remark
			if err := rows.Scan(&id, &r.Event, &r.Words); err != nil {
				return err
			}
			c.remarks[id] = append(c.remarks[id], r)
		}
		return rows.Err()
	})
}
