package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/activities"
)

// Watch reads the official notices once; the schedule of its name starts it
// again and again. It fails when they cannot be read for an hour: formal steps
// then wait, and the next run reads what was missed.
func Watch(ctx workflow.Context) (out activities.Watched, err error) {
	actx := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:              TaskQueueDunning,
		StartToCloseTimeout:    30 * time.Minute,
		ScheduleToCloseTimeout: time.Hour,
		HeartbeatTimeout:       30 * time.Second,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 30 * time.Second},
		Summary:                "official notices",
	})
	if err = workflow.ExecuteActivity(actx, gazette.ReadNotices).Get(ctx, &out); err != nil {
		return out, fmt.Errorf("reading the official notices: %w", err)
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("%d notices read, %d about debtors, %d cases suspended", out.Read, out.Matched, out.Frozen))
	return out, nil
}

var gazette *activities.Watch
