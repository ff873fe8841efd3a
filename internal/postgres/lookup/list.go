package lookup

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres"
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
	Regime       string
	PayDays      int
	Received     *time.Time
}

// public is what is on record about the period of a public buyer.
func (r listRow) public() *desk.PublicPeriod {
	if r.Regime != string(dunning.Public) {
		return nil
	}
	return &desk.PublicPeriod{Received: query.DayOf(r.Received), Days: r.PayDays}
}

// Cases lists cases by due date, oldest first, page by page.
func (s *Store) Cases(ctx context.Context, f desk.CaseFilter) ([]desk.CaseRow, error) {
	where, args := conditions(f)
	rows, err := query.All[listRow](ctx, s.pool, `
		select c.id, c.body, d.name, c.status, c.due, c.next_action_at, c.opened_at, c.closed_at, d.regime, d.pay_days, i.received
		from cases c join debtors d on d.id = c.debtor_id join invoices i on i.id = c.invoice_id
		where `+where+` order by c.due, c.id limit @limit`, args)
	if err != nil {
		return nil, postgres.Explain("listing the cases", err)
	}
	out := make([]desk.CaseRow, len(rows))
	for i, r := range rows {
		out[i] = desk.CaseRow{
			Case: r.Body, DebtorName: r.Name, Status: r.Status, NextAction: query.TimeOf(r.NextActionAt),
			Opened: r.OpenedAt.UTC(), Closed: query.TimeOf(r.ClosedAt), Cursor: desk.CaseCursor{Due: query.DayOf(&r.Due), ID: r.ID},
			Public: r.public(),
		}
	}
	return out, nil
}

// conditions writes only what restricts, so that each combination finds its
// index.
func conditions(f desk.CaseFilter) (string, pgx.NamedArgs) {
	where := []string{"true"}
	args := pgx.NamedArgs{"limit": 50}
	add := func(on bool, condition, name string, value any) {
		if on {
			where = append(where, condition)
			args[name] = value
		}
	}
	if f.Limit > 0 {
		args["limit"] = min(f.Limit, 1000)
	}
	add(f.Creditor != "", "c.creditor = @creditor", "creditor", f.Creditor)
	add(f.Debtor != "", "c.debtor_id in (select coalesce(merged_into, id) from debtors where key = @debtor"+
		when(f.Creditor != "", " and creditor = @creditor")+")", "debtor", f.Debtor)
	add(f.State != "", "c.state = @state", "state", string(f.State))
	add(f.Status != "", "c.status = @status", "status", f.Status)
	add(len(f.Among) > 0, "c.creditor = any(@among)", "among", f.Among)
	add(!f.DueBefore.IsZero(), "c.due < @due_before::date", "due_before", query.Day(f.DueBefore))
	add(f.Open, "c.closed_at is null", "open", true)
	add(!f.Overdue.IsZero(), "c.closed_at is null and c.next_action_at < @overdue", "overdue", f.Overdue)
	if text := strings.TrimSpace(f.Text); text != "" {
		where = append(where, Named)
		Name(args, text)
	}
	add(f.After != (desk.CaseCursor{}), "(c.due, c.id) > (@after_due::date, @after_id)", "after_id", f.After.ID)
	args["after_due"] = query.Day(f.After.Due)
	return strings.Join(where, " and "), args
}

func when(on bool, s string) string {
	if on {
		return s
	}
	return ""
}
