package temporalclient

import (
	"context"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"relance/internal/dunning"
)

// Schedule starts a workflow again and again. One that still runs when the next
// is due is left alone, and the next is left out.
type Schedule struct {
	ID        string // of the schedule; its workflows are called after it
	Workflow  string // registered name
	TaskQueue string
	Every     time.Duration
	Note      string         // for people, in the UI
	Memo      map[string]any // of each workflow
}

// EnsureSchedule makes a schedule, or makes the one of its name like it. One
// that a person has paused stays paused.
func EnsureSchedule(ctx context.Context, c *Client, s Schedule) error {
	action := &client.ScheduleWorkflowAction{
		ID: s.ID, Workflow: s.Workflow, TaskQueue: s.TaskQueue, Memo: s.Memo, StaticSummary: s.Note,
	}
	spec := client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: s.Every}}}
	_, err := c.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: s.ID, Spec: spec, Action: action, Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: s.Every, Note: s.Note, Memo: s.Memo,
	})
	if !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return refusedSchedule(s.ID, err)
	}
	err = c.ScheduleClient().GetHandle(ctx, s.ID).Update(ctx, client.ScheduleUpdateOptions{
		DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			now := in.Description.Schedule
			now.Spec, now.Action = &spec, action
			now.Policy = &client.SchedulePolicies{Overlap: enumspb.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: s.Every}
			return &client.ScheduleUpdate{Schedule: &now}, nil
		},
	})
	return refusedSchedule(s.ID, err)
}

// RemoveSchedule removes a schedule; one that is not there is removed already.
func RemoveSchedule(ctx context.Context, c *Client, id string) error {
	err := c.ScheduleClient().GetHandle(ctx, id).Delete(ctx)
	if gone := new(serviceerror.NotFound); errors.As(err, &gone) {
		return nil
	}
	return refusedSchedule(id, err)
}

func refusedSchedule(id string, err error) error {
	if err == nil {
		return nil
	}
	return dunning.Errorf(dunning.CodeUnavailable, "the schedule %s: %w", id, err).
		WithHint("files can be taken in without a schedule: %s", dunning.Deed{Do: dunning.DeedWatchBank})
}
