package collections

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/calendar"
	"relance/internal/collected"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// Store keeps the reports of money received. It is safe for concurrent use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New works in the database of a store, with its clock.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }

// tx is a transaction that records facts.
type tx struct{ *postgres.Tx }

// Propose works out the reports that are missing for a creditor's invoices, in
// one transaction under a lock of the creditor. Keep also records them with
// their messages: from then on they count as reported.
func (s *Store) Propose(ctx context.Context, seller dunning.Creditor, dated collected.Dated, author string, keep bool) (out []collected.Written, left []collected.Unreported, err error) {
	seller.SIREN = strings.Join(strings.Fields(seller.SIREN), "")
	err = s.core.Do(ctx, "working out what money to report", func(t0 *postgres.Tx) error {
		t := &tx{t0}
		out, left = nil, nil // a transaction may run again
		if _, err := t.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('relance/collected/' || current_schema() || '/' || $1, 0))`, seller.ID); err != nil {
			return query.Doing("waiting for the creditor", err)
		}
		accounts, err := t.accounts(ctx, seller)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			proposals, missing := collected.Propose(a.Account)
			for _, m := range missing {
				left = append(left, collected.Unreported{Ref: dunning.Ref{Creditor: seller.ID, Number: a.Invoice.Number}, Left: m})
			}
			for _, p := range proposals {
				w := collected.Written{Ref: dunning.Ref{Creditor: seller.ID, Number: a.Invoice.Number}, Proposal: p, Currency: a.Invoice.Currency, At: t.Now}
				w.MessageID, w.XML = collected.Message(a.Account, seller, p, dated, t.Now)
				if keep {
					if err := t.keep(ctx, a, &w, author); err != nil {
						return err
					}
				}
				out = append(out, w)
			}
		}
		return nil
	})
	return out, left, err
}

func (t *tx) keep(ctx context.Context, a account, w *collected.Written, author string) error {
	sum := query.Sum(w.XML)
	b := &pgx.Batch{}
	t.QueueDocument(b, sum, dunning.Document{MediaType: "application/xml", Name: w.FileName(), Bytes: w.XML})
	var ids []int64
	query.IntoValues(b, &ids, `
		insert into collected (invoice_id, payment_id, part, date, amount, shares, received, accessory, message_id, document, author, created_at)
		values (@invoice, @payment, @part, @date, @amount, @shares, @received, @accessory, @message, @sum, @author, @now) returning id`,
		pgx.NamedArgs{
			"invoice": a.Invoice.ID, "payment": w.Payment, "part": w.Part, "date": query.Day(w.Date), "amount": int64(w.Amount()), "shares": w.Shares,
			"received": int64(w.Received), "accessory": int64(w.Accessory), "message": w.MessageID, "sum": sum, "author": author, "now": t.Now,
		})
	if err := query.Send(ctx, t, b); err != nil {
		return query.Doing("keeping a report of money", err)
	}
	w.ID = ids[0]
	return nil
}

// reportRow is a report as it is kept.
type reportRow struct {
	ID        int64
	Creditor  string
	Number    string
	Currency  string
	PaymentID int64
	Part      int
	Date      time.Time
	Shares    []collected.Share
	Received  int64
	Accessory int64
	MessageID string
	Bytes     []byte
	CreatedAt time.Time
}

const selectReports = `
	select c.id, i.creditor, i.number, i.currency, c.payment_id, c.part, c.date, c.shares, c.received, c.accessory, c.message_id, d.bytes, c.created_at
	from collected c join invoices i on i.id = c.invoice_id join documents d on d.sha256 = c.document`

func (r reportRow) written() collected.Written {
	return collected.Written{
		ID: r.ID, Ref: dunning.Ref{Creditor: r.Creditor, Number: r.Number}, Currency: r.Currency, MessageID: r.MessageID, XML: r.Bytes, At: r.CreatedAt.UTC(),
		Proposal: collected.Proposal{
			Payment: r.PaymentID, Part: r.Part, Date: query.DayOf(&r.Date), Received: money.Cents(r.Received), Accessory: money.Cents(r.Accessory), Shares: r.Shares,
		},
	}
}

// Reports gives the messages that were written for a creditor since a day, the
// oldest first.
func (s *Store) Reports(ctx context.Context, creditor string, since calendar.Date) ([]collected.Written, error) {
	rows, err := query.All[reportRow](ctx, s.pool, selectReports+`
		where i.creditor = @creditor and (@since::date is null or c.created_at >= @since) order by c.id`,
		pgx.NamedArgs{"creditor": creditor, "since": query.Day(since)})
	out := make([]collected.Written, len(rows))
	for i, r := range rows {
		out[i] = r.written()
	}
	return out, postgres.Explain("reading the reports of money", err)
}

// Report gives one message; CodeNotFound when there is none of its number.
func (s *Store) Report(ctx context.Context, id int64) (collected.Written, error) {
	row, err := query.One[reportRow](ctx, s.pool, selectReports+` where c.id = @id`, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return collected.Written{}, collected.Unknown(id)
	}
	return row.written(), postgres.Explain("reading the report of money", err)
}
