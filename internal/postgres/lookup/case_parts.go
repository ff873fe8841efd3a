package lookup

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
)

type recordRow struct {
	Data       dunning.Event
	RecordedAt time.Time
	Hash       []byte
}

func (r recordRow) record() dunning.Record {
	return dunning.Record{Event: r.Data, RecordedAt: r.RecordedAt.UTC(), Hash: query.Hex(r.Hash)}
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

// paymentsOfInvoice begins a statement that reads what was allocated to an invoice,
// which follows. The amount is the part that went to this invoice's balance.
const paymentsOfInvoice = `
	select p.id, p.creditor, p.source, p.external, p.date, a.amount, p.currency, p.note, a.accessory
	from allocations a join payments p on p.id = a.payment_id where a.invoice_id = `
