package lookup

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

type recordRow struct {
	Data       dunning.Event
	RecordedAt time.Time
	Hash       []byte
}

// timeline gives the whole log of a case.
func timeline(ctx context.Context, q query.Querier, id int64) ([]dunning.Record, error) {
	rows, err := query.All[recordRow](ctx, q, `
		select data, recorded_at, hash from events where case_id = @id order by seq`, pgx.NamedArgs{"id": id})
	out := make([]dunning.Record, len(rows))
	for i, r := range rows {
		out[i] = dunning.Record{Event: r.Data, RecordedAt: r.RecordedAt.UTC(), Hash: query.Hex(r.Hash)}
	}
	return out, query.Doing("reading the timeline", err)
}

type paymentRow struct {
	ID       int64
	Creditor string
	Source   string
	External string
	Date     time.Time
	Amount   int64
	Currency string
	Note     string

	Accessory int64
}

func (r paymentRow) payment() dunning.Payment {
	return dunning.Payment{
		ID: r.ID, Creditor: r.Creditor, Source: r.Source, External: r.External, Date: calendar.DateOf(r.Date.UTC()),
		Amount: money.Amount{Cents: money.Cents(r.Amount), Currency: r.Currency}, Note: r.Note,
		Accessory: money.Cents(r.Accessory),
	}
}

// paymentsOf gives what was allocated to an invoice, oldest first. Amount is
// the part that went to this invoice's balance.
func paymentsOf(ctx context.Context, q query.Querier, invoice int64) ([]dunning.Payment, error) {
	rows, err := query.All[paymentRow](ctx, q, `
		select p.id, p.creditor, p.source, p.external, p.date, a.amount, p.currency, p.note, a.accessory
		from allocations a join payments p on p.id = a.payment_id
		where a.invoice_id = @invoice order by p.date, p.id`, pgx.NamedArgs{"invoice": invoice})
	out := make([]dunning.Payment, len(rows))
	for i, r := range rows {
		out[i] = r.payment()
	}
	return out, query.Doing("reading the payments", err)
}

// messagesOf gives the messages that spoke of the given cases, oldest first.
func messagesOf(ctx context.Context, q query.Querier, cases []int64) ([]dunning.Message, error) {
	rows, err := query.All[postgres.MessageRow](ctx, q, `
		select `+postgres.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id
		where exists (select 1 from notices n where n.message_id = m.id and n.case_id = any(@cases))
		order by m.id`, pgx.NamedArgs{"cases": cases})
	out := make([]dunning.Message, len(rows))
	for i, r := range rows {
		out[i] = r.Message()
	}
	return out, query.Doing("reading the messages", err)
}
