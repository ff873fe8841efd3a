package relay

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"relance/internal/dunning"
)

// slow is a Temporal that has worked off some cases and not the others.
type slow struct {
	done  map[string]bool
	fault error
	asked int
}

func (s *slow) DescribeWorkflowExecution(_ context.Context, id, _ string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	s.asked++
	if s.fault != nil {
		return nil, s.fault
	}
	d := &workflowservice.DescribeWorkflowExecutionResponse{}
	if !s.done[id] {
		d.PendingWorkflowTask = &workflowpb.PendingWorkflowTaskInfo{}
	}
	return d, nil
}

// fill starts as many cases as there is room for and tells how many.
func (p *pace) fill(ctx context.Context, c describer, now time.Time) (n int) {
	for {
		room := p.room(ctx, c, now)
		if room == 0 {
			return n
		}
		rows := make([]dunning.Outgoing, min(room, relayBatch))
		for i := range rows {
			n++
			rows[i] = dunning.Outgoing{Kind: dunning.OutboxStart, Workflow: fmt.Sprint("F-", n)}
		}
		p.started(rows, now)
	}
}

var aMorning = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

func TestStartsWaitUntilTemporalHasWorkedOffThoseBefore(t *testing.T) {
	t.Parallel()
	temporal, p := &slow{done: map[string]bool{}}, pace{}
	if n := p.fill(t.Context(), temporal, aMorning); n != paceStarts {
		t.Errorf("%d cases start at once, want %d", n, paceStarts)
	}
	temporal.done["F-64"] = true
	if room := p.room(t.Context(), temporal, aMorning); room != relayBatch {
		t.Errorf("room for %d after the first batch was worked off, want %d", room, relayBatch)
	}
	temporal.done["F-128"], temporal.done["F-192"] = true, true
	p.started([]dunning.Outgoing{{Kind: dunning.OutboxStart, Workflow: "G-1"}, {Kind: dunning.OutboxSignal, Workflow: "G-2"}}, aMorning)
	if room := p.room(t.Context(), temporal, aMorning); room != 2*relayBatch-1 {
		t.Errorf("room for %d with one more out, want %d", room, 2*relayBatch-1)
	}
}

func TestAFewStartsAskTemporalNothing(t *testing.T) {
	t.Parallel()
	temporal, p := &slow{}, pace{}
	p.started(make([]dunning.Outgoing, relayBatch), aMorning) // facts
	p.started([]dunning.Outgoing{{Kind: dunning.OutboxStart, Workflow: "F-1"}}, aMorning)
	if room := p.room(t.Context(), temporal, aMorning); room != paceStarts-1 || temporal.asked > 0 {
		t.Errorf("room for %d after asking %d times, want %d and none", room, temporal.asked, paceStarts-1)
	}
}

func TestWhatTemporalCannotSayHoldsStartsBackForAWhileOnly(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault error
		after time.Duration
		free  bool
	}{
		"the task waits":              {nil, paceLimit - time.Second, false},
		"the task waits too long":     {nil, paceLimit, true},
		"Temporal is away":            {errors.New("unavailable"), time.Second, false},
		"the case was never started":  {serviceerror.NewNotFound("unknown"), time.Second, true},
		"Temporal is away for long":   {errors.New("unavailable"), time.Minute, true},
		"the case failed to be known": {fmt.Errorf("looking: %w", serviceerror.NewNotFound("unknown")), 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			temporal, p := &slow{}, pace{}
			p.fill(t.Context(), temporal, aMorning)
			temporal.fault = tt.fault
			if room := p.room(t.Context(), temporal, aMorning.Add(tt.after)); (room > 0) != tt.free {
				t.Errorf("room for %d", room)
			}
		})
	}
}
