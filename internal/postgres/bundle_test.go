package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/alarms"
	"relance/internal/postgres/banking"
	"relance/internal/postgres/gazette"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/mailbox"
	"relance/internal/postgres/outbox"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
)

// bundle is a store with one creditor, and what most tests do with it.
type bundle struct {
	*postgres.Store
	*bankStore
	*sendStore
	*mailStore
	*noticeStore
	*outboxStore
	*alarmStore
	*lookStore
	t *testing.T
}

type (
	bankStore   = banking.Store
	sendStore   = sending.Store
	mailStore   = mailbox.Store
	noticeStore = gazette.Store
	outboxStore = outbox.Store
	alarmStore  = alarms.Store
	lookStore   = lookup.Store
)

// monday is a business day in summer at 10:00 in Paris.
var monday = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

func setup(t *testing.T) *bundle {
	t.Helper()
	s := postgrestest.New(t)
	b := &bundle{s, banking.New(s), sending.New(s), mailbox.New(s), gazette.New(s), outbox.New(s), alarms.New(s), lookup.New(s), t}
	b.save(testCreditor(), quietPlan())
	return b
}

func testCreditor() dunning.Creditor {
	return dunning.Creditor{
		ID: "atelier", Name: "Atelier Brunel SARL", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189",
	}
}

// quietPlan is the default plan without jitter, so that instants are plain.
func quietPlan() dunning.Plan {
	p := dunning.DefaultPlan()
	p.Spread = 0
	return p
}

func (b *bundle) save(c dunning.Creditor, plans ...dunning.Plan) {
	b.t.Helper()
	b.must(b.SaveCreditor(b.ctx(), c, plans))
}

func (b *bundle) ctx() context.Context { return b.t.Context() }

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

// invoice is 1,200.00 € due 20 days before monday: late, so that the first
// reminder is due at once.
func invoice(number string) dunning.NewInvoice {
	return dunning.NewInvoice{
		Creditor: "atelier",
		Debtor:   dunning.Debtor{Key: "C-7", Name: "Papeterie Lenoir SAS", Email: "compta@example.com"},
		Invoice: dunning.Invoice{
			Number: number, Issued: day("2026-04-12"), Due: day("2026-05-12"), DueRule: dunning.DueStated,
			Currency: "EUR", Total: 120000, Payable: 120000, Source: "test",
		},
		Now: monday, Author: "claire",
	}
}

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// add imports an invoice and gives the case's name.
func (b *bundle) add(n dunning.NewInvoice) dunning.Ref {
	b.t.Helper()
	added, err := b.AddInvoice(b.ctx(), n)
	b.must(err)
	if added.State != dunning.AddCreated {
		b.t.Fatalf("invoice %s: %s, want created", n.Invoice.Number, added.State)
	}
	return added.Ref
}

// record records an event as somebody outside the workflow would.
func (b *bundle) record(ref dunning.Ref, e dunning.Event) dunning.Recorded {
	b.t.Helper()
	out, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Known: 0, Event: e, Notify: true})
	b.must(err)
	return out
}

func (b *bundle) loaded(ref dunning.Ref) dunning.Case {
	b.t.Helper()
	c, err := b.LoadCase(b.ctx(), ref)
	b.must(err)
	return c
}

// proved checks that log and body agree.
func (b *bundle) proved(refs ...dunning.Ref) {
	b.t.Helper()
	for _, ref := range refs {
		if err := b.VerifyChain(b.ctx(), ref); err != nil {
			b.t.Errorf("case %s: %v", ref.Number, err)
		}
	}
}

func (b *bundle) count(sql string, args ...any) (n int) {
	b.t.Helper()
	b.must(b.Pool().QueryRow(b.ctx(), "select count(*) from "+sql, args...).Scan(&n))
	return n
}

// paid is a payment that is told on monday, or the day before its date if that
// is later: nobody tells of money earlier.
func paid(amount money.Cents, date string) dunning.Event {
	at := monday
	if d := day(date).AddDays(-1).UTC(); d.After(at) {
		at = d
	}
	return dunning.NewPaid(amount, day(date)).With(dunning.Stamp{At: at})
}

func wantCode(t *testing.T, err error, code dunning.Code) {
	t.Helper()
	if got := dunning.ErrorCode(err); got != code {
		t.Errorf("error %v has code %q, want %q", err, got, code)
	}
}

func kinds(events []dunning.Event) (out []dunning.Kind) {
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}

func number(i int) string { return fmt.Sprintf("F-%04d", i) }
