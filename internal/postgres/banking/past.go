package banking

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

type pastRow struct {
	ID       int64
	Entry    bank.Entry
	State    string
	Invoices []int64
	Numbers  []string
	Amounts  []int64
	Extras   []int64
}

const pastColumns = `l.id, l.entry, l.state, m.Invoices, m.numbers, m.amounts, m.extras`

const pastMatches = `
	cross join lateral (
	    select coalesce(array_agg(m.invoice_id order by m.id), '{}') as invoices, coalesce(array_agg(i.number order by m.id), '{}') as numbers,
	        coalesce(array_agg(m.amount order by m.id), '{}') as amounts, coalesce(array_agg(m.accessory order by m.id), '{}') as extras
	    from matches m join invoices i on i.id = m.invoice_id where m.line_id = l.id and m.undone_at is null) m`

// repeatedOrReturned finds the earlier lines of the same amount.
const repeatedOrReturned = `
	select ` + pastColumns + ` from unnest(@amounts::bigint[], @ibans::text[], @names::text[], @days::date[], @back::bool[])
	    as q (amount, iban, name, day, back)
	cross join lateral (
	    select l.id, l.entry, l.state from bank_lines l
	    where l.creditor = @creditor and l.amount = q.amount and l.state in ('matched', 'returned', 'suggested', 'unmatched')
	      and l.booking_date between q.day - case when q.back then @return::int else @repeat::int end and q.day
	      and (q.back or q.iban <> '' and l.iban = q.iban or l.counterparty = q.name)
	    order by l.booking_date desc, l.id desc limit @most) l` + pastMatches

// paidBefore finds the lines that paid invoices.
const paidBefore = `
	select ` + pastColumns + ` from (
	    select distinct on (l.id) l.id, l.entry, l.state from matches x join bank_lines l on l.id = x.line_id
	    where x.invoice_id = any(@cited::bigint[]) and x.undone_at is null and l.amount > 0) l` + pastMatches

// lookPast finds earlier lines: those a payment may repeat, those a return may
// take back, be it one invoice's part of a bulk credit.
func (c *chunkRun) lookPast(ctx context.Context) error {
	var amounts, cited []int64
	var ibans, names []string
	var days []time.Time
	var back []bool
	for _, l := range c.lines {
		returns := l.Entry.Amount < 0
		if l.Known || l.Entry.Amount == 0 || l.Entry.BookingDate.IsZero() || returns && !l.Entry.Reversal && l.Entry.ReturnReason == "" {
			continue
		}
		if returns {
			for _, r := range l.Keys.Refs {
				cited = append(cited, c.found.Refs[r.Key]...)
			}
		}
		amounts = append(amounts, int64(max(l.Entry.Amount, -l.Entry.Amount)))
		ibans, names = append(ibans, l.Entry.CounterpartyIBAN), append(names, l.Entry.Counterparty)
		days, back = append(days, l.Entry.BookingDate.UTC()), append(back, returns)
	}
	args := pgx.NamedArgs{
		"creditor": c.im.r.Creditor, "amounts": amounts, "ibans": ibans, "names": names, "days": days, "back": back, "cited": cited,
		"most": mostPast, "repeat": repeatDays, "return": returnDays,
	}
	var rows, named []pastRow
	b := &pgx.Batch{}
	query.Into(b, &rows, repeatedOrReturned, args)
	if len(cited) > 0 {
		query.Into(b, &named, paidBefore, args)
	}
	if err := query.Send(ctx, c.t, b); err != nil {
		return query.Doing("looking for earlier lines", err)
	}
	for _, r := range append(rows, named...) {
		c.found.Remember(r.item(), r.Invoices)
	}
	return nil
}

func (r pastRow) item() *reconcile.EarlierLine {
	p := &reconcile.EarlierLine{ID: r.ID, PastLine: reconcile.PastLine{
		Line: strconv.FormatInt(r.ID, 10), Entry: r.Entry, Returned: r.State == string(reconcile.LineReturned),
	}}
	for i, number := range r.Numbers {
		p.Allocations = append(p.Allocations, reconcile.Allocation{
			Invoice: number, Amount: money.Cents(r.Amounts[i]), Accessory: money.Cents(r.Extras[i]),
		})
	}
	return p
}
