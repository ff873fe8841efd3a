package temporalclient_test

import (
	"context"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// skipping is one execution whose time is skipped, by the server's rules: a
// skip ends at the next timer, or at its target when no timer is before, and
// does not see timers that are due already.
type skipping struct {
	running       bool
	ends          bool // when a skip is asked for
	clock         time.Time
	lookTakes     time.Duration // by the execution's clock
	describeError error
	updateError   error
	youngFor      int // calls during which the namespace is not known
	busyFor       int // looks during which the activity is there
	activity      *workflowpb.PendingActivityInfo
	timers        []time.Time // in order
	dueSeen       bool        // a look has seen a timer that is due; the next finds it fired
	fired         int         // of the timers
	skips         []time.Time // the clock when each was asked for
}

func activity(state enumspb.PendingActivityState, next time.Time) *workflowpb.PendingActivityInfo {
	a := &workflowpb.PendingActivityInfo{State: state}
	if !next.IsZero() {
		a.NextAttemptScheduleTime = timestamppb.New(next)
	}
	return a
}

// young refuses every other call: the server's parts do not hear of a namespace
// at once.
func (f *skipping) young() error {
	if f.youngFor--; f.youngFor >= 0 && f.youngFor%2 == 1 {
		return serviceerror.NewNamespaceNotFound("relance-test")
	}
	return nil
}

func (f *skipping) startTimer(at time.Time) { f.timers = append(f.timers, at) }

func (f *fakeServer) UpdateWorkflowExecutionOptions(_ context.Context, r *workflowservice.UpdateWorkflowExecutionOptionsRequest) (*workflowservice.UpdateWorkflowExecutionOptionsResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.namespaces[r.GetNamespace()] = true
	f.skips = append(f.skips, f.clock)
	if f.ends {
		f.running = false
	}
	target := f.clock.Add(r.GetWorkflowExecutionOptions().GetTimeSkippingConfig().GetFastForwardConfig().GetDuration().AsDuration())
	for _, at := range f.timers[f.fired:] {
		if at.After(f.clock) && at.Before(target) {
			target = at
			break
		}
	}
	f.clock = target
	return &workflowservice.UpdateWorkflowExecutionOptionsResponse{}, f.updateError
}

func (f *fakeServer) DescribeWorkflowExecution(context.Context, *workflowservice.DescribeWorkflowExecutionRequest) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.young(); err != nil {
		return nil, err
	}
	if f.describeError != nil {
		return nil, f.describeError
	}
	status := enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	if f.running {
		status = enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	}
	d := &workflowservice.DescribeWorkflowExecutionResponse{
		WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{Status: status},
		WorkflowExtendedInfo: &workflowpb.WorkflowExecutionExtendedInfo{
			TimeSkippingInfo: &commonpb.TimeSkippingInfo{CurrentTime: timestamppb.New(f.clock)}},
	}
	if f.busyFor > 0 {
		f.busyFor--
		d.PendingActivities = append(d.PendingActivities, f.activity)
	}
	return d, nil
}

// GetWorkflowExecutionHistory lists the timers that were started and those
// that fired. A timer that is due fires between two looks; each look takes its
// time.
func (f *fakeServer) GetWorkflowExecutionHistory(context.Context, *workflowservice.GetWorkflowExecutionHistoryRequest) (*workflowservice.GetWorkflowExecutionHistoryResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.young(); err != nil {
		return nil, err
	}
	h := &historypb.History{}
	for i, at := range f.timers {
		h.Events = append(h.Events, &historypb.HistoryEvent{
			EventId: int64(i + 1), EventTime: timestamppb.New(at.Add(-time.Hour)),
			Attributes: &historypb.HistoryEvent_TimerStartedEventAttributes{
				TimerStartedEventAttributes: &historypb.TimerStartedEventAttributes{StartToFireTimeout: durationpb.New(time.Hour)}},
		})
	}
	for i := range f.fired {
		h.Events = append(h.Events, &historypb.HistoryEvent{
			EventId: int64(len(f.timers) + i + 1), EventTime: timestamppb.New(f.clock),
			Attributes: &historypb.HistoryEvent_TimerFiredEventAttributes{
				TimerFiredEventAttributes: &historypb.TimerFiredEventAttributes{StartedEventId: int64(i + 1)}},
		})
	}
	if f.fired < len(f.timers) && !f.timers[f.fired].After(f.clock) {
		if f.dueSeen {
			f.fired++
		}
		f.dueSeen = !f.dueSeen
	}
	f.clock = f.clock.Add(f.lookTakes)
	return &workflowservice.GetWorkflowExecutionHistoryResponse{History: h}, nil
}
