package banking

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

type bankLineRow struct {
	ID        int64
	Creditor  string
	Account   string
	Entry     bank.Entry
	State     string
	Rest      int64
	Decision  reconcile.Decision
	File      string
	Author    string
	DecidedAt time.Time
	Round     int
	Copy      int
	Original  *int64
	Matches   []reconcile.BankMatch
	Version   int64
}

const bankLineColumns = `l.id, l.creditor, l.account, l.entry, l.state, l.rest, l.decision, f.name as file, l.author, l.decided_at,
	l.round, l.copy, l.original, l.version, coalesce((
	    select jsonb_agg(jsonb_build_object('invoice', i.number, 'amount', (m.amount / 100.0)::numeric(20, 2)::text,
	        'accessory', (m.accessory / 100.0)::numeric(20, 2)::text, 'kind', m.kind, 'author', m.author) order by m.id)
	    from matches m join invoices i on i.id = m.invoice_id where m.line_id = l.id and m.undone_at is null), '[]') as matches
	from bank_lines l join bank_files f on f.id = l.file_id`

func (r bankLineRow) line() reconcile.BankLine {
	return reconcile.BankLine{
		ID: r.ID, Creditor: r.Creditor, Account: r.Account, Entry: r.Entry, State: reconcile.LineState(r.State), Rest: money.Cents(r.Rest),
		Decision: r.Decision, File: r.File, Author: r.Author, Decided: r.DecidedAt.UTC(), Matches: r.Matches,
		Version: r.Version,
	}
}

// OpenLines gives the bank lines that wait for a person, oldest first and at
// most limit, after a line: proposals, money that nothing was found for, own
// repayments, and what is left of matched lines. An empty creditor means all.
func (s *Store) OpenLines(ctx context.Context, creditor string, after int64, limit int) ([]reconcile.BankLine, error) {
	rows, err := query.All[bankLineRow](ctx, s.pool, `
		select `+bankLineColumns+`
		where (l.state in ('suggested', 'unmatched', 'refund') or l.rest <> 0) and l.id > @after
		  and (@creditor = '' or l.creditor = @creditor) order by l.id limit @limit`,
		pgx.NamedArgs{"creditor": creditor, "after": after, "limit": limit})
	out := make([]reconcile.BankLine, len(rows))
	for i, r := range rows {
		out[i] = r.line()
	}
	return out, postgres.Explain("reading the bank lines", err)
}

// CountOpenLines counts what OpenLines lists.
func (s *Store) CountOpenLines(ctx context.Context, creditor string) (n int, err error) {
	err = s.pool.QueryRow(ctx, `
		select count(*) from bank_lines
		where (state in ('suggested', 'unmatched', 'refund') or rest <> 0) and ($1 = '' or creditor = $1)`, creditor).Scan(&n)
	return n, postgres.Explain("counting the bank lines", err)
}

// BankLine gives one line; CodeNotFound when there is none of this number.
func (s *Store) BankLine(ctx context.Context, id int64) (reconcile.BankLine, error) {
	row, err := bankLine(ctx, s.pool, id, "")
	return row.line(), postgres.Explain("reading the bank line", err)
}

func bankLine(ctx context.Context, q query.Querier, id int64, lock string) (bankLineRow, error) {
	row, err := query.One[bankLineRow](ctx, q, `select `+bankLineColumns+` where l.id = @id `+lock, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, reconcile.UnknownLine(id)
	}
	return row, err
}

// LinesOf gives the bank lines that stand for an invoice, oldest first.
func (s *Store) LinesOf(ctx context.Context, creditor, number string) ([]reconcile.BankLine, error) {
	rows, err := query.All[bankLineRow](ctx, s.pool, `
		select `+bankLineColumns+` where l.id in (
		    select m.line_id from matches m join invoices i on i.id = m.invoice_id
		    where i.creditor = @creditor and i.number = @number and m.undone_at is null) order by l.id`,
		pgx.NamedArgs{"creditor": creditor, "number": number})
	out := make([]reconcile.BankLine, len(rows))
	for i, r := range rows {
		out[i] = r.line()
	}
	return out, postgres.Explain("reading the bank lines", err)
}

// day is the date on which the money moved.
func (r bankLineRow) day() calendar.Date { return reconcile.Moved(r.Entry) }
