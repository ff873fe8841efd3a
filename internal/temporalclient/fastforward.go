package temporalclient

import (
	"context"
	"errors"
	"fmt"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// FastForward skips one workflow execution's time by d and waits until its
// clock has got there; the server holds it for every activity that falls due
// on the way. It needs a server with time skipping, as temporald is, and
// serves the demo and the tests alone. id names this skip while it is waited
// for; using an id again skips again. An execution that has ended, before or
// meanwhile, or that is unknown, is no error.
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
		return over(ctx, c, workflowID, fmt.Errorf("skipping time of %s: %w", workflowID, err))
	}
	for {
		polled, err := c.WorkflowService().PollWorkflowExecutionTimeSkipping(ctx, &workflowservice.PollWorkflowExecutionTimeSkippingRequest{
			Namespace: c.Namespace, WorkflowExecution: execution, FastForwardId: id,
		})
		if err != nil {
			return over(ctx, c, workflowID, fmt.Errorf("waiting for skipped time of %s: %w", workflowID, err))
		}
		switch polled.GetFastForwardPollingResult() {
		case enumspb.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED:
			return nil
		case enumspb.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT:
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("waiting for skipped time of %s: %w", workflowID, err)
			}
		default:
			return over(ctx, c, workflowID, fmt.Errorf("skipping time of %s: %s", workflowID, polled.GetFailedReason()))
		}
	}
}

// over forgives a failure when the execution has ended.
func over(ctx context.Context, c *Client, workflowID string, failure error) error {
	if gone := new(serviceerror.NotFound); errors.As(failure, &gone) {
		return nil
	}
	d, err := c.DescribeWorkflowExecution(ctx, workflowID, "")
	if err == nil && d.GetWorkflowExecutionInfo().GetStatus() != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return nil
	}
	return failure
}
