package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/outbox"
	"relance/internal/postgres/postgrestest"
)

// crowded is a Temporal that takes everything and works nothing off until it is
// told to.
type crowded struct {
	client.Client
	mu      sync.Mutex
	free    bool
	starts  int
	signals []string
}

func (c *crowded) ExecuteWorkflow(context.Context, client.StartWorkflowOptions, any, ...any) (client.WorkflowRun, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.starts++
	return nil, nil
}

func (c *crowded) SignalWorkflow(_ context.Context, id, _, name string, _ any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signals = append(c.signals, name+" "+id)
	return nil
}

func (c *crowded) DescribeWorkflowExecution(context.Context, string, string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	d := &workflowservice.DescribeWorkflowExecutionResponse{}
	if !c.free {
		d.PendingWorkflowTask = &workflowpb.PendingWorkflowTaskInfo{}
	}
	return d, nil
}

// take imports invoices into a store.
func take(t *testing.T, s *postgres.Store, prefix string, n int) (refs []dunning.Ref) {
	t.Helper()
	on := calendar.DateOf(aMorning)
	var list []dunning.NewInvoice
	for i := range n {
		list = append(list, dunning.NewInvoice{
			Creditor: "atelier", Now: aMorning,
			Debtor: dunning.Debtor{Key: "C-7", Name: "Papeterie Lenoir SAS", Email: "compta@example.com"},
			Invoice: dunning.Invoice{
				Number: fmt.Sprint(prefix, i), Issued: on, Due: on.AddDays(30), DueRule: dunning.DueStated, Currency: "EUR",
				Total: 120000, Payable: 120000, Source: "test",
			},
		})
	}
	for _, added := range s.AddInvoices(t.Context(), list) {
		if added.State != dunning.AddCreated {
			t.Fatal(added.State, added.Err)
		}
		refs = append(refs, added.Ref)
	}
	return refs
}

// A payment that is recorded in the middle of a large import reaches its case
// although Temporal takes no more starts; the import goes on when it does.
func TestAPaymentReachesItsCaseDuringALargeImport(t *testing.T) {
	t.Parallel()
	s := postgrestest.New(t)
	own := dunning.Creditor{ID: "atelier", Name: "Atelier Brunel SARL", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189"}
	if err := s.SaveCreditor(t.Context(), own, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
		t.Fatal(err)
	}
	temporal := &crowded{}
	now := time.Now()
	r := &Relay{Store: outbox.New(s), Cases: s, Temporal: temporal, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}
	early := take(t, s, "E-", 1)[0]
	take(t, s, "F-", paceStarts+100)
	if _, err := r.Drain(t.Context()); !errors.Is(err, ErrBehind) || temporal.starts != paceStarts {
		t.Fatalf("%d cases started (%v), want %d and the others to wait", temporal.starts, err, paceStarts)
	}
	paid := dunning.NewPaid(120000, calendar.DateOf(aMorning)).With(dunning.Stamp{At: aMorning})
	if _, err := s.Record(t.Context(), dunning.Recording{Ref: early, Event: paid, Notify: true}); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Drain(t.Context()); n != 1 || !errors.Is(err, ErrBehind) {
		t.Errorf("%d rows told (%v), want the payment alone", n, err)
	}
	if len(temporal.signals) != 1 || temporal.signals[0] != "paid "+early.ID() || temporal.starts != paceStarts {
		t.Errorf("told %v and %d starts, want the payment and no further start", temporal.signals, temporal.starts)
	}
	temporal.free = true
	if _, err := r.Drain(t.Context()); err != nil || temporal.starts != paceStarts+101 {
		t.Errorf("%d cases started in the end (%v), want all", temporal.starts, err)
	}
}
