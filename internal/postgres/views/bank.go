package views

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/desk"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

type fileRow struct {
	ID         int64
	Creditor   string
	Name       string
	Format     string
	Entries    int
	Fresh      int
	Error      string
	Author     string
	StartedAt  time.Time
	FinishedAt *time.Time
}

// Files lists the readings of bank files, newest first, before one of them; 0
// begins with the newest.
func (s *Store) Files(ctx context.Context, of desk.Scope, before int64, limit int) ([]desk.File, error) {
	f := within(of, "creditor")
	f.add(before > 0, "id < @before", "before", before)
	f.args["limit"] = limit
	var rows []fileRow
	b := &pgx.Batch{}
	query.Into(b, &rows, `select id, creditor, name, format, entries, fresh, error, author, started_at, finished_at
		from bank_files where `+f.clause()+` order by id desc limit @limit`, f.args)
	if err := s.read(ctx, "reading the bank files", b); err != nil {
		return nil, err
	}
	out := make([]desk.File, len(rows))
	for i, r := range rows {
		out[i] = desk.File{
			ID: r.ID, Creditor: r.Creditor, Name: r.Name, Format: r.Format, Entries: r.Entries, Fresh: r.Fresh, Fault: r.Error, Author: r.Author,
			At: r.StartedAt.UTC(), Finished: r.FinishedAt != nil,
		}
	}
	return out, nil
}

type decidedRow struct {
	ID        int64
	Creditor  string
	Account   string
	Entry     bank.Entry
	State     string
	Rest      int64
	Author    string
	DecidedAt time.Time
	Matches   []byte
}

// Decided lists bank lines over which a person decided, the latest first.
func (s *Store) Decided(ctx context.Context, of desk.Scope, limit int) ([]reconcile.BankLine, error) {
	f := within(of, "l.creditor")
	f.args["limit"] = limit
	var rows []decidedRow
	b := &pgx.Batch{}
	query.Into(b, &rows, `select l.id, l.creditor, l.account, l.entry, l.state, l.rest, l.author, l.decided_at,
		    coalesce((select jsonb_agg(i.number order by m.id) from matches m join invoices i on i.id = m.invoice_id
		        where m.line_id = l.id and m.undone_at is null), '[]') as matches
		from bank_lines l where l.person and l.state in ('matched', 'ignored') and `+f.clause()+`
		order by l.decided_at desc, l.id desc limit @limit`, f.args)
	if err := s.read(ctx, "reading the bank lines", b); err != nil {
		return nil, err
	}
	out := make([]reconcile.BankLine, len(rows))
	for i, r := range rows {
		out[i] = reconcile.BankLine{
			ID: r.ID, Creditor: r.Creditor, Account: r.Account, Entry: r.Entry, State: reconcile.LineState(r.State), Rest: money.Cents(r.Rest),
			Author: r.Author, Decided: r.DecidedAt.UTC(),
		}
		var numbers []string
		if err := json.Unmarshal(r.Matches, &numbers); err != nil {
			return nil, err
		}
		for _, n := range numbers {
			out[i].Matches = append(out[i].Matches, reconcile.BankMatch{Invoice: n})
		}
	}
	return out, nil
}

type hitRow struct {
	Creditor string
	Key      string
	Name     string
	Due      *time.Time
	Cents    int64
	Currency string
	Closed   bool
}

func hitsOf(kind string, rows []hitRow) []desk.Hit {
	out := make([]desk.Hit, len(rows))
	for i, r := range rows {
		out[i] = desk.Hit{
			Kind: kind, Creditor: r.Creditor, Key: r.Key, Name: r.Name, Due: query.DayOf(r.Due), Amount: money.Cents(r.Cents), Currency: r.Currency, Closed: r.Closed,
		}
	}
	return out
}

// Invoices gives what is open on some invoices of a creditor.
func (s *Store) Invoices(ctx context.Context, creditor string, numbers []string) ([]desk.Hit, error) {
	var rows []hitRow
	b := &pgx.Batch{}
	query.Into(b, &rows, `select distinct on (c.number) c.creditor, c.number as key, d.name, c.due, c.balance as cents, c.currency, c.closed_at is not null as closed
		from cases c join debtors d on d.id = c.debtor_id
		where c.creditor = @creditor and c.number = any(@numbers) order by c.number, c.cycle desc`,
		pgx.NamedArgs{"creditor": creditor, "numbers": numbers})
	err := s.read(ctx, "reading the invoices", b)
	return hitsOf(desk.HitCase, rows), err
}
