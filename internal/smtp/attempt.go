package smtp

import (
	"context"
	"fmt"
	"time"
)

// probeAbove is the size, in bytes, from which a send looks whether the
// server has spoken or gone before it commits itself with the final dot.
const probeAbove = 32 << 10

// attempt is one transaction on one connection.
type attempt struct {
	*link
	envelope Envelope
	hook     func(context.Context) error
	hooked   bool // the hook was called: the caller has taken note
	deadline time.Time
	asked    time.Time // when Still answered last
	utf8     bool      // addresses or headers need SMTPUTF8
	eightBit bool      // the bytes need 8BITMIME
}

// stale tells whether a kept connection turned out dead before the hook was
// called: then, and only then, a fresh one is tried.
func (a *attempt) stale(ctx context.Context, o Outcome) bool {
	return ctx.Err() == nil && a.reused && a.broken && !a.hooked && o.Verdict == Retry
}

// run goes through the transaction, one method for each stage.
func (a *attempt) run(ctx context.Context) (Outcome, error) {
	a.sent++
	stop := context.AfterFunc(ctx, a.drop)
	defer stop()
	if o, ok := a.carriable(); !ok {
		return o, nil
	}
	if o, ok := a.exchange(ctx, StageMail, 250, "%s", a.mailCommand()); !ok {
		return o, nil
	}
	if o, ok := a.exchange(ctx, StageRcpt, 25, "%s", a.rcptCommand()); !ok {
		return o, nil
	}
	if a.hook != nil {
		a.hooked = true
		if err := a.hook(ctx); err != nil {
			a.reset()
			return Outcome{Verdict: Aborted, Stage: StageHook, Cause: err}, fmt.Errorf("before sending: %w", err)
		}
	}
	if o, ok := a.exchange(ctx, StageData, 354, "DATA"); !ok {
		return o, nil
	}
	return a.content(ctx, stop)
}

// exchange sends one command. When the answer is not the expected one, it
// leaves the connection clean or dropped and gives the outcome.
func (a *attempt) exchange(ctx context.Context, stage Stage, expect int, format string, args ...any) (Outcome, bool) {
	err := a.command(a.deadline, expect, format, args...)
	if err == nil {
		return Outcome{}, true
	}
	reply, said := spoken(err, a.envelope.To)
	if !said || reply.Code == 421 || reply.Code < 400 {
		a.abandon()
		return Outcome{Verdict: Retry, Stage: stage, Reply: reply, Cause: a.cause(ctx, err)}, false
	}
	a.reset()
	return judge(stage, reply), false
}

// content transmits the message and hears the verdict. The last thing before
// the final dot is stop: from then on a cancelled context no longer drops the
// connection.
func (a *attempt) content(ctx context.Context, stop func() bool) (Outcome, error) {
	if err := a.still(ctx); err != nil {
		return a.lost(err)
	}
	a.wire.until(a.deadline)
	body := a.client.Text.DotWriter()
	_, err := body.Write(a.envelope.Bytes)
	if err == nil {
		err = a.client.Text.W.Flush()
	}
	if err == nil && len(a.envelope.Bytes) > probeAbove {
		err = a.probe()
	}
	if stopped := stop(); err == nil && !stopped {
		err = context.Cause(ctx)
	}
	if err != nil {
		return a.interrupted(ctx, err), nil
	}
	if clock().Round(0).Sub(a.asked.Round(0)).Abs() > stillFor { // by the wall clock: a machine that sleeps stops the other
		if err := a.still(context.WithoutCancel(ctx)); err != nil {
			return a.lost(err)
		}
	}
	return a.final(ctx, body.Close), nil
}

// stillFor is how long the answer of Envelope.Still is good for.
const stillFor = 2 * time.Second

// still asks whether the message is still to be sent: whoever stood still for a
// while, as a paused machine does, cannot know what others did meanwhile.
func (a *attempt) still(ctx context.Context) error {
	a.asked = clock()
	if a.envelope.Still == nil {
		return nil
	}
	return a.envelope.Still(ctx)
}

// lost ends a transfer before its final dot because the message is no longer
// ours to send.
func (a *attempt) lost(err error) (Outcome, error) {
	a.abandon()
	return Outcome{Verdict: Aborted, Stage: StageContent, Cause: err}, fmt.Errorf("before the text: %w", err)
}

// final lets the last dot go. From its first byte on nobody can take the mail
// back, so a cancelled context only shortens the wait for the reply.
func (a *attempt) final(ctx context.Context, dot func() error) Outcome {
	before := a.wire.wrote.Load()
	if err := dot(); err != nil {
		a.abandon()
		o := Outcome{Verdict: Unknown, Stage: StageFinal, Cause: a.cause(ctx, err)}
		if a.wire.wrote.Load() == before { // the kernel took not one byte of it
			o.Verdict, o.Stage = Retry, StageContent
		}
		return o
	}
	defer a.listen(ctx)()
	_, message, err := a.client.Text.ReadResponse(250)
	if err == nil {
		return Outcome{Verdict: Accepted, Stage: StageFinal, Reply: newReply(250, message, a.envelope.To)}
	}
	reply, said := spoken(err, a.envelope.To)
	if !said {
		a.abandon()
		return Outcome{Verdict: Unknown, Stage: StageFinal, Cause: a.cause(ctx, err)}
	}
	o := judge(StageFinal, reply)
	if o.Verdict == Unknown || reply.Code == 421 {
		a.abandon()
	}
	return o
}

// interrupted ends a transfer that broke before the final dot. The server may
// have said why.
func (a *attempt) interrupted(ctx context.Context, err error) Outcome {
	o := Outcome{Verdict: Retry, Stage: StageContent}
	reply, said := spoken(err, a.envelope.To)
	if !said && ctx.Err() == nil {
		a.wire.until(clock().Add(time.Second))
		_, _, late := a.client.Text.ReadResponse(354)
		reply, said = spoken(late, a.envelope.To)
	}
	if said {
		o = judge(StageContent, reply)
	}
	a.abandon()
	o.Cause = a.cause(ctx, err)
	return o
}
