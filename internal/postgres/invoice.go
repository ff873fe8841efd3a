package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/fact"
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

// Invoice gives an invoice as first recorded.
func (s *Store) Invoice(ctx context.Context, creditor, number string) (dunning.Invoice, error) {
	row, err := query.One[InvoiceRow](ctx, s.pool, `
		select `+InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id
		where i.creditor = @creditor and i.number = @number`, pgx.NamedArgs{"creditor": creditor, "number": number})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Invoice{}, dunning.UnknownCase(dunning.Ref{Creditor: creditor, Number: number})
	}
	return row.Invoice(), Explain("reading the invoice", err)
}

// queueInvoice inserts an invoice; no row comes back when its number is taken.
func (t *Tx) queueInvoice(b *pgx.Batch, i dunning.Invoice, debtor int64) *pgx.QueuedQuery {
	var document []byte
	if i.Document != "" {
		document, _ = hex.DecodeString(i.Document)
	}
	return b.Queue(`
		insert into invoices (creditor, number, debtor_id, issued, due, due_rule, completed, received, currency, total, payable,
		    order_ref, object, pay_ref, iban, bic, terms, source, document, file_name, plan, tax, content_hash, created_at)
		values (@creditor, @number, @debtor, @issued, @due, @due_rule, @completed, @received, @currency, @total, @payable,
		    @order_ref, @object, @pay_ref, @iban, @bic, @terms, @source, @document, @file_name, @plan, @tax, @hash, @now)
		on conflict (creditor, number) do nothing returning id`,
		pgx.NamedArgs{
			"creditor": i.Creditor, "number": i.Number, "debtor": debtor, "issued": query.Day(i.Issued), "due": query.Day(i.Due),
			"due_rule": string(i.DueRule), "completed": query.Day(i.Completed), "received": query.Day(i.Received), "currency": i.Currency, "total": int64(i.Total),
			"payable": int64(i.Payable), "order_ref": i.OrderRef, "object": i.Object, "pay_ref": i.PayRef, "iban": i.IBAN,
			"bic": i.BIC, "terms": i.Terms, "source": i.Source, "document": document, "file_name": i.FileName,
			"plan": i.Plan, "tax": i.Tax, "hash": contentHash(i), "now": t.Now,
		})
}

// facts are the fields that make an invoice what it is, in words; where it came
// from and how its file is called are not among them.
func facts(i dunning.Invoice) [][2]string {
	return [][2]string{
		{"debtor", i.Debtor}, {"issue_date", i.Issued.String()}, {"due_date", i.Due.String()},
		{"completed", i.Completed.String()}, {"currency", i.Currency}, {"total", i.Total.String()},
		{"payable", i.Payable.String()}, {"order_ref", i.OrderRef}, {"object", i.Object}, {"payment_ref", i.PayRef},
		{"iban", i.IBAN}, {"bic", i.BIC}, {"terms", i.Terms},
	}
}

func contentHash(i dunning.Invoice) []byte {
	text, _ := canonical(facts(i)) // strings only: cannot fail
	return query.Sum(text)
}

// differences lists field by field what an import would change. A file counts
// only when there was one before: the first one is added, not a change.
func differences(recorded, given dunning.Invoice) (out []dunning.Difference) {
	old, now := facts(recorded), facts(given)
	if given.Document != "" && recorded.Document != "" {
		old = append(old, [2]string{"document", recorded.Document})
		now = append(now, [2]string{"document", given.Document})
	}
	for i := range old {
		if old[i] != now[i] {
			out = append(out, dunning.Difference{Field: old[i][0], Recorded: old[i][1], Given: now[i][1]})
		}
	}
	return out
}

// checkInvoice refuses what cannot be chased, before any SQL.
func checkInvoice(n dunning.NewInvoice) error {
	i := n.Invoice
	invalid := func(format string, args ...any) *dunning.Error {
		return dunning.Errorf(dunning.CodeInvalid, "invoice %s: "+format, append([]any{i.Number}, args...)...)
	}
	switch {
	case i.Number == "":
		return dunning.Errorf(dunning.CodeInvalid, "an invoice has no number").WithHint("it came from %s", i.Source)
	case n.Debtor.Key == "":
		return invalid("the customer has no reference").WithHint("give each customer the reference of your own books")
	case n.Debtor.Name == "":
		return invalid("the customer has no name")
	case i.Due.IsZero():
		return invalid("it has no due date").WithHint("state one, or the payment terms")
	case (money.Amount{Cents: i.Payable, Currency: i.Currency}).Validate() != nil:
		return invalid("%q is not a currency", i.Currency).WithHint("write EUR")
	case i.Payable <= 0:
		return invalid("nothing is open (%s)", i.Payable).WithHint("paid invoices and credit notes are not chased")
	case i.Due.Year < 1900 || i.Due.Year > 2200:
		return invalid("the due date %s cannot be right", i.Due)
	case i.Payable > fact.MostMoney:
		return invalid("the amount %s is above a thousand billion", i.Payable).WithHint("amounts are in units with a decimal point, as 1234.56")
	case utf8.RuneCountInString(n.Debtor.Name) > longestName:
		return invalid("the customer's name has %d characters, at most %d go into a letter", utf8.RuneCountInString(n.Debtor.Name), longestName).
			WithHint("a column may have been taken for another")
	}
	if err := checkIdentity(n); err != nil {
		return err
	}
	if _, err := calendar.ParseZone(n.Debtor.Zone); err != nil {
		return invalid("%w", err)
	}
	return nil
}

const (
	longestName = 300 // characters of a debtor's name
	// longestID is what Temporal takes of a workflow's identity, 255 bytes, with
	// room for the later cycles of the case.
	longestID = 245
	// longestKey is what Temporal's store takes of a value that is searched by.
	longestKey = 255
)

// checkIdentity refuses what Temporal would refuse for good: its case would be
// on record and never start.
func checkIdentity(n dunning.NewInvoice) error {
	number := n.Invoice.Number
	if size := len(dunning.Ref{Creditor: n.Creditor, Number: number}.ID()); size > longestID {
		return dunning.Errorf(dunning.CodeInvalid, "invoice %.40s…: its number is too long: with the creditor it takes %d bytes of %d", number, size, longestID).
			WithHint("accents and other signs than letters and digits count several times; shorten the number")
	}
	if size := utf8.RuneCountInString(n.Debtor.Key); size > longestKey {
		return dunning.Errorf(dunning.CodeInvalid, "invoice %s: the customer's reference has %d characters of %d", number, size, longestKey).
			WithHint("give each customer the reference of your own books; a column may have been taken for another")
	}
	return nil
}
