package standalone

import (
	"testing"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

var stage = temporal.NewSearchAttributeKeyKeyword("Stage")

// sleeper waits five months in steps of a month and says how long it took by
// its own clock.
func sleeper(ctx workflow.Context) (time.Duration, error) {
	began := workflow.Now(ctx)
	for range 5 {
		if err := workflow.Sleep(ctx, 30*24*time.Hour); err != nil {
			return 0, err
		}
	}
	err := workflow.UpsertTypedSearchAttributes(ctx, stage.ValueSet("over"))
	return workflow.Now(ctx).Sub(began), err
}

// The demonstration and the end-to-end tests of other packages rest on these
// settings of the server.
func TestTheServerSkipsTimeAndKnowsNewSearchAttributesAtOnce(t *testing.T) {
	t.Parallel()
	c := dial(t, startTestStack(t, openFolder(t), needTemporald(t)))
	_, err := c.OperatorService().AddSearchAttributes(t.Context(), &operatorservice.AddSearchAttributesRequest{
		Namespace: "default", SearchAttributes: map[string]enumspb.IndexedValueType{stage.GetName(): enumspb.INDEXED_VALUE_TYPE_KEYWORD}})
	if err != nil {
		t.Fatal(err)
	}
	w := worker.New(c, "sleepers", worker.Options{})
	w.RegisterWorkflow(sleeper)
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "sleeper", TaskQueue: "sleepers"}, sleeper)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = c.WorkflowService().UpdateWorkflowExecutionOptions(t.Context(), &workflowservice.UpdateWorkflowExecutionOptionsRequest{
		Namespace: "default", WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: "sleeper"},
		WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{TimeSkippingConfig: &commonpb.TimeSkippingConfig{
			Enabled: true, FastForwardConfig: &commonpb.FastForwardConfig{Duration: durationpb.New(151 * 24 * time.Hour), Id: "all"}}},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"time_skipping_config"}}})
	if err != nil {
		t.Fatal(err)
	}
	var slept time.Duration
	if err := run.Get(t.Context(), &slept); err != nil {
		t.Fatal(err)
	}
	if slept < 150*24*time.Hour {
		t.Errorf("it slept %s", slept)
	}
	t.Logf("five months took %s", time.Since(began).Round(10*time.Millisecond))
	eventually(t, "the list of workflows by the new attribute", func() bool {
		count, err := c.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Query: "Stage = 'over'"})
		return err == nil && count.GetCount() == 1
	})
}
