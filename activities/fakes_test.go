package activities

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"relance/internal/dunning"
)

// desk is the store's part, with what it was asked.
type desk struct {
	reservations []dunning.Reserved // answers, in turn; the last one again and again
	handOver     []bool             // likewise
	finished     []dunning.Finished
	saved        int
	withheld     dunning.Reason
	fail         error // of Claim
	settled      bool  // the message, while its hand-over stood still
}

func (d *desk) Reserve(context.Context, dunning.ReserveRequest) (dunning.Reserved, error) {
	if d.fail != nil {
		return dunning.Reserved{}, d.fail
	}
	c := d.reservations[0]
	if len(d.reservations) > 1 {
		d.reservations = d.reservations[1:]
	}
	return c, nil
}

func (d *desk) HandOver(context.Context, int64, string, time.Time) (bool, error) {
	ok := d.handOver[0]
	if len(d.handOver) > 1 {
		d.handOver = d.handOver[1:]
	}
	return ok, nil
}

func (d *desk) Handing(context.Context, int64) (bool, error) { return !d.settled, nil }

func (d *desk) Finish(ctx context.Context, f dunning.Finished) ([]dunning.Event, error) {
	d.finished = append(d.finished, f)
	return []dunning.Event{{Seq: f.Known + 1, Kind: dunning.KindSent, Step: "first", Reason: dunning.ReasonStepDue, Message: 7}}, ctx.Err()
}

func (d *desk) SaveRendered(_ context.Context, _ int64, r dunning.Rendered) (dunning.Rendered, error) {
	d.saved++
	return r, nil
}

func (d *desk) Withhold(_ context.Context, _ int64, why dunning.Reason, _ time.Time) error {
	d.withheld = why
	return nil
}

// composer counts what it wrote.
type composer struct{ times int }

func (c *composer) Templates() string { return "v1" }

func (c *composer) Compose(context.Context, dunning.Reserved, time.Time) (dunning.Rendered, error) {
	c.times++
	return dunning.Rendered{MessageID: "m@example.fr", Recipient: "compta@example.com", Bytes: []byte("Bonjour")}, nil
}

// server answers hand-overs.
type server struct {
	outcome dunning.SendOutcome
	reply   string
	err     error
	got     [][]byte
}

func (s *server) Deliver(ctx context.Context, p Parcel, ready func(context.Context) error) (Delivery, error) {
	if s.err != nil {
		return Delivery{}, s.err
	}
	if err := ready(ctx); err != nil {
		return Delivery{}, err
	}
	if p.Still != nil {
		if err := p.Still(ctx); err != nil {
			return Delivery{}, err
		}
	}
	s.got = append(s.got, p.Rendered.Bytes)
	return Delivery{Outcome: s.outcome, Reply: s.reply, Code: "final 451 4.2.0"}, nil
}

type bundle struct {
	desk     *desk
	composer *composer
	server   *server
	notices  *Notices
	t        *testing.T
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{
		desk: &desk{
			reservations: []dunning.Reserved{{State: dunning.ReserveGranted, Message: dunning.Message{ID: 7}}},
			handOver:     []bool{true},
		},
		composer: &composer{}, server: &server{outcome: dunning.SendAccepted}, t: t,
	}
	b.notices = &Notices{Desk: b.desk, Guard: b.desk, Messages: b.desk, Composer: b.composer, Deliverer: b.server}
	return b
}

// send runs the activity once, as the workflow of a case would.
func (b *bundle) send() (out Recorded, err error) {
	b.t.Helper()
	var ts testsuite.WorkflowTestSuite
	env := ts.NewTestWorkflowEnvironment()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: "invoice/atelier/F-1"})
	RegisterNotices(env, b.notices)
	env.RegisterWorkflowWithOptions(func(ctx workflow.Context, in SendInput) (out Recorded, err error) {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
			StartToCloseTimeout: time.Minute, WaitForCancellation: true, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
		})
		return out, workflow.ExecuteActivity(ctx, "SendNotice", in).Get(ctx, &out)
	}, workflow.RegisterOptions{Name: "once"})
	env.ExecuteWorkflow("once", SendInput{Step: "first", Known: 3, Now: time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)})
	if err := env.GetWorkflowError(); err != nil {
		return out, err
	}
	return out, env.GetWorkflowResult(&out)
}

// typeOf gives the type of a Temporal error and whether it is final.
func typeOf(err error) (kind string, final bool) {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return app.Type(), app.NonRetryable()
	}
	return "", false
}
