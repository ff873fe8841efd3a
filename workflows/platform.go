package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/activities"
)

// FetchStatuses reads the platform of electronic invoices once; the schedule of
// its name starts it again and again. It fails when the platform cannot be read
// for an hour: the next run reads what was missed.
func FetchStatuses(ctx workflow.Context) (out activities.Fetched, err error) {
	actx := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:              TaskQueueDunning,
		StartToCloseTimeout:    30 * time.Minute,
		ScheduleToCloseTimeout: time.Hour,
		HeartbeatTimeout:       30 * time.Second,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Minute},
		Summary:                "lifecycle statuses",
	})
	if err = workflow.ExecuteActivity(actx, platform.FetchStatuses).Get(ctx, &out); err != nil {
		return out, fmt.Errorf("reading the platform's statuses: %w", err)
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("%d messages are new, %d taken in, %d wait, %d cannot be read", out.Fresh, out.Read, out.Waiting, out.Refused))
	return out, nil
}

var platform *activities.Platform
