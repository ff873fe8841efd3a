package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Filter says which cases to list. Empty fields do not restrict.
type Filter struct {
	Creditor string
	Debtor   string        // Debtor.Key; needs Creditor to be meant exactly
	State    dunning.State // as in Case.State
	Status   string        // as Case.Status: a state, or needs_attention
	Open     bool          // only what is not closed
	Text     string        // start of the invoice number, or part of the debtor's name or reference
	Overdue  time.Time     // only what wanted to act before this instant
	After    Cursor        // where the page before ended
	Limit    int           // 1 to 1000; 0 is 50
}

// Cursor is a place in the list; the zero value is its beginning.
type Cursor struct {
	Due calendar.Date `json:"due"`
	ID  int64         `json:"id"`
}

// CaseRow is a line of the list.
type CaseRow struct {
	Case       dunning.Case
	DebtorName string
	Status     string
	NextAction time.Time // zero when it waits for a message
	Opened     time.Time
	Closed     time.Time
	Cursor     Cursor // to go on after this line
}

type listRow struct {
	ID           int64
	Body         dunning.Case
	Name         string
	Status       string
	Due          time.Time
	NextActionAt *time.Time
	OpenedAt     time.Time
	ClosedAt     *time.Time
}

// textLimit bounds how many cases a text may stand for: what a person types
// narrows down, it does not enumerate.
const textLimit = 1000

// Cases lists cases by due date, oldest first, page by page.
func (s *Store) Cases(ctx context.Context, f Filter) ([]CaseRow, error) {
	where, args := f.conditions()
	rows, err := collect[listRow](ctx, s.pool, `
		select c.id, c.body, d.name, c.status, c.due, c.next_action_at, c.opened_at, c.closed_at
		from cases c join debtors d on d.id = c.debtor_id
		where `+where+` order by c.due, c.id limit @limit`, args)
	if err != nil {
		return nil, explain("listing the cases", err)
	}
	out := make([]CaseRow, len(rows))
	for i, r := range rows {
		out[i] = CaseRow{
			Case: r.Body, DebtorName: r.Name, Status: r.Status, NextAction: timeOf(r.NextActionAt),
			Opened: r.OpenedAt.UTC(), Closed: timeOf(r.ClosedAt), Cursor: Cursor{Due: dayOf(&r.Due), ID: r.ID},
		}
	}
	return out, nil
}

// conditions writes only what restricts, so that each combination finds its
// index.
func (f Filter) conditions() (string, pgx.NamedArgs) {
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
	add(f.Debtor != "", "c.debtor_id in (select id from debtors where key = @debtor"+
		when(f.Creditor != "", " and creditor = @creditor")+")", "debtor", f.Debtor)
	add(f.State != "", "c.state = @state", "state", string(f.State))
	add(f.Status != "", "c.status = @status", "status", f.Status)
	add(f.Open, "c.closed_at is null", "open", true)
	add(!f.Overdue.IsZero(), "c.closed_at is null and c.next_action_at < @overdue", "overdue", f.Overdue)
	if text := strings.TrimSpace(f.Text); text != "" {
		where = append(where, `c.id in (
		    (select n.id from cases n where lower(n.number) like @prefix limit @most)
		    union
		    (select n.id from cases n where n.debtor_id in (
		        select id from debtors where search like @part limit @most) limit @most))`)
		pattern := likeEscape.Replace(strings.ToLower(text))
		args["prefix"], args["part"] = pattern+"%", "%"+pattern+"%"
		args["most"] = textLimit
	}
	add(f.After != Cursor{}, "(c.due, c.id) > (@after_due::date, @after_id)", "after_id", f.After.ID)
	args["after_due"] = day(f.After.Due)
	return strings.Join(where, " and "), args
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func when(on bool, s string) string {
	if on {
		return s
	}
	return ""
}
