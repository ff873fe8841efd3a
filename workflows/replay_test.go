package workflows_test

import (
	"path/filepath"
	"strings"
	"testing"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"relance/workflows"
)

// The histories were recorded on a real server by the tests of internal/e2e
// (RELANCE_RECORD=1 go test ./internal/e2e writes them anew). Each is one path
// through the life of a case. A change of the workflow that would break a case
// which runs at that moment breaks this test first: put in a version
// (workflow.GetVersion) and keep the old histories, or, before the first
// release, record them again.
//
// It was seen to fail when the workflow changes: with the search attributes
// written before the first decision, with the send of a letter on another
// activity, and with a timer more in wait, every history that gets there is
// "non-deterministic".
func TestRecordedHistoriesStillReplay(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/histories/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("%d histories on record, want one for each path", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			r := worker.NewWorkflowReplayer()
			r.RegisterWorkflowWithOptions(workflows.Dunning, workflow.RegisterOptions{Name: workflows.DunningWorkflow})
			r.RegisterWorkflowWithOptions(workflows.Reconcile, workflow.RegisterOptions{Name: workflows.ReconcileWorkflow})
			r.RegisterWorkflowWithOptions(workflows.Watch, workflow.RegisterOptions{Name: workflows.WatchWorkflow})
			r.RegisterWorkflowWithOptions(workflows.FetchStatuses, workflow.RegisterOptions{Name: workflows.FetchStatusesWorkflow})
			if err := r.ReplayWorkflowHistoryFromJSONFile(nil, file); err != nil {
				t.Error(err)
			}
		})
	}
}
