package relay

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"relance/internal/dunning"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/outbox"
	"relance/internal/postgres/postgrestest"
)

// strict is a Temporal that refuses every start for good.
type strict struct{ client.Client }

func (strict) ExecuteWorkflow(context.Context, client.StartWorkflowOptions, any, ...any) (client.WorkflowRun, error) {
	return nil, serviceerror.NewInvalidArgument("WorkflowId exceeds length limit")
}

// What Temporal refuses for good, as the long numbers that earlier versions let
// in, is asked of a person, once, however often it is tried.
func TestWhatTemporalRefusesForGoodIsATask(t *testing.T) {
	t.Parallel()
	s := postgrestest.New(t)
	own := dunning.Creditor{ID: "atelier", Name: "Atelier Brunel SARL", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189"}
	if err := s.SaveCreditor(t.Context(), own, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
		t.Fatal(err)
	}
	ref := take(t, s, "F-", 1)[0]
	now := time.Now()
	s.Now = func() time.Time { return now }
	r := &Relay{Store: outbox.New(s), Cases: s, Temporal: strict{}, Log: slog.New(slog.DiscardHandler), Now: s.Now}
	for range 3 {
		if _, err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	tasks, err := lookup.New(s).OpenTasks(t.Context(), dunning.TaskFailed, dunning.OutboxStart)
	if err != nil || len(tasks) != 1 || tasks[0].Ref != ref || tasks[0].Detail != string(dunning.ReasonTemporalRefuses) {
		t.Errorf("tasks %+v (%v), want one about %s", tasks, err, ref.Number)
	}
}
