package activities

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// recorder fails so many times before it records.
type recorder struct {
	err      error
	failures int
	tries    int
	asked    []dunning.Task
}

func (l *recorder) Record(context.Context, dunning.Recording) (dunning.Recorded, error) {
	if l.tries++; l.tries <= l.failures {
		return dunning.Recorded{}, l.err
	}
	return dunning.Recorded{}, nil
}

func (l *recorder) LoadCase(context.Context, dunning.Ref) (dunning.Case, error) {
	return dunning.Case{}, nil
}

func (l *recorder) OpenTask(_ context.Context, k dunning.Task) error {
	l.asked = append(l.asked, k)
	return nil
}

// record runs the activity as a workflow does, with time skipped between tries.
func (l *recorder) record(t *testing.T, in RecordInput) error {
	t.Helper()
	var ts testsuite.WorkflowTestSuite
	env := ts.NewTestWorkflowEnvironment()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: "invoice/atelier/F-1"})
	RegisterCases(env, &Cases{Recorder: l, Tasks: l})
	env.RegisterWorkflowWithOptions(func(ctx workflow.Context, in RecordInput) error {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
			StartToCloseTimeout: 20 * time.Second, ScheduleToCloseTimeout: 30 * 24 * time.Hour, // none would be ten minutes here
			RetryPolicy: &temporal.RetryPolicy{InitialInterval: time.Second, MaximumAttempts: 10_000}, // none would be ten
		})
		return workflow.ExecuteActivity(ctx, "RecordPayment", in).Get(ctx, nil)
	}, workflow.RegisterOptions{Name: "once"})
	env.ExecuteWorkflow("once", in)
	return env.GetWorkflowError()
}

func TestAFactIsTriedUntilItIsOnRecord(t *testing.T) {
	t.Parallel()
	paid := dunning.NewPaid(100, calendar.Date{})
	asked := dunning.Task{
		Ref: dunning.Ref{Creditor: "atelier", Number: "F-1"}, Code: dunning.TaskUnreadable, Step: "paid", Detail: "paid",
	}
	for name, tt := range map[string]struct {
		err      error
		strict   bool
		failures int
		tries    int
		kind     string // of the error in the end
		asked    []dunning.Task
	}{
		"the database is away for a day":         {dunning.Errorf(dunning.CodeUnavailable, "x"), false, 900, 901, "", nil},
		"a fault of ours, until it is mended":    {errors.New("x"), false, 20, 21, "", []dunning.Task{asked, asked}},
		"a decision that meets a fault of ours":  {errors.New("x"), true, 20, 8, "rejected", nil},
		"a fact that the store refuses for good": {dunning.Errorf(dunning.CodeConflict, "x"), false, 20, 1, "conflict", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &recorder{err: tt.err, failures: tt.failures}
			kind, _ := typeOf(l.record(t, RecordInput{Event: paid, Strict: tt.strict}))
			if kind != tt.kind || l.tries != tt.tries {
				t.Errorf("%d tries, then %q; want %d, then %q", l.tries, kind, tt.tries, tt.kind)
			}
			if diff := cmp.Diff(tt.asked, l.asked); diff != "" {
				t.Errorf("tasks (-want +got):\n%s", diff)
			}
		})
	}
}
