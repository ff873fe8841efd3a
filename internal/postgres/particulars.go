package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// remarkRow is an event of one of an invoice's cases with the words that belong
// to it.
type remarkRow struct {
	InvoiceID int64
	Data      dunning.Event
	Words     string
}

// remarksOf gives what people and carriers told about invoices that claims
// depend on, in all cycles, in the order of the log. The words are looked up by
// their key, however many documents there are.
const remarksOf = `
	select c.invoice_id, e.data, coalesce((
	    select convert_from(f.bytes, 'UTF8') from documents f where f.sha256 = decode(e.data->>'note', 'hex')), '') as words
	from cases c join events e on e.case_id = c.id
	where c.invoice_id = any(@ids)
	    and e.kind in ('letter_status', 'waive', 'cost', 'limitation', 'instalments')
	order by e.case_id, e.seq`

// remarksFor gives those of one invoice: the events as they stand in the log,
// and what they come to.
func remarksFor(invoice int64, rows []remarkRow) (told []dunning.Event, p dunning.Particulars) {
	var log []dunning.Remark
	for _, r := range rows {
		if r.InvoiceID == invoice {
			told = append(told, r.Data)
			log = append(log, dunning.Remark{Event: r.Data, Words: r.Words})
		}
	}
	return told, dunning.ParticularsOf(log)
}

// remarksOn reads those of an invoice.
func remarksOn(ctx context.Context, q query.Querier, invoice int64) (told []dunning.Event, p dunning.Particulars, err error) {
	rows, err := query.All[remarkRow](ctx, q, remarksOf, pgx.NamedArgs{"ids": []int64{invoice}})
	told, p = remarksFor(invoice, rows)
	return told, p, query.Doing("reading letters, waivers, costs and limitation", err)
}
