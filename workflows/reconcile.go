package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/activities"
)

// Reconcile takes in the bank files that lie in the drop folders, once; the
// schedule of its name starts it again and again. It fails when the store or a
// folder cannot be reached for an hour: the files stay, and the next run takes
// them.
func Reconcile(ctx workflow.Context) (out activities.TakenIn, err error) {
	actx := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:              TaskQueueDunning,
		StartToCloseTimeout:    time.Hour,
		ScheduleToCloseTimeout: time.Hour,
		HeartbeatTimeout:       30 * time.Second,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 10 * time.Second}, // doubling, up to 16 min 40 s
		Summary:                "bank files",
	})
	if err = workflow.ExecuteActivity(actx, bankFiles.TakeInBankFiles).Get(ctx, &out); err != nil {
		return out, fmt.Errorf("taking in the bank files: %w", err)
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("%d files taken in, %d refused: %d lines, %d known, %d matched, %d wait for a person",
		out.Files, out.Failed, out.Lines, out.Known, out.Matched, out.Waiting))
	return out, nil
}

var bankFiles *activities.Reconciliation
