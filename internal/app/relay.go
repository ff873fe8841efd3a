package app

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"golang.org/x/sync/errgroup"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/workflows"
)

// Relay tells Temporal what the outbox holds: cases to start and facts to
// signal. It survives Temporal being down, and several may run at once.
type Relay struct {
	Store    *postgres.Store
	Temporal client.Client
	Log      *slog.Logger
	Now      func() time.Time

	pace pace
}

const (
	relayBatch = 64               // rows fetched at once: they are told well within their lease
	relayWidth = 32               // calls to Temporal at once
	relayLimit = 10 * time.Second // for one call
)

// ErrBehind says that starts are left in the outbox until Temporal has worked
// off those before them.
var ErrBehind = errors.New("cases wait until Temporal has started those before them")

// Run relays until the context ends.
func (r *Relay) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := r.Drain(ctx)
		switch {
		case ctx.Err() != nil:
		case errors.Is(err, ErrBehind):
			pauseFor(ctx, paceLook)
		case err != nil:
			r.Log.Warn("the outbox cannot be read", "error", err)
			pauseFor(ctx, 2*time.Second)
		case n == 0:
			wait, cancel := context.WithTimeout(ctx, 2*time.Second)
			_ = r.Store.OutboxWait(wait) // a missed notice costs two seconds, no more
			cancel()
		}
	}
	return nil
}

// Drain relays what is due until nothing is left, and counts it. Starts that
// Temporal is not ready for stay, and the error is ErrBehind.
func (r *Relay) Drain(ctx context.Context) (total int, err error) {
	for {
		room := r.pace.room(ctx, r.Temporal, r.Now())
		rows, err := r.Store.Due(ctx, relayBatch, room)
		if err != nil {
			return total, err
		}
		if len(rows) == 0 {
			return total, r.behind(ctx, room)
		}
		if err := r.tellAll(ctx, rows); err != nil {
			return total, err
		}
		r.pace.started(rows, r.Now())
		total += len(rows)
	}
}

// behind is ErrBehind when there was no room for starts that wait.
func (r *Relay) behind(ctx context.Context, room int) error {
	if room > 0 {
		return nil
	}
	waiting, err := r.Store.StartsDue(ctx)
	if err == nil && waiting {
		err = ErrBehind
	}
	return err
}

// tellAll delivers a batch and notes all that was delivered at once, also when
// the process is asked to stop meanwhile.
func (r *Relay) tellAll(ctx context.Context, rows []postgres.Outgoing) error {
	told := make([]bool, len(rows))
	var g errgroup.Group
	g.SetLimit(relayWidth)
	for i, row := range rows {
		g.Go(func() (err error) {
			told[i], err = r.tell(ctx, row)
			return err
		})
	}
	failure := g.Wait()
	var ids []int64
	for i, row := range rows {
		if told[i] {
			ids = append(ids, row.ID)
		}
	}
	if len(ids) == 0 {
		return failure
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), relayLimit)
	defer cancel()
	return errors.Join(failure, note(ctx, func() error { return r.Store.Delivered(ctx, ids...) }))
}

// tell delivers one row. A failure of Temporal is noted on the row and tried
// again; only a failure of the store is an error here.
func (r *Relay) tell(ctx context.Context, o postgres.Outgoing) (told bool, err error) {
	call, cancel := context.WithTimeout(ctx, relayLimit)
	err = r.deliver(call, o)
	cancel()
	if err == nil {
		return true, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	r.Log.Warn("Temporal was not told", "workflow", o.Workflow, "kind", o.Kind, "attempt", o.Attempts, "error", err)
	return false, note(ctx, func() error { return r.Store.Failed(ctx, o.ID, err, r.Now().Add(backoff(o.Attempts))) })
}

// note writes down what became of rows, a second and a third time when a
// connection broke: else they would wait for the end of their lease.
func note(ctx context.Context, write func() error) (err error) {
	for range 3 {
		if err = write(); dunning.ErrorCode(err) != dunning.CodeUnavailable || ctx.Err() != nil {
			return err
		}
		pauseFor(ctx, 100*time.Millisecond)
	}
	return err
}

func (r *Relay) deliver(ctx context.Context, o postgres.Outgoing) error {
	if o.Kind == postgres.OutboxStart {
		return r.start(ctx, o)
	}
	err := r.Temporal.SignalWorkflow(ctx, o.Workflow, "", string(o.Event.Kind), workflows.NewMessage(o.Event))
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return r.late(ctx, o)
	}
	return err
}

// late handles a fact whose workflow is not there. The fact is on record, with
// a task for a person when the case was closed; a case that is still open has
// lost its workflow and gets a new one from SQL.
func (r *Relay) late(ctx context.Context, o postgres.Outgoing) error {
	c, err := r.Store.LoadCase(ctx, o.Ref)
	if err != nil || c.State == dunning.Closed {
		return err
	}
	r.Log.Warn("an open case had no workflow: it is started from SQL", "workflow", o.Workflow)
	return startAgain(ctx, r.Temporal, c, r.Now())
}

// start starts a case. Started before is fine while it runs; an execution that
// has ended (terminated, say) while the case is open in SQL gets a successor.
func (r *Relay) start(ctx context.Context, o postgres.Outgoing) error {
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

// StartCase starts the workflow of a case, exactly once: started before, by
// whomever, counts as done.
func StartCase(ctx context.Context, c client.Client, body dunning.Case, now time.Time) error {
	err := startCase(ctx, c, body, now, enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return nil
	}
	return err
}

func startCase(ctx context.Context, c client.Client, body dunning.Case, now time.Time, reuse enumspb.WorkflowIdReusePolicy) error {
	data, err := json.Marshal(body)
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

// backoff grows from one second to five minutes.
func backoff(attempt int) time.Duration {
	return min(time.Second<<min(attempt, 16), 5*time.Minute)
}

func pauseFor(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
