package temporalclient

import (
	"context"
	"errors"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// FastForward skips one workflow execution's time by d and waits until it is
// done. It needs a server with time skipping, as temporald is, and serves the
// demo and the tests alone: the server's interface to it is not final. The id
// names the skip, so that asking twice skips once. An execution that has ended
// is left as it is.
func FastForward(ctx context.Context, c *Client, workflowID string, d time.Duration, id string) error {
	execution := &commonpb.WorkflowExecution{WorkflowId: workflowID}
	_, err := c.WorkflowService().UpdateWorkflowExecutionOptions(ctx, &workflowservice.UpdateWorkflowExecutionOptionsRequest{
		Namespace: c.Namespace, WorkflowExecution: execution,
		WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{TimeSkippingConfig: &commonpb.TimeSkippingConfig{
			Enabled:           true,
			FastForwardConfig: &commonpb.FastForwardConfig{Duration: durationpb.New(d), Id: id},
		}},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"time_skipping_config"}},
	})
	if err != nil {
		return over(err)
	}
	_, err = c.WorkflowService().PollWorkflowExecutionTimeSkipping(ctx, &workflowservice.PollWorkflowExecutionTimeSkippingRequest{
		Namespace: c.Namespace, WorkflowExecution: execution, FastForwardId: id,
	})
	return over(err)
}

// over forgives the end of the execution.
func over(err error) error {
	var gone *serviceerror.NotFound
	var done *serviceerror.FailedPrecondition
	if errors.As(err, &gone) || errors.As(err, &done) {
		return nil
	}
	return err
}
