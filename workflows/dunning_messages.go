package workflows

import (
	"encoding/json"
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// signal is a channel of one message name.
type signal struct {
	kind dunning.Kind
	ch   workflow.ReceiveChannel
}

// update is a message whose sender waits for the answer.
type update struct {
	message
	done  bool
	reply Reply
	err   error
}

var messageHelp = map[dunning.Kind]string{
	dunning.KindPaid:           `Money received: {"amount":"1200.00","date":"2026-03-02"}`,
	dunning.KindCredited:       `Credit note: {"amount":"120.00","id":"AV-12"}`,
	dunning.KindDispute:        `Contested: {} or {"amount":"300.00","category":"quality"}`,
	dunning.KindResolveDispute: `The dispute is settled; the chase goes on: {}`,
	dunning.KindPromise:        `Promise to pay: {"date":"2026-03-20"}`,
	dunning.KindInstalments:    `Instalment plan: {"instalments":[{"date":"2026-04-01","amount":"600.00"}]}`,
	dunning.KindHold:           `Suspend: {} or {"date":"2026-04-01"}`,
	dunning.KindRelease:        `End a suspension: {} or {"hold":"reply"}`,
	dunning.KindReschedule:     `New due date: {"date":"2026-04-30"}`,
	dunning.KindReply:          `The debtor answered: {}`,
	dunning.KindBounce:         `The address does not work: {}`,
	dunning.KindContact:        `The address was mended: {}`,
	dunning.KindLetterStatus:   `Status of a letter: {"status":"delivered","step":"formal_notice","date":"2026-04-20"}`,
	dunning.KindInsolvency:     `Insolvency proceedings opened: {"date":"2026-04-20"}`,
	dunning.KindWaive:          `Give up interest or fee: {"category":"interest"} or {"category":"fee","status":"withdrawn"}`,
	dunning.KindClaim:          `Interest and fee left after the principal are claimed by hand: {} or {"date":"2026-05-04"}`,
	dunning.KindCost:           `Justified cost above the fee: {"amount":"120.00","date":"2026-04-20"}`,
	dunning.KindLimitation:     `Limitation interrupted or suspended: {"category":"acknowledgement","date":"2026-04-20"}`,
	dunning.KindApprove:        `Agree to the step that waits: {}`,
	dunning.KindReject:         `Refuse the step that waits; the case is suspended: {}`,
	dunning.KindRetry:          `Try again what failed: {}`,
	dunning.KindSkip:           `Leave out the next step: {}`,
	dunning.KindSettle:         `Say whether an unknown send left: {"status":"sent"} or {"status":"not_sent"}`,
	dunning.KindClose:          `End the case: {"outcome":"settled"}`,
	dunning.KindChangePlan:     `Follow another plan, or the newest version of its own: {"plan":"default","category":"jump"}`,
	dunning.KindReceived:       `A public buyer received the payment request: {"date":"2026-03-04"}`,
}

// listen makes the signal channels, payments first: what is drained first is
// recorded first.
func (run *dunningRun) listen(ctx workflow.Context) {
	for _, kind := range dunning.Facts() {
		opts := workflow.SignalChannelOptions{Description: messageHelp[kind]}
		run.signals = append(run.signals, signal{kind, workflow.GetSignalChannelWithOptions(ctx, string(kind), opts)})
	}
}

// answer installs the updates and queries.
func (run *dunningRun) answer(ctx workflow.Context) error {
	err := workflow.SetQueryHandlerWithOptions(ctx, QueryCase, func() (dunning.Case, error) { return run.c, nil },
		workflow.QueryHandlerOptions{Description: "The whole case"})
	if err != nil {
		return err
	}
	err = workflow.SetQueryHandlerWithOptions(ctx, QuerySchedule, func() (Schedule, error) { return run.schedule(), nil },
		workflow.QueryHandlerOptions{Description: "What comes next, when and why"})
	if err != nil {
		return err
	}
	for _, kind := range dunning.Facts() {
		opts := workflow.UpdateHandlerOptions{
			Description: messageHelp[kind],
			Validator:   func(ctx workflow.Context, raw json.RawMessage) error { return run.check(ctx, kind, raw) },
		}
		handle := func(ctx workflow.Context, raw json.RawMessage) (Reply, error) { return run.update(ctx, kind, raw) }
		if err := workflow.SetUpdateHandlerWithOptions(ctx, string(kind), handle, opts); err != nil {
			return err
		}
	}
	return nil
}

// check refuses an update before it is accepted: nothing reaches the history.
func (run *dunningRun) check(ctx workflow.Context, kind dunning.Kind, raw json.RawMessage) error {
	m, err := parseMessage(kind, raw, caseID(ctx), now(ctx))
	if err != nil {
		return err
	}
	if m.event.Seq != 0 {
		return errors.New("seq is for relance alone: leave it out")
	}
	return fact.CheckFor(run.c, m.event)
}

// update hands a message to the main loop and waits until it is recorded.
func (run *dunningRun) update(ctx workflow.Context, kind dunning.Kind, raw json.RawMessage) (Reply, error) {
	m, err := parseMessage(kind, raw, caseID(ctx), now(ctx))
	if err != nil {
		return Reply{}, err
	}
	u := &update{message: m}
	run.updates = append(run.updates, u)
	run.wake.SendAsync(true)
	if err := workflow.Await(ctx, func() bool { return u.done }); err != nil {
		return Reply{}, err
	}
	return u.reply, u.err
}

// addMessages makes a selector wake up for messages without reading them.
func (run *dunningRun) addMessages(ctx workflow.Context, sel workflow.Selector) {
	for _, s := range run.signals {
		sel.AddReceive(s.ch, func(ch workflow.ReceiveChannel, _ bool) {
			var raw json.RawMessage
			ch.Receive(ctx, &raw)
			run.queue(ctx, s.kind, raw)
		})
	}
	sel.AddReceive(run.wake, func(ch workflow.ReceiveChannel, _ bool) { ch.Receive(ctx, nil) })
	if !run.held {
		sel.AddReceive(run.cancelled, func(workflow.ReceiveChannel, bool) { run.hold(ctx) })
	}
}

// hold makes a request to cancel, a button in Temporal's UI, the suspension
// that whoever pressed it will have meant: nothing leaves until it is released,
// and the case is not lost.
func (run *dunningRun) hold(ctx workflow.Context) {
	run.held = true
	run.updates = append(run.updates, &update{message: message{event: dunning.NewHold(calendar.Date{}).With(dunning.Stamp{At: now(ctx), Reason: dunning.ReasonFact, Author: "temporal"})}})
}

// finishMessages answers every update and records every signal before the
// execution ends.
func (run *dunningRun) finishMessages(ctx workflow.Context) error {
	for {
		run.readMessages(ctx)
		if workflow.AllHandlersFinished(ctx) {
			return nil
		}
		err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) || len(run.updates) > 0 })
		if err != nil {
			return err
		}
	}
}

// queue keeps a signal for recording; one that cannot be understood is kept as
// what it is, for a person to see.
func (run *dunningRun) queue(ctx workflow.Context, kind dunning.Kind, raw json.RawMessage) {
	m, err := parseMessage(kind, raw, caseID(ctx), now(ctx))
	if err == nil && m.event.Seq == 0 {
		err = fact.CheckFor(run.c, m.event) // what is on record was checked when it was recorded
	}
	if err != nil {
		workflow.GetLogger(ctx).Warn("message refused", "kind", string(kind))
		m = message{event: dunning.NewUnreadable(kind).With(dunning.Stamp{At: now(ctx), Reason: dunning.ReasonFact})}
	}
	run.updates = append(run.updates, &update{message: m})
}

// readMessages records everything that has arrived, until nothing is left. It
// tells whether a send that has not begun must not begin.
func (run *dunningRun) readMessages(ctx workflow.Context) (stop bool) {
	for {
		for _, s := range run.signals {
			var raw json.RawMessage
			for s.ch.ReceiveAsync(&raw) {
				run.queue(ctx, s.kind, raw)
				raw = nil
			}
		}
		if len(run.updates) == 0 {
			return stop
		}
		u := run.updates[0]
		run.updates = run.updates[1:]
		stop = run.tell(ctx, u) || stop
	}
}

// tell records one message and answers its sender. What the relay tells is on
// record already, and is taken over as it stands or left as an echo of what an
// earlier answer has brought. Whoever else writes a number of the record into
// a message is not believed: the record is asked, or the fact is recorded.
func (run *dunningRun) tell(ctx workflow.Context, u *update) (stop bool) {
	defer func() { u.done = true }()
	if u.event.Seq != 0 && run.believes(ctx, u) {
		switch {
		case u.event.Seq <= run.c.Version:
			return false
		case u.recorded && u.event.Seq == run.c.Version+1:
			return run.apply([]dunning.Event{u.event})
		}
	}
	if !u.recorded {
		u.event.Seq = 0 // the store numbers events
	}
	if !u.recorded && u.event.ID == "" && u.event.Kind != dunning.KindPaid {
		u.event.ID = run.id(ctx, "message")
	}
	out, err := run.keep(ctx, u.event)
	if err != nil {
		u.err = messageError(err)
		return false
	}
	u.reply = run.reply(now(ctx))
	u.reply.Duplicate = out.Duplicate
	return out.stop
}

// keep records a fact, or that it was refused; the refusal is a task for a
// person, and the error. Whatever the database answers, neither is given up:
// both are tried again until one is on record, and nothing is sent before.
func (run *dunningRun) keep(ctx workflow.Context, e dunning.Event) (recorded, error) {
	for wait := pause; ; wait = min(2*wait, longestPause) {
		out, err := run.record(ctx, e, false)
		if err == nil {
			return out, nil
		}
		refused := dunning.NewUnreadable(e.Kind).With(dunning.Stamp{ID: run.id(ctx, "refused"), At: now(ctx), Reason: dunning.ReasonFact})
		if _, failed := run.record(ctx, refused, false); failed == nil {
			return out, err
		}
		if workflow.GetVersion(ctx, versionKeepFacts, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
			return out, err // how executions went on that got here before
		}
		_ = workflow.Sleep(ctx, wait) // ctx cannot be cancelled
	}
}

// caseID is the identity of the case whose workflow this is.
func caseID(ctx workflow.Context) string { return workflow.GetInfo(ctx).WorkflowExecution.ID }

// longestPause bounds how long a fact waits that neither could be recorded nor
// refused.
const longestPause = time.Hour

// Changes of the workflow that executions of an earlier release do not have.
const (
	versionKeepFacts = "keep-facts"
	versionCheckSeq  = "check-seq"
)

// believes tells whether a message may name an event of the record without the
// record being asked. Executions of earlier releases believed every message.
func (run *dunningRun) believes(ctx workflow.Context, u *update) bool {
	if u.proven || !u.recorded && u.event.Seq > run.c.Version {
		return u.proven
	}
	return workflow.GetVersion(ctx, versionCheckSeq, workflow.DefaultVersion, 1) == workflow.DefaultVersion
}

// messageError is what the sender of an update is told.
func messageError(err error) error {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return temporal.NewApplicationError(app.Message(), app.Type())
	}
	return err
}
