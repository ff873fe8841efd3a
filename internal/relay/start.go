package relay

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"relance/internal/dunning"
	"relance/workflows"
)

func (r *Relay) deliver(ctx context.Context, o dunning.Outgoing) error {
	if o.Kind == dunning.OutboxStart {
		return r.start(ctx, o)
	}
	err := r.Temporal.SignalWorkflow(ctx, o.Workflow, "", workflows.SignalOf(o.Event.Kind), workflows.NewMessage(o.Workflow, o.Event))
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return r.late(ctx, o)
	}
	return err
}

// late handles a fact whose workflow is not there. The fact is on record, with
// a task for a person when the case was closed; a case that is still open has
// lost its workflow and gets a new one from SQL.
func (r *Relay) late(ctx context.Context, o dunning.Outgoing) error {
	c, err := r.Cases.LoadCase(ctx, o.Ref)
	if err != nil || c.State == dunning.Closed {
		return err
	}
	r.Log.Warn("an open case had no workflow: it is started from SQL", "workflow", o.Workflow)
	return startAgain(ctx, r.Temporal, c, r.Now())
}

// start starts a case. Started before is fine while it runs; an execution that
// has ended (terminated, say) while the case is open in SQL gets a successor.
func (r *Relay) start(ctx context.Context, o dunning.Outgoing) error {
	err := startCase(ctx, r.Temporal, o.Case, r.Now(), enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
	if !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return err
	}
	running, err := isRunning(ctx, r.Temporal, o.Workflow)
	if err != nil || running {
		return err
	}
	return r.late(ctx, o)
}

// isRunning tells whether a case has a workflow that lives.
func isRunning(ctx context.Context, c client.Client, id string) (bool, error) {
	d, err := c.DescribeWorkflowExecution(ctx, id, "")
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, nil
}

// startAgain starts a case whose execution has ended or is unknown. SQL knows
// that the case is open; a running execution is left alone.
func startAgain(ctx context.Context, c client.Client, body dunning.Case, now time.Time) error {
	err := startCase(ctx, c, body, now, enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return nil
	}
	return err
}

func startCase(ctx context.Context, c client.Client, body dunning.Case, now time.Time, reuse enumspb.WorkflowIdReusePolicy) error {
	data, err := json.Marshal(body.Brief())
	if err != nil {
		return err
	}
	in := workflows.DunningInput{Creditor: body.Creditor, Number: body.Number, Cycle: body.Cycle, Case: data}
	_, err = c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                                       workflows.DunningID(body.Creditor, body.Number, body.Cycle),
		TaskQueue:                                workflows.TaskQueueDunning,
		WorkflowIDReusePolicy:                    reuse,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		TypedSearchAttributes:                    workflows.SearchAttributes(body, now),
		StaticSummary:                            workflows.Summary(body),
	}, workflows.DunningWorkflow, in)
	return err
}
