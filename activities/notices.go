package activities

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/activity"

	"relance/internal/dunning"
)

// Desk keeps the send protocol: who may send what, once.
type Desk interface {
	Reserve(ctx context.Context, r dunning.ReserveRequest) (dunning.Reserved, error)
	// HandOver re-checks every reserved case and marks the message as on its
	// way; false when a case changed and the message must not leave.
	HandOver(ctx context.Context, message int64, owner string, now time.Time) (bool, error)
	Finish(ctx context.Context, f dunning.Finished) ([]dunning.Event, error)
}

// Guard looks after a hand-over that may have stood still.
type Guard interface {
	// Handing tells whether a message is still on its way: nobody has settled it
	// meanwhile, or given it up.
	Handing(ctx context.Context, message int64) (bool, error)
}

// MessageStore keeps the exact bytes of messages.
type MessageStore interface {
	// SaveRendered keeps a message; if one was kept before, that one counts.
	SaveRendered(ctx context.Context, message int64, r dunning.Rendered) (dunning.Rendered, error)
	// Withhold records that a switch keeps the message from leaving.
	Withhold(ctx context.Context, message int64, why dunning.Reason, now time.Time) error
}

// Composer writes a notice: words, figures and the bytes that leave.
type Composer interface {
	// Compose gives the message for a claim that was granted.
	Compose(ctx context.Context, c dunning.Reserved, now time.Time) (dunning.Rendered, error)
	// Templates names the templates that it writes by: a digest.
	Templates() string
}

// Deliverer hands bytes to a server or carrier.
type Deliverer interface {
	// Deliver hands a message over. It calls ready when the other side has
	// accepted the recipient and nothing has left yet; an error of ready stops
	// the hand-over and comes back as it is.
	Deliver(ctx context.Context, p Parcel, ready func(context.Context) error) (Delivery, error)
}

// Parcel is a message on its way.
type Parcel struct {
	Reserved dunning.Reserved
	Rendered dunning.Rendered
	// Still says whether the message is still to be sent, after ready and right
	// before it can no longer be held back; ErrChanged when it is not. Nil for a
	// trial.
	Still func(context.Context) error
}

// Delivery is how a hand-over ended. Reply is for the record and holds no
// address; Code is what Temporal may see of it: digits and words of ours.
type Delivery struct {
	Outcome  dunning.SendOutcome
	Address  bool // refused because of the address
	Reply    string
	Code     string
	Tracking string
}

// Notices sends what is due. Withhold, when not empty, is why nothing may
// leave here (mail.mode off or redirect): everything is rendered and kept, and a
// Deliverer, if there is one, shows it to the creditor himself.
type Notices struct {
	Desk      Desk
	Guard     Guard
	Messages  MessageStore
	Composer  Composer
	Deliverer Deliverer
	Withhold  dunning.Reason
	Clock     func() time.Time // of the machine: how long an attempt has waited
	Log       func(ctx context.Context, doing string, ref dunning.Ref, err error)
}

// SendInput asks for the notice of one step of the case whose workflow asks.
// Now is the workflow's.
type SendInput struct {
	Step  string    `json:"step"`
	Known int64     `json:"known"`
	Now   time.Time `json:"now"`
}

// ErrChanged says that a fact recorded meanwhile took away the reason to send:
// the claim is made again. A Composer may say so too.
var ErrChanged = errors.New("changed meanwhile")

const reserveRounds = 4

// SendNotice decides again, reserves, sends and records, all for one debtor.
// The answer brings the workflow up to date, whatever the outcome was.
func (n *Notices) SendNotice(ctx context.Context, in SendInput) (Recorded, error) {
	stop := heartbeats(ctx)
	defer stop()
	ref, err := caseOf(ctx)
	if err != nil {
		return n.fail(ctx, "reading the case's identity", ref, err)
	}
	now := n.caseTime(ctx, in.Now)
	req := dunning.ReserveRequest{Ref: ref, Step: in.Step, Known: in.Known, Now: now, Owner: owner(ctx), Templates: n.Composer.Templates()}
	for range reserveRounds {
		reserved, err := n.Desk.Reserve(ctx, req)
		if err != nil {
			return n.fail(ctx, "reserving the notice", ref, err)
		}
		reserved.Ref = ref
		switch reserved.State {
		case dunning.ReserveMoved:
			return Recorded{Events: brief(reserved.Events)}, nil
		case dunning.ReserveBusy:
			return Recorded{}, tryAgain("another notice to the same debtor is on its way", typeBusy, 5*time.Second)
		}
		events, err := n.deliver(ctx, req, reserved)
		if errors.Is(err, ErrChanged) {
			continue
		}
		if err != nil {
			return n.fail(ctx, "sending the notice", ref, err)
		}
		return Recorded{Events: brief(events)}, nil
	}
	return Recorded{}, tryAgain("the cases of the debtor keep changing", typeBusy, 30*time.Second)
}

// deliver renders once, hands over once and records the outcome.
func (n *Notices) deliver(ctx context.Context, req dunning.ReserveRequest, c dunning.Reserved) ([]dunning.Event, error) {
	rendered, err := n.rendered(ctx, c, req.Now)
	if err != nil {
		return nil, err
	}
	if n.Withhold != "" {
		n.trial(ctx, req.Ref, Parcel{Reserved: c, Rendered: rendered})
		if err := n.Messages.Withhold(ctx, c.Message.ID, n.Withhold, req.Now); err != nil {
			return nil, err
		}
		return nil, ErrChanged
	}
	ready := func(ctx context.Context) error {
		ok, err := n.Desk.HandOver(ctx, c.Message.ID, req.Owner, req.Now)
		if err == nil && !ok {
			err = ErrChanged
		}
		return err
	}
	still := func(ctx context.Context) error {
		ok, err := n.Guard.Handing(ctx, c.Message.ID)
		if err == nil && !ok {
			err = ErrChanged
		}
		return err
	}
	d, err := n.Deliverer.Deliver(ctx, Parcel{Reserved: c, Rendered: rendered, Still: still}, ready)
	if err != nil {
		return nil, err
	}
	return n.finish(ctx, req, c, d)
}

// trial shows the message to the creditor himself where that was asked for
// (mail.mode redirect). It counts for nothing: the case waits as when sending is
// off, and no step is used up.
func (n *Notices) trial(ctx context.Context, ref dunning.Ref, p Parcel) {
	if n.Deliverer == nil {
		return
	}
	d, err := n.Deliverer.Deliver(ctx, p, func(context.Context) error { return nil })
	if err == nil && d.Outcome != dunning.SendAccepted {
		err = dunning.Errorf(dunning.CodeUnavailable, "the copy did not leave: %s", d.Reply)
	}
	if err != nil && n.Log != nil {
		n.Log(ctx, "sending the trial", ref, err)
	}
}

// rendered gives the bytes of an earlier attempt, or makes and keeps them.
func (n *Notices) rendered(ctx context.Context, c dunning.Reserved, now time.Time) (dunning.Rendered, error) {
	if len(c.Rendered) > 0 {
		m := c.Message
		return dunning.Rendered{MessageID: m.MessageID, Subject: m.Subject, Recipient: m.Recipient, Bytes: c.Rendered}, nil
	}
	r, err := n.Composer.Compose(ctx, c, now)
	if err != nil {
		return r, err
	}
	return n.Messages.SaveRendered(ctx, c.Message.ID, r)
}

// finish records the outcome even when the activity is being cancelled: what
// the server said must not be lost.
func (n *Notices) finish(ctx context.Context, req dunning.ReserveRequest, c dunning.Reserved, d Delivery) ([]dunning.Event, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	events, err := n.Desk.Finish(ctx, dunning.Finished{
		Message: c.Message.ID, Outcome: d.Outcome, Address: d.Address, Reply: d.Reply, Tracking: d.Tracking,
		At: req.Now, Ref: req.Ref, Known: req.Known,
	})
	if err != nil {
		return nil, err
	}
	if d.Outcome == dunning.SendRetry {
		return nil, tryAgain(strings.TrimSpace("not taken yet: "+d.Code), string(dunning.CodeUnavailable), 0)
	}
	return events, nil
}

// caseTime is the workflow's time, moved on by as long as the attempt waited
// on the machine's clock: an attempt after a night must not pass for one of
// the evening before.
func (n *Notices) caseTime(ctx context.Context, now time.Time) time.Time {
	if n.Clock == nil {
		return now
	}
	if waited := n.Clock().Sub(activity.GetInfo(ctx).ScheduledTime); waited > time.Minute {
		return now.Add(waited)
	}
	return now
}

func (n *Notices) fail(ctx context.Context, doing string, ref dunning.Ref, err error) (Recorded, error) {
	if n.Log != nil {
		n.Log(ctx, doing, ref, err)
	}
	if ctx.Err() != nil {
		return Recorded{}, ctx.Err()
	}
	return Recorded{}, temporalError(doing, err)
}

// caseOf is the case whose workflow runs the activity.
func caseOf(ctx context.Context) (dunning.Ref, error) {
	return dunning.ParseRef(activity.GetInfo(ctx).WorkflowExecution.ID)
}

// owner is the same for every attempt of one activity and for no other.
func owner(ctx context.Context) string {
	info := activity.GetInfo(ctx)
	return fmt.Sprintf("%s/%s/%s", info.WorkflowExecution.ID, info.WorkflowExecution.RunID, info.ActivityID)
}

// heartbeats tells Temporal that the activity lives, from second 20 on: a
// quick send costs none.
func heartbeats(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	go func() {
		wait := 20 * time.Second
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-time.After(wait):
				activity.RecordHeartbeat(ctx)
				wait = 10 * time.Second
			}
		}
	}()
	return func() { close(done) }
}
