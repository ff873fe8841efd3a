package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres/postgrestest"
	"relance/internal/temporalclient"
)

// slow is a Temporal that takes starts and works none off until it is free.
type slow struct {
	client.Client
	free   atomic.Bool
	starts atomic.Int32
}

func (s *slow) ExecuteWorkflow(context.Context, client.StartWorkflowOptions, any, ...any) (client.WorkflowRun, error) {
	s.starts.Add(1)
	return nil, nil
}

func (s *slow) DescribeWorkflowExecution(context.Context, string, string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	d := &workflowservice.DescribeWorkflowExecutionResponse{}
	if !s.free.Load() {
		d.PendingWorkflowTask = &workflowpb.PendingWorkflowTaskInfo{}
	}
	return d, nil
}

// Several requests tell Temporal at once over the same connections. Each hears
// itself whether its starts wait, and one that left nothing says so although one
// before it did.
func TestTellAnswersEachCallerWhatItLeft(t *testing.T) {
	t.Parallel()
	a, temporal := withInvoices(t, 300)
	if waits, err := a.Tell(t.Context()); err != nil || !waits || temporal.starts.Load() == 300 {
		t.Fatalf("of 300 starts %d are out, waits %t (%v): want some left for the worker", temporal.starts.Load(), waits, err)
	}
	temporal.free.Store(true)
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			if waits, err := a.Tell(t.Context()); err != nil || waits {
				t.Errorf("starts wait: %t (%v), want none left", waits, err)
			}
		})
	}
	callers.Wait()
	if n := temporal.starts.Load(); n < 300 {
		t.Errorf("%d of 300 cases are started", n)
	}
}

// withInvoices is a program with so many cases to start.
func withInvoices(t *testing.T, n int) (*App, *slow) {
	t.Helper()
	s := postgrestest.New(t)
	c := dunning.Creditor{ID: "atelier", Name: "Atelier Brunel SARL", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189"}
	if err := s.SaveCreditor(t.Context(), c, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
		t.Fatal(err)
	}
	now := s.Now()
	on := calendar.DateOf(now)
	list := make([]dunning.NewInvoice, n)
	for i := range list {
		list[i] = dunning.NewInvoice{
			Creditor: c.ID, Now: now, Debtor: dunning.Debtor{Key: "C-7", Name: "Papeterie Lenoir SAS", Email: "compta@example.com"},
			Invoice: dunning.Invoice{
				Number: fmt.Sprintf("F-%d", i), Issued: on, Due: on.AddDays(30), DueRule: dunning.DueStated, Currency: "EUR",
				Total: 120000, Payable: 120000, Source: "test",
			},
		}
	}
	for _, added := range s.AddInvoices(t.Context(), list) {
		if added.State != dunning.AddCreated {
			t.Fatal(added.State, added.Err)
		}
	}
	temporal := &slow{}
	return &App{store: s, temporal: &temporalclient.Client{Client: temporal}}, temporal
}
