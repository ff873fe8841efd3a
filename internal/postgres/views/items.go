package views

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/wording"
)

type itemRow struct {
	ID       int64
	Creditor string
	Debtor   string
	Name     string
	Number   string
	Issued   time.Time
	Due      time.Time
	Currency string
	Payable  int64
	Outcome  string
	ClosedAt *time.Time
	Disputed bool
	Plan     string
}

type moveRow struct {
	InvoiceID int64
	Date      time.Time
	Amount    int64
	Credit    bool
}

type sentRow struct {
	InvoiceID int64
	Day       time.Time
	Level     string
	Channel   string
	Cost      int64
	Wording   string
}

type promiseRow struct {
	InvoiceID int64
	At        time.Time
	Data      dunning.Event
}

// Items reads the invoices up to a day with what happened to them: those that
// are open, and those that were issued or ended since a day. A debtor narrows it
// to his, all of them.
func (s *Store) Items(ctx context.Context, of desk.Scope, debtor string, since, on calendar.Date) ([]figures.Item, error) {
	f := within(of, "i.creditor")
	f.args["on"], f.args["since"] = query.Day(on), query.Day(since)
	f.add(debtor != "", "d.key = @debtor", "debtor", debtor)
	if debtor == "" {
		f.where = append(f.where, "(c.closed_at is null or c.closed_at >= @since or i.issued >= @since)")
	}
	var rows []itemRow
	b := &pgx.Batch{}
	query.Into(b, &rows, `
		select i.id, i.creditor, d.key as debtor, d.name, i.number, coalesce(i.issued, i.due) as issued, coalesce(c.due, i.due) as due, i.currency, i.payable,
		    case when c.closed_at is not null then coalesce(c.body->>'outcome', '') else '' end as outcome, c.closed_at,
		    c.closed_at is null and c.body @> '{"holds": [{"kind": "dispute"}]}' as disputed, coalesce(c.plan->>'id', '') as plan
		from invoices i join debtors d on d.id = i.debtor_id
		join lateral (select * from cases c where c.invoice_id = i.id order by c.cycle desc limit 1) c on true
		where coalesce(i.issued, i.due) <= @on::date and `+f.clause()+` order by i.id`, f.args)
	if err := s.read(ctx, "reading the invoices", b); err != nil {
		return nil, err
	}
	return s.withMoves(ctx, rows)
}

// withMoves adds what happened to invoices.
func (s *Store) withMoves(ctx context.Context, rows []itemRow) ([]figures.Item, error) {
	ids, at := make([]int64, len(rows)), make(map[int64]int, len(rows))
	out := make([]figures.Item, len(rows))
	for i, r := range rows {
		ids[i], at[r.ID], out[i] = r.ID, i, r.item()
	}
	var moves []moveRow
	var sent []sentRow
	var promises []promiseRow
	args := pgx.NamedArgs{"ids": ids}
	b := &pgx.Batch{}
	query.Into(b, &moves, `
		select a.invoice_id, p.date, a.amount, false as credit from allocations a join payments p on p.id = a.payment_id
		where a.invoice_id = any(@ids) and a.amount <> 0
		union all select invoice_id, date, amount, true from credits where invoice_id = any(@ids) order by 2`, args)
	query.Into(b, &sent, `
		select c.invoice_id, m.day, n.level, m.channel,
		    case when m.channel = 'email' or l.state = 'failed' or exists (select from notices o where o.message_id = n.message_id and o.state = 'held' and o.id < n.id) then 0
		    else coalesce(nullif(l.cost, 0), m.cost) end as cost, m.wording
		from notices n join messages m on m.id = n.message_id join cases c on c.id = n.case_id left join letters l on l.message_id = m.id
		where c.invoice_id = any(@ids) and n.state = 'held' and m.state in ('accepted', 'unknown') order by m.day`, args)
	query.Into(b, &promises, `
		select c.invoice_id, e.at, e.data from events e join cases c on c.id = e.case_id
		where c.invoice_id = any(@ids) and e.kind = 'promise' order by e.at`, args)
	if err := s.read(ctx, "reading the movements", b); err != nil {
		return nil, err
	}
	for _, m := range moves {
		it := &out[at[m.InvoiceID]]
		it.Moves = append(it.Moves, figures.Move{Date: query.DayOf(&m.Date), Amount: money.Cents(m.Amount), Credit: m.Credit})
	}
	for _, m := range sent {
		it := &out[at[m.InvoiceID]]
		it.Sent = append(it.Sent, figures.Sent{Date: query.DayOf(&m.Day), Level: dunning.Level(m.Level), Channel: dunning.Channel(m.Channel), Cost: money.Cents(m.Cost), Wording: wording.IDOf(m.Wording)})
	}
	for _, p := range promises {
		it := &out[at[p.InvoiceID]]
		it.Promises = append(it.Promises, figures.Promise{Made: calendar.DateOf(p.At.In(calendar.Metropole.Location())), By: p.Data.Date, Amount: p.Data.Amount})
	}
	return out, nil
}

func (r itemRow) item() figures.Item {
	it := figures.Item{
		Creditor: r.Creditor, Debtor: r.Debtor, Name: r.Name, Number: r.Number, Issued: query.DayOf(&r.Issued), Due: query.DayOf(&r.Due), Currency: r.Currency,
		Total: money.Cents(r.Payable), Disputed: r.Disputed, Plan: r.Plan,
	}
	switch dunning.Outcome(r.Outcome) {
	case dunning.Settled, dunning.WrittenOff, dunning.HandedOverOutcome, dunning.Cancelled, dunning.Insolvent:
		it.Given, it.GivenOn = true, calendar.DateOf(r.ClosedAt.In(calendar.Metropole.Location()))
	}
	return it
}
