package workflows_test

import (
	"context"
	"errors"
	"testing"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"

	"relance/activities"
	"relance/workflows"
)

// dropped is a drop folder that fails some times first.
type dropped struct {
	faults int
	brings activities.TakenIn
}

func (d *dropped) TakeIn(context.Context) (activities.TakenIn, error) {
	if d.faults > 0 {
		d.faults--
		return activities.TakenIn{}, errors.New("the disk is away")
	}
	return d.brings, nil
}

func TestReconcileTriesUntilTheFolderIsBack(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		faults int
		fails  bool
	}{
		"at once": {0, false}, "after three faults": {3, false}, "away for more than an hour": {1000, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var suite testsuite.WorkflowTestSuite
			env := suite.NewTestWorkflowEnvironment()
			in := &dropped{row.faults, activities.TakenIn{Files: 2, Lines: 7, Matched: 5, Waiting: 1}}
			a := &activities.Reconciliation{Intake: in}
			env.RegisterActivityWithOptions(a.TakeInBankFiles, activity.RegisterOptions{Name: "TakeInBankFiles"})
			env.ExecuteWorkflow(workflows.Reconcile)
			var out activities.TakenIn
			err := env.GetWorkflowResult(&out)
			if failed := err != nil; !env.IsWorkflowCompleted() || failed != row.fails {
				t.Fatalf("it ended with %v", err)
			}
			if !row.fails && out != in.brings {
				t.Errorf("it brought %+v, want %+v", out, in.brings)
			}
		})
	}
}
