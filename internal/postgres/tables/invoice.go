package tables

import (
	"time"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
)

// InvoiceRow is a row of the invoices as the store reads it.
type InvoiceRow struct {
	ID        int64
	Creditor  string
	Number    string
	Debtor    string
	Issued    *time.Time
	Due       time.Time
	DueRule   string
	Completed *time.Time
	Received  *time.Time
	Currency  string
	Total     int64
	Payable   int64
	OrderRef  string
	Object    string
	PayRef    string
	IBAN      string `db:"iban"`
	BIC       string `db:"bic"`
	Terms     string
	Source    string
	Document  []byte
	FileName  string
	Plan      string
	Tax       *dunning.Tax
}

// InvoiceColumns needs invoices as i and debtors as d.
const InvoiceColumns = `i.id, i.creditor, i.number, d.key as debtor, i.issued, i.due, i.due_rule, i.completed, i.received, i.currency,
    i.total, i.payable, i.order_ref, i.object, i.pay_ref, i.iban, i.bic, i.terms, i.source, i.document, i.file_name, i.plan, i.tax`

// Invoice gives the invoice that the row holds.
func (r InvoiceRow) Invoice() dunning.Invoice {
	return dunning.Invoice{
		ID: r.ID, Creditor: r.Creditor, Number: r.Number, Debtor: r.Debtor, Issued: query.DayOf(r.Issued), Due: query.DayOf(&r.Due),
		DueRule: dunning.DueRule(r.DueRule), Completed: query.DayOf(r.Completed), Received: query.DayOf(r.Received), Currency: r.Currency,
		Total: money.Cents(r.Total), Payable: money.Cents(r.Payable), OrderRef: r.OrderRef, Object: r.Object,
		PayRef: r.PayRef, IBAN: r.IBAN, BIC: r.BIC, Terms: r.Terms, Source: r.Source,
		Document: query.Hex(r.Document), FileName: r.FileName, Plan: r.Plan, Tax: r.Tax,
	}
}
