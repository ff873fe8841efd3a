package views

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/money"
	"relance/internal/postgres/query"
)

// namedBy is the condition that a text names a debtor d, also by what he was called on
// a record that was merged into his.
const namedBy = `d.id in (select coalesce(x.merged_into, x.id) from debtors x where x.search like @part)`

// mostHits is how many hits of each kind a search gives at most.
const mostHits = 20

// Search looks for invoices by number, debtors by name or reference, open
// amounts (cents; 0 for none), bank lines by the end of the payer's account.
func (s *Store) Search(ctx context.Context, of desk.Scope, text string, cents money.Cents) ([]desk.Hit, error) {
	low := strings.ToLower(strings.TrimSpace(text))
	pattern := query.Escape(low)
	c, d, l := within(of, "c.creditor"), within(of, "d.creditor"), within(of, "l.creditor")
	for _, f := range []*filter{c, d, l} {
		f.args["prefix"], f.args["part"], f.args["cents"], f.args["most"] = pattern+"%", "%"+pattern+"%", int64(cents), mostHits
		f.args["end"] = "%" + query.Escape(strings.ToUpper(strings.ReplaceAll(low, " ", "")))
	}
	const caseHit = `select c.creditor, c.number as key, d.name, c.due, c.balance as cents, c.currency, c.closed_at is not null as closed
		from cases c join debtors d on d.id = c.debtor_id where `
	var numbers, amounts, names, lines []hitRow
	b := &pgx.Batch{}
	query.Into(b, &numbers, caseHit+`lower(c.number) like @prefix and `+c.clause()+` order by c.closed_at is not null, c.due limit @most`, c.args)
	if cents != 0 {
		query.Into(b, &amounts, caseHit+`c.balance = @cents and c.closed_at is null and `+c.clause()+` order by c.due limit @most`, c.args)
	}
	query.Into(b, &names, `select d.creditor, d.key, d.name, null::date as due, coalesce(o.cents, 0)::bigint as cents, coalesce(o.currency, 'EUR') as currency,
		    coalesce(o.cents, 0) = 0 as closed
		from (select * from debtors d where `+namedBy+` and `+d.clause()+` order by d.name limit @most) d
		left join lateral (select sum(balance) as cents, min(currency) as currency from cases c where c.debtor_id = d.id and c.closed_at is null) o on true
		order by d.name`, d.args)
	if len(low) >= 4 && strings.Trim(low, "0123456789 ") == "" {
		query.Into(b, &lines, `select l.creditor, l.id::text as key, l.counterparty as name, coalesce(l.value_date, l.booking_date) as due, l.amount as cents, l.currency,
			    l.state not in ('suggested', 'unmatched', 'refund') as closed
			from bank_lines l where l.iban like @end and l.iban <> '' and `+l.clause()+` order by l.id desc limit @most`, l.args)
	}
	if err := s.read(ctx, "searching", b); err != nil {
		return nil, err
	}
	out := hitsOf(desk.HitCase, numbers)
	for i := range out {
		out[i].Exact = strings.ToLower(out[i].Key) == low
	}
	known := map[string]bool{}
	for _, h := range out {
		known[h.Creditor+"\x00"+h.Key] = true
	}
	for _, h := range hitsOf(desk.HitCase, amounts) {
		if !known[h.Creditor+"\x00"+h.Key] {
			out = append(out, h)
		}
	}
	for _, h := range hitsOf(desk.HitDebtor, names) {
		h.Exact = strings.ToLower(h.Name) == low || strings.ToLower(h.Key) == low
		out = append(out, h)
	}
	return append(out, hitsOf(desk.HitLine, lines)...), nil
}

type debtorRow struct {
	Creditor, Key, Name, Currency string
	Cases, Among                  int
	Open, Late                    int64
	Oldest                        *time.Time
}

// mostDebtors is how many a page of debtors shows.
const mostDebtors = 100

// Debtors lists the debtors who owe most, or those of a name.
func (s *Store) Debtors(ctx context.Context, of desk.Scope, text string, on calendar.Date) ([]desk.DebtorRow, error) {
	f, d := within(of, "c.creditor"), within(of, "d.creditor")
	for _, x := range []*filter{f, d} {
		x.args["on"], x.args["most"] = query.Day(on), mostDebtors
		x.args["part"] = "%" + query.Escape(strings.ToLower(strings.TrimSpace(text))) + "%"
	}
	const sums = `count(*)::int as cases, sum(c.balance)::bigint as open, coalesce(sum(c.balance) filter (where c.due < @on::date), 0)::bigint as late, min(c.due) as oldest`
	var rows []debtorRow
	b := &pgx.Batch{}
	if strings.TrimSpace(text) == "" {
		query.Into(b, &rows, `select d.creditor, d.key, d.name, t.currency, t.cases, t.open, t.late, t.oldest, t.among from (
			    select c.debtor_id, c.currency, `+sums+`, (count(*) over ())::int as among from cases c where c.closed_at is null and `+f.clause()+`
			    group by 1, 2 order by sum(c.balance) desc limit @most) t (debtor_id, currency, cases, open, late, oldest, among)
			join debtors d on d.id = t.debtor_id order by t.open desc, d.name`, f.args)
	} else {
		query.Into(b, &rows, `select d.creditor, d.key, d.name, coalesce(t.currency, 'EUR') as currency, coalesce(t.cases, 0) as cases,
			    coalesce(t.open, 0) as open, coalesce(t.late, 0) as late, t.oldest, 0 as among
			from (select * from debtors d where `+namedBy+` and `+d.clause()+` order by d.name, d.id limit @most) d
			left join lateral (select min(c.currency) as currency, `+sums+` from cases c where c.debtor_id = d.id and c.closed_at is null) t on true
			order by d.name, d.id`, d.args)
	}
	if err := s.read(ctx, "reading the debtors", b); err != nil {
		return nil, err
	}
	out := make([]desk.DebtorRow, len(rows))
	for i, r := range rows {
		out[i] = desk.DebtorRow{
			Creditor: r.Creditor, Key: r.Key, Name: r.Name, Currency: r.Currency, Cases: r.Cases, Among: r.Among, Open: money.Cents(r.Open), Late: money.Cents(r.Late), Oldest: query.DayOf(r.Oldest),
		}
	}
	return out, nil
}
