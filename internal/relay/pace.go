package relay

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"relance/internal/dunning"
)

// pace keeps the starts of a large import from running ahead of Temporal. A
// case that was started has one task to be worked off before it sleeps; facts
// of other cases would stand behind thousands of them. So only so many starts
// are out at once, and the rest waits in the outbox, where facts overtake it.
// It looks at what it started itself, so that several relays keep apart.
type pace struct {
	out []batch // oldest first
}

// batch is some starts, known by the last of them.
type batch struct {
	workflow string
	starts   int
	at       time.Time
}

const (
	paceStarts = 256                   // starts that may be out: some seconds of work for a small machine
	paceLook   = 50 * time.Millisecond // between two looks at Temporal
	// paceLimit is how long a batch is waited for. Longer, and nobody works
	// off cases at all, or that very case cannot be: waiting mends neither.
	paceLimit = 30 * time.Second
)

// describer is the part of Temporal's client that tells how a case stands.
type describer interface {
	DescribeWorkflowExecution(ctx context.Context, id, run string) (*workflowservice.DescribeWorkflowExecutionResponse, error)
}

// room is how many starts Temporal can be told now.
func (p *pace) room(ctx context.Context, c describer, now time.Time) int {
	room := paceStarts
	for _, b := range p.out {
		room -= b.starts
	}
	for room < relayBatch && len(p.out) > 0 {
		oldest := p.out[0]
		if now.Sub(oldest.at) < paceLimit && waits(ctx, c, oldest.workflow) {
			break
		}
		room += oldest.starts
		p.out = p.out[1:]
	}
	return max(room, 0)
}

// started remembers the starts of a batch that was told.
func (p *pace) started(rows []dunning.Outgoing, now time.Time) {
	b := batch{at: now}
	for _, o := range rows {
		if o.Kind == dunning.OutboxStart {
			b.workflow, b.starts = o.Workflow, b.starts+1
		}
	}
	if b.starts > 0 {
		p.out = append(p.out, b)
	}
}

// waits tells whether a case has a task that no worker has worked off. A case
// that is unknown, because its start failed, has none.
func waits(ctx context.Context, c describer, workflow string) bool {
	ctx, cancel := context.WithTimeout(ctx, relayLimit)
	defer cancel()
	d, err := c.DescribeWorkflowExecution(ctx, workflow, "")
	if gone := new(serviceerror.NotFound); errors.As(err, &gone) {
		return false
	}
	return err != nil || d.GetPendingWorkflowTask() != nil
}
