package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/activities"
	"relance/internal/dunning"
)

// record writes an event to SQL and takes over all that the case has missed.
// It tries until the database is back; an event that SQL refuses becomes a
// task for a person, never a failed workflow.
func (run *dunningRun) record(ctx workflow.Context, e dunning.Event, strict bool) (out recorded, err error) {
	in := activities.RecordInput{Known: run.c.Version, Event: e, Strict: strict}
	actx := workflow.WithActivityOptions(ctx, recordOptions(string(e.Kind)))
	name := any(cases.RecordEvent)
	if e.Kind == dunning.KindPaid {
		name = cases.RecordPayment
	}
	if err := workflow.ExecuteActivity(actx, name, in).Get(ctx, &out.Recorded); err != nil {
		return out, err
	}
	out.stop = run.apply(out.Events)
	return out, nil
}

// recorded is the answer to a recording, and whether it forbids a send that
// has not begun.
type recorded struct {
	activities.Recorded
	stop bool
}

// apply takes over recorded events and tells whether a send must not begin.
func (run *dunningRun) apply(events []dunning.Event) (stop bool) {
	for _, e := range events {
		var fx dunning.Effects
		run.c, fx = dunning.Apply(run.c, e)
		stop = stop || fx.StopSend
	}
	return stop
}

// decide records a decision that needs no more than being written down: a
// step skipped, an approval asked for, a hold that lapsed, the end.
func (run *dunningRun) decide(ctx workflow.Context, d dunning.Decision) {
	e := dunning.NewDecided(d).With(dunning.Stamp{ID: run.id(ctx, "decision"), At: now(ctx)})
	before := run.c.Version
	if _, err := run.record(ctx, e, true); err != nil || run.c.Version == before {
		run.rest(ctx, d)
	}
}

// send runs the activity that decides again, reserves, sends and records. It
// keeps listening meanwhile: a fact that takes away the reason to send cancels
// a send that has not begun; one that has begun is waited for.
func (run *dunningRun) send(ctx workflow.Context, d dunning.Decision) {
	in := activities.SendInput{Step: d.Step, Known: run.c.Version, Now: now(ctx)}
	actx, cancel := workflow.WithCancel(workflow.WithActivityOptions(ctx, sendOptions(queueOf(d.Channel), d.Step)))
	defer cancel()
	name := any(notices.SendNotice)
	if queueOf(d.Channel) == TaskQueueLetters {
		name = letters.SendLetter
	}
	future := workflow.ExecuteActivity(actx, name, in)
	var out activities.Recorded
	var err error
	for done := false; !done; {
		sel := workflow.NewSelector(ctx)
		sel.AddFuture(future, func(f workflow.Future) { done, err = true, f.Get(ctx, &out) })
		run.addMessages(ctx, sel)
		sel.Select(ctx)
		if run.readMessages(ctx) {
			cancel()
		}
	}
	run.apply(out.Events)
	switch {
	case err == nil && run.c.Version == in.Known: // no news from the activity, nor from a message meanwhile
		run.rest(ctx, d)
	case err != nil && !temporal.IsCanceledError(err):
		run.giveUp(ctx, d)
	}
}

// giveUp leaves a step that failed to a person. Thanks that cannot be sent
// never keep a settled case open.
func (run *dunningRun) giveUp(ctx workflow.Context, d dunning.Decision) {
	e := dunning.NewAttention(d.Step, dunning.ReasonFailed)
	if d.Action == dunning.Thank {
		e = dunning.NewThanked(d.Step, dunning.ReasonFailed)
	}
	if _, err := run.record(ctx, e.With(dunning.Stamp{ID: run.id(ctx, "failed"), At: now(ctx)}), true); err != nil {
		run.rest(ctx, d)
	}
}

// rest waits a little, or for the next message.
func (run *dunningRun) rest(ctx workflow.Context, d dunning.Decision) {
	run.wait(ctx, dunning.Decision{Step: d.Step, Reason: d.Reason, At: now(ctx).Add(pause)})
}

// id makes an idempotency key for something that has none. It is the same
// when the workflow is replayed or reset.
func (run *dunningRun) id(ctx workflow.Context, what string) string {
	run.messages++
	return fmt.Sprintf("%s/%.8s/%d", what, workflow.GetInfo(ctx).FirstRunID, run.messages)
}

// now is the workflow's time in whole seconds: shorter in the history.
func now(ctx workflow.Context) time.Time { return workflow.Now(ctx).UTC().Truncate(time.Second) }
