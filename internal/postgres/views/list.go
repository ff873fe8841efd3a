package views

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/query"
)

type listRow struct {
	ID           int64
	Body         dunning.Case
	Name         string
	Status       string
	Due          time.Time
	NextActionAt *time.Time
	OpenedAt     time.Time
	ClosedAt     *time.Time
	Owner        string
}

type totalRow struct {
	Currency string
	Bucket   string
	Number   int
	Cents    int64
	Short    bool
}

// levelReached is the level of the last step that was done; the index cases_by_level is
// on it.
const levelReached = `(c.body #>> array['steps', ((c.body->>'done')::int - 1)::text, 'level'])`

func (f *filter) selection(sel desk.Selection) {
	f.add(!sel.Closed && sel.Status != string(dunning.Closed), "c.closed_at is null", "open", true)
	f.add(sel.Status != "", "c.status = @status", "status", sel.Status)
	f.add(sel.Hold != "", `c.closed_at is null and c.body ? 'holds'
	    and c.body @> jsonb_build_object('holds', jsonb_build_array(jsonb_build_object('kind', @hold::text)))`, "hold", string(sel.Hold))
	from, to := sel.Bucket.Span(sel.On)
	if sel.Bucket != "" { // what is owed to debtors belongs to no bucket
		f.where = append(f.where, "c.balance >= 0")
	}
	f.add(!from.IsZero(), "c.due >= @due_from::date", "due_from", query.Day(from))
	f.add(!to.IsZero(), "c.due <= @due_to::date", "due_to", query.Day(to))
	f.add(sel.Level != "", levelReached+" = @level", "level", string(sel.Level))
	f.add(sel.Plan != "", "c.plan->>'id' = @plan", "plan", sel.Plan)
	f.add(sel.Owner != "", "c.owner = @owner", "owner", sel.Owner)
	f.add(sel.Nobody, "c.owner is null", "nobody", true)
	f.add(sel.Most > 0, "c.balance <= @at_most", "at_most", int64(sel.Most))
	f.add(sel.Least > 0, "c.balance >= @least", "least", int64(sel.Least))
	f.add(!sel.Before.IsZero(), "c.closed_at is null and c.next_action_at < @act_before", "act_before", sel.Before)
	f.add(sel.Debtor != "", "c.debtor_id in (select coalesce(merged_into, id) from debtors where key = @debtor and creditor = @creditor)", "debtor", sel.Debtor)
	if text := strings.TrimSpace(sel.Text); text != "" {
		f.where = append(f.where, lookup.Named)
		lookup.Name(f.args, text)
		if sel.Whole {
			f.args["most_named"] = math.MaxInt32
		}
	}
}

// Cases lists the cases of a selection by due date, oldest first. The page is found
// in an index; only its rows are read.
func (s *Store) Cases(ctx context.Context, sel desk.Selection) ([]desk.CaseRow, error) {
	f := within(sel.Scope, "c.creditor")
	f.selection(sel)
	f.add(sel.After != (desk.CaseCursor{}), "(c.due, c.id) > (@after_due::date, @after_id)", "after_id", sel.After.ID)
	f.args["after_due"], f.args["limit"] = query.Day(sel.After.Due), sel.Limit
	var rows []listRow
	b := &pgx.Batch{}
	query.Into(b, &rows, `
		select c.id, c.body, d.name, c.status, c.due, c.next_action_at, c.opened_at, c.closed_at, coalesce(c.owner, '') as owner
		from (select c.id from cases c where `+f.clause()+` order by c.due, c.id limit @limit) p
		join cases c on c.id = p.id join debtors d on d.id = c.debtor_id order by c.due, c.id`, f.args)
	if err := s.read(ctx, "listing the cases", b); err != nil {
		return nil, err
	}
	out := make([]desk.CaseRow, len(rows))
	for i, r := range rows {
		out[i] = desk.CaseRow{
			Case: r.Body, DebtorName: r.Name, Status: r.Status, Opened: r.OpenedAt.UTC(), Owner: r.Owner,
			Cursor: desk.CaseCursor{Due: query.DayOf(&r.Due), ID: r.ID},
		}
		if r.NextActionAt != nil {
			out[i].NextAction = r.NextActionAt.UTC()
		}
		if r.ClosedAt != nil {
			out[i].Closed = r.ClosedAt.UTC()
		}
	}
	return out, nil
}

// Totals sums a selection up by currency.
func (s *Store) Totals(ctx context.Context, sel desk.Selection) ([]desk.Totals, error) {
	f := within(sel.Scope, "c.creditor")
	f.selection(sel)
	f.args["on"] = query.Day(sel.On)
	short := "false"
	if strings.TrimSpace(sel.Text) != "" {
		short = lookup.Broad
	}
	var sums []totalRow
	b := &pgx.Batch{}
	query.Into(b, &sums, `
		select c.currency, case when c.balance < 0 then '-' when c.due >= @on::date then '0' when c.due >= @on::date - 30 then '1-30'
		    when c.due >= @on::date - 60 then '31-60' when c.due >= @on::date - 90 then '61-90' else '91' end as bucket,
		    count(*)::int as number, coalesce(sum(c.balance), 0)::bigint as cents, `+short+` as short
		from cases c where `+f.clause()+` group by 1, 2`, f.args)
	if err := s.read(ctx, "summing the cases up", b); err != nil {
		return nil, err
	}
	return totalsOf(sums), nil
}

// totalsOf gathers the sums by currency, euros first.
func totalsOf(rows []totalRow) []desk.Totals {
	var out []desk.Totals
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.Currency]
		if !ok {
			i = len(out)
			at[r.Currency] = i
			out = append(out, desk.Totals{Currency: r.Currency, Open: map[desk.Bucket]money.Cents{}, Number: map[desk.Bucket]int{}})
		}
		out[i].Count += r.Number
		out[i].Short = r.Short
		if r.Bucket == "-" {
			out[i].Credit += money.Cents(r.Cents)
			continue
		}
		out[i].Open[desk.Bucket(r.Bucket)] += money.Cents(r.Cents)
		out[i].Number[desk.Bucket(r.Bucket)] += r.Number
	}
	for i := range out {
		if out[i].Currency == "EUR" {
			out[0], out[i] = out[i], out[0]
		}
	}
	return out
}
