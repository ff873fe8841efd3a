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

	"relance/internal/patience"
)

const (
	// leastSkip is the shortest way that is skipped; what is shorter is waited
	// for. The server goes on to the next timer, however far that is, when an
	// execution comes to rest after the instant it was asked to skip to has
	// gone by.
	leastSkip = 2 * time.Second
	// firstPause and longestPause are between two looks at an execution.
	firstPause, longestPause = 10 * time.Millisecond, 100 * time.Millisecond
)

// FastForward advances one workflow execution's clock to an instant and waits
// until it has got there. It goes from one timer to the next, and on only when
// all that fell due is done: whatever the load, the clock is past the instant
// by no more than the time the last piece of work took. It needs a server with
// time skipping, as temporald is, on this machine, and serves the demo and the
// tests alone. A clock that is already there is left alone. An execution that
// has ended, before or meanwhile, or that is unknown, is no error.
func FastForward(ctx context.Context, c *Client, workflowID string, until time.Time) error {
	for pause := firstPause; ; {
		r, err := lookAt(ctx, c, workflowID)
		if err != nil {
			return fmt.Errorf("reading the clock of %s: %w", workflowID, err)
		}
		if r.ended || !r.clock.Before(until) {
			return nil
		}
		if r.busy || until.Sub(r.clock) < leastSkip || !r.next.IsZero() && r.next.Sub(r.clock) < leastSkip {
			patience.Pause(ctx, pause)
			pause = min(2*pause, longestPause)
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("waiting for the clock of %s: %w", workflowID, err)
			}
			continue
		}
		if err := Skip(ctx, c, workflowID, until.Sub(r.clock), 1); err != nil {
			return err
		}
		pause = firstPause
	}
}

// Skip asks the server to skip an execution's time by d, from timer to timer
// when there are any on the way, and no more often than so many times; 0 is
// the server's own bound. It does not wait. With more than one skip the
// execution may get past d: see FastForward. An execution that has ended or
// is unknown is no error.
func Skip(ctx context.Context, c *Client, workflowID string, d time.Duration, times int32) error {
	_, err := c.WorkflowService().UpdateWorkflowExecutionOptions(ctx, &workflowservice.UpdateWorkflowExecutionOptionsRequest{
		Namespace: c.Namespace, WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: workflowID},
		WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{TimeSkippingConfig: &commonpb.TimeSkippingConfig{
			Enabled:             true,
			FastForwardConfig:   &commonpb.FastForwardConfig{Duration: durationpb.New(d), Id: workflowID},
			MaxSessionSkipCount: times,
		}},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"time_skipping_config"}},
	})
	if gone := new(serviceerror.NotFound); err != nil && !errors.As(err, &gone) {
		return fmt.Errorf("skipping time of %s: %w", workflowID, err)
	}
	return nil
}

// rest is what an execution waits for.
type rest struct {
	ended bool      // nothing runs, or the execution is unknown
	busy  bool      // something runs, or is due and has not begun
	clock time.Time // the execution's own
	next  time.Time // when something falls due; zero is never
}

// lookAt reads an execution's clock and what it waits for.
func lookAt(ctx context.Context, c *Client, workflowID string) (r rest, err error) {
	d, err := c.DescribeWorkflowExecution(ctx, workflowID, "")
	if gone := new(serviceerror.NotFound); errors.As(err, &gone) {
		return rest{ended: true}, nil
	}
	if young := new(serviceerror.NamespaceNotFound); errors.As(err, &young) {
		return rest{busy: true, clock: time.Now()}, nil // parts of a server hear of a new namespace later than others
	}
	if err != nil {
		return rest{}, fmt.Errorf("describing it: %w", err)
	}
	r.ended = d.GetWorkflowExecutionInfo().GetStatus() != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	r.busy = d.GetPendingWorkflowTask() != nil
	r.clock = time.Now() // of an execution whose time was never skipped
	if t := d.GetWorkflowExtendedInfo().GetTimeSkippingInfo().GetCurrentTime(); t != nil {
		r.clock = t.AsTime()
	}
	for _, a := range d.GetPendingActivities() {
		r.busy = r.busy || a.GetState() != enumspb.PENDING_ACTIVITY_STATE_SCHEDULED || a.GetNextAttemptScheduleTime() == nil
		r.due(a.GetNextAttemptScheduleTime().AsTime())
	}
	if r.ended || r.busy {
		return r, nil
	}
	return r, r.readTimers(ctx, c, workflowID)
}

// readTimers reads from an execution's history when its timers fall due: no
// other call tells.
func (r *rest) readTimers(ctx context.Context, c *Client, workflowID string) error {
	timers := map[int64]time.Time{} // by the event that started them
	events := c.GetWorkflowHistory(ctx, workflowID, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if young := new(serviceerror.NamespaceNotFound); errors.As(err, &young) {
			r.busy = true
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading its timers: %w", err)
		}
		if a := e.GetTimerStartedEventAttributes(); a != nil {
			timers[e.GetEventId()] = e.GetEventTime().AsTime().Add(a.GetStartToFireTimeout().AsDuration())
		}
		delete(timers, e.GetTimerFiredEventAttributes().GetStartedEventId())
		delete(timers, e.GetTimerCanceledEventAttributes().GetStartedEventId())
	}
	for _, at := range timers {
		r.due(at)
	}
	return nil
}

// due takes in that something falls due at an instant of the execution's
// clock. What is due and has not begun makes the execution busy: the server
// would skip over it.
func (r *rest) due(at time.Time) {
	if !at.After(r.clock) {
		r.busy = true
	} else if r.next.IsZero() || at.Before(r.next) {
		r.next = at
	}
}
