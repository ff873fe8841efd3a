package workflows

import (
	"encoding/json"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/activities"
	"relance/internal/dunning"
)

// Dunning chases one invoice until it is paid, settled or given up: decide,
// then wait or act, then decide again. It never fails on a failed step; the
// case then needs attention and waits for a person.
func Dunning(ctx workflow.Context, in DunningInput) (DunningResult, error) {
	cancelled := ctx.Done()
	ctx, release := workflow.NewDisconnectedContext(ctx) // a request to cancel becomes a hold, not an end
	defer release()
	run, err := open(ctx, in, cancelled)
	if err != nil {
		return DunningResult{}, err
	}
	for {
		run.readMessages(ctx)
		switch d := dunning.Next(run.c, workflow.Now(ctx)); d.Action {
		case dunning.End:
			return run.end(ctx, d)
		case dunning.Wait:
			if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
				return DunningResult{}, run.continueAsNew(ctx, in)
			}
			run.show(ctx, d)
			run.wait(ctx, d)
		case dunning.Send, dunning.Thank:
			run.send(ctx, d)
		default:
			run.decide(ctx, d)
		}
	}
}

// dunningRun is one execution: the case and the messages not yet recorded.
type dunningRun struct {
	c        dunning.Case
	signals  []signal
	updates  []*update
	wake     workflow.Channel // an update came while waiting
	messages int              // counted, for the ids of messages that have none
	shown    shown

	cancelled workflow.ReceiveChannel // closed when somebody asks Temporal to cancel
	held      bool                    // that was made a hold
}

// open reads the case from the input, or from SQL when it was started with the
// invoice's number alone, and makes the execution ready for messages.
func open(ctx workflow.Context, in DunningInput, cancelled workflow.ReceiveChannel) (*dunningRun, error) {
	run := &dunningRun{
		wake: workflow.NewBufferedChannel(ctx, 1), shown: shownNow(ctx), messages: in.Messages, cancelled: cancelled,
	}
	run.listen(ctx)
	if len(in.Case) > 0 {
		if err := json.Unmarshal(in.Case, &run.c); err != nil {
			return nil, temporal.NewNonRetryableApplicationError("the case cannot be read: "+err.Error(), string(dunning.CodeInvalid), nil)
		}
	} else {
		ref := dunning.Ref{Creditor: in.Creditor, Number: in.Number, Cycle: in.Cycle}
		actx := workflow.WithActivityOptions(ctx, recordOptions("load the case"))
		if err := workflow.ExecuteActivity(actx, cases.LoadCase, ref).Get(ctx, &run.c); err != nil {
			return nil, fmt.Errorf("loading the case: %w", err)
		}
	}
	return run, run.answer(ctx)
}

// wait sleeps until the decision's instant or the next message. The timer is
// cancelled when a message comes first, so that none is left to wake the case
// for nothing; messages are recorded before anything else is decided.
func (run *dunningRun) wait(ctx workflow.Context, d dunning.Decision) {
	sel := workflow.NewSelector(ctx)
	tctx, cancel := workflow.WithCancel(ctx)
	defer cancel()
	if !d.At.IsZero() {
		opts := workflow.TimerOptions{Summary: d.Step}
		sel.AddFuture(workflow.NewTimerWithOptions(tctx, d.At.Sub(workflow.Now(ctx)), opts), func(workflow.Future) {})
	}
	run.addMessages(ctx, sel)
	sel.Select(ctx)
}

// end closes the execution once nothing is left unread.
func (run *dunningRun) end(ctx workflow.Context, d dunning.Decision) (DunningResult, error) {
	if err := run.finishMessages(ctx); err != nil {
		return DunningResult{}, err
	}
	run.show(ctx, d)
	return DunningResult{Outcome: string(run.c.Outcome), Balance: run.c.Balance.String()}, nil
}

// continueAsNew starts the execution afresh with the case as it stands. All
// instants in it are absolute, so no timer is lost.
func (run *dunningRun) continueAsNew(ctx workflow.Context, in DunningInput) error {
	if err := run.finishMessages(ctx); err != nil {
		return err
	}
	body, err := json.Marshal(run.c)
	if err != nil {
		return err
	}
	in.Case, in.Messages = body, run.messages
	return workflow.NewContinueAsNewError(ctx, Dunning, in)
}

// cases, notices and letters name the activities by their methods.
var (
	cases   *activities.Cases
	notices *activities.Notices
	letters *activities.Letters
)

// pause is how long a case waits when an answer brought nothing new, so that a
// disagreement between the workflow and SQL never becomes a hot loop.
const pause = time.Minute
