package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/lookup"
)

// questions collects what a store asks PostgreSQL; a batch is one question.
type questions struct {
	mu    sync.Mutex
	asked []pgx.TraceQueryStartData
}

// heard opens the bundle's schema once more, and hears what is asked.
func (b *bundle) heard() (*postgres.Store, *questions) {
	b.t.Helper()
	q := &questions{}
	s, err := postgres.Open(postgres.WithTracer(b.ctx(), q), b.Pool().Config().ConnString())
	b.must(err)
	b.t.Cleanup(s.Close)
	return s, q
}

// TraceQueryStart implements pgx.QueryTracer.
func (q *questions) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked = append(q.asked, data)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (q *questions) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (q *questions) TraceBatchStart(ctx context.Context, c *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return q.TraceQueryStart(ctx, c, pgx.TraceQueryStartData{SQL: "a batch"})
}

// TraceBatchQuery implements pgx.BatchTracer.
func (q *questions) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (q *questions) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// take gives what was asked since the last time.
func (q *questions) take() []pgx.TraceQueryStartData {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := q.asked
	q.asked = nil
	return out
}

// What a payment is spread over takes as many questions for one invoice as for
// forty.
func TestTheDebtsOfADebtorTakeAsManyQuestionsForOneInvoiceAsForMany(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, q := b.heard()
	ask := func(invoices int) int {
		t.Helper()
		debts, err := lookup.New(s).Debts(b.ctx(), "atelier", "C-7")
		b.must(err)
		if len(debts) != invoices {
			t.Fatalf("%d debts, want %d", len(debts), invoices)
		}
		return len(q.take())
	}
	b.add(invoice("F-1"))
	ask(1) // a connection prepares what it meets for the first time
	one := ask(1)
	for i := range 39 {
		ref := b.add(invoice(fmt.Sprintf("F-%d", i+2)))
		b.record(ref, dunning.NewPaid(1000, calendar.Date{}).With(dunning.Stamp{ID: fmt.Sprint("p", i), At: monday}))
	}
	if forty := ask(40); forty != one || one == 0 {
		t.Errorf("%d questions for one invoice, %d for forty", one, forty)
	}
}
