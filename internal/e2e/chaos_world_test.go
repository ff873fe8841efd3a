//go:build chaos

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"relance/internal/approval"
	"relance/internal/dunning"
	"relance/internal/smtp/smtptest"
	"relance/workflows"
)

// clumsy is the database user of the workers alone: its connections are cut.
const clumsy = "clumsy"

// becomeClumsy gives the workers a database user of their own.
func (c *chaos) becomeClumsy() {
	c.t.Helper()
	schema := "maison_" + c.namespace[len("maison-"):]
	c.admin(`create role ` + clumsy + ` login password 'clumsy'`)
	c.t.Cleanup(func() { c.admin(`drop owned by ` + clumsy); c.admin(`drop role ` + clumsy) })
	c.admin(`grant usage on schema ` + schema + ` to ` + clumsy)
	c.admin(`grant all on all tables in schema ` + schema + ` to ` + clumsy)
	c.admin(`grant all on all sequences in schema ` + schema + ` to ` + clumsy)
	u, err := url.Parse(c.cfg.Secrets.DatabaseURL)
	c.must(err)
	u.User = url.UserPassword(clumsy, "clumsy")
	c.cfg.Secrets.DatabaseURL = u.String()
}

func (c *chaos) admin(sql string, args ...any) {
	c.t.Helper()
	ctx := c.t.Context()
	if ctx.Err() != nil {
		return // the cluster ends with the test
	}
	conn, err := pgx.Connect(ctx, servers.DatabaseURL)
	c.must(err)
	_, err = conn.Exec(ctx, sql, args...)
	c.must(errors.Join(err, conn.Close(ctx)))
}

// watchHandOvers notes what each case was when a mail about it began to leave:
// the trigger runs in the transaction that holds its row.
func (c *chaos) watchHandOvers() {
	c.t.Helper()
	_, err := c.store.Pool().Exec(c.t.Context(), `
		create table handed (message_id bigint, case_id bigint, step text, version bigint, decided_at timestamptz);
		create function note_hand_over() returns trigger language plpgsql as $$
		begin
		    insert into handed select new.id, c.id, n.step, c.version, n.decided_at
		    from notices n join cases c on c.id = n.case_id where n.message_id = new.id;
		    return new;
		end $$;
		create trigger note_hand_over after update of state on messages for each row
		when (new.state = 'handing_over' and old.state <> 'handing_over') execute function note_hand_over()`)
	c.must(err)
}

// misbehave scripts what the mail server does to the next mails of a debtor.
func (c *chaos) misbehave(recipient string) {
	steps := []smtptest.Step{
		{}, {}, {},
		{At: smtptest.Rcpt, Code: 451, Enhanced: "4.3.0"}, {At: smtptest.Rcpt, Drop: true}, {At: smtptest.Rcpt, Code: 421},
		{At: smtptest.Rcpt, Code: 550, Enhanced: "5.1.1"}, {At: smtptest.Data, Code: 451}, {At: smtptest.Data, Drop: true},
		{At: smtptest.Body, Drop: true}, {At: smtptest.Dot, Code: 452}, {At: smtptest.Dot, Code: 554, Enhanced: "5.6.0"},
		{At: smtptest.Dot, Drop: true}, {At: smtptest.Dot, Garbage: "2 5 0"}, {At: smtptest.Reply},
	}
	for range 6 {
		step := steps[c.dice.IntN(len(steps))]
		if c.dice.IntN(3) == 0 && step.At != "" && step.At != smtptest.Data && step.At != smtptest.Reply {
			step.Hold = c.slow
		}
		c.mail.Script(recipient, step)
	}
}

// disturb kills a worker, cuts connections, or kills Temporal, now or while
// the next instant is played.
func (c *chaos) disturb() {
	c.t.Helper()
	switch c.dice.IntN(8) {
	case 0:
		c.workers[c.dice.IntN(len(c.workers))].kill()
		c.tally.kills++
	case 1, 2:
		var n int
		c.must(c.store.Pool().QueryRow(c.t.Context(), `
			select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity where usename = $1) cut`, clumsy).Scan(&n))
		c.tally.cuts += n
	case 3:
		if c.dice.IntN(6) == 0 {
			c.must(temporald(c.t).Kill())
			c.patiently("Temporal is back", func() error {
				_, err := c.temporal.DescribeWorkflowExecution(c.t.Context(), c.id(c.numbers[0]), "")
				return err
			})
		}
	}
}

// happens tells a case something, in one of the ways and orders in which facts
// arrive: by the books, by a signal as well, or by the signal first.
func (c *chaos) happens(number string) {
	c.t.Helper()
	one := c.load(number)
	if closed(one) {
		return
	}
	c.facts++
	e := c.stamped(dunning.Event{ID: fmt.Sprintf("fact-%d", c.facts), Source: "api", Date: c.today()})
	switch c.dice.IntN(8) {
	case 0, 1:
		e.Kind, e.Amount = dunning.KindPaid, one.Balance
	case 2:
		e.Kind, e.Amount = dunning.KindPaid, one.Balance/3
	case 3:
		e.Kind, e.Category = dunning.KindDispute, "quality"
	case 4:
		e.Kind, e.Date = dunning.KindPromise, c.today().AddDays(1+c.dice.IntN(15))
	case 5:
		e.Kind = dunning.KindReply
	case 6:
		e.Kind, e.Category, e.Amount = dunning.KindDispute, "price", one.Balance/4
	case 7:
		e.Kind = dunning.KindHold
	}
	if e.Kind == dunning.KindPaid && e.Amount <= 0 {
		return
	}
	c.tally.facts++
	way := c.dice.IntN(4)
	if way == 0 {
		c.signalled(number, e)
	}
	c.record(number, e)
	if way <= 1 {
		c.signalled(number, e)
		c.record(number, e)
	}
}

// record books a fact; one that no longer fits is refused, and that is right.
func (c *chaos) record(number string, e dunning.Event) {
	c.t.Helper()
	_, err := c.store.Record(c.t.Context(), dunning.Recording{Ref: c.ref(number), Event: e, Notify: true})
	if code := dunning.ErrorCode(err); err != nil && code != dunning.CodeConflict && code != dunning.CodeInvalid {
		c.t.Fatalf("%s of %s: %v", e.Kind, number, err)
	}
}

// signalled tells Temporal the fact directly, twice.
func (c *chaos) signalled(number string, e dunning.Event) {
	c.t.Helper()
	for range 2 {
		err := c.temporal.SignalWorkflow(c.t.Context(), c.id(number), "", string(e.Kind), workflows.NewMessage(c.id(number), e))
		if gone := new(serviceerror.NotFound); err != nil && !errors.As(err, &gone) {
			c.t.Fatal(err)
		}
	}
}

// person does what people do about a case that waits for them, mostly.
func (c *chaos) person(number string) {
	c.t.Helper()
	one := c.load(number)
	if closed(one) || c.dice.IntN(3) == 0 {
		return
	}
	e := dunning.Event{}
	switch {
	case one.Attention != nil && one.Attention.Code == dunning.ReasonOutcomeUnknown:
		c.settle(number)
		return
	case one.Attention != nil && c.dice.IntN(2) == 0:
		e.Kind = dunning.KindRetry
	case one.Attention != nil:
		e.Kind = dunning.KindSkip
	case one.Held(dunning.HoldBounce):
		e.Kind = dunning.KindContact
	case one.Asked != "" && one.Approved == "":
		_, err := c.app.Post.Approve(c.t.Context(), approval.Agreement{Ref: c.ref(number), Author: "claire"})
		if code := dunning.ErrorCode(err); err != nil && code != dunning.CodeConflict && code != dunning.CodeInvalid {
			c.t.Fatalf("approving %s: %v", number, err)
		}
		return
	case one.Held(dunning.HoldDispute) && c.dice.IntN(4) == 0:
		e.Kind = dunning.KindResolveDispute
	case (one.Held(dunning.HoldReply) || one.Held(dunning.HoldManual)) && c.dice.IntN(3) == 0:
		e.Kind = dunning.KindRelease
		if one.Held(dunning.HoldReply) {
			e.Hold = dunning.HoldReply
		}
	default:
		return
	}
	c.record(number, c.stamped(e))
}

// settle says the truth about a send: what the mail server really has.
func (c *chaos) settle(number string) {
	c.t.Helper()
	var id int64
	var name string
	err := c.store.Pool().QueryRow(c.t.Context(), `
		select m.id, m.message_id from messages m join notices n on n.message_id = m.id join cases c on c.id = n.case_id
		where c.number = $1 and m.state = 'unknown' and n.state = 'held' and m.level not in ('thanks', 'receipt') order by m.id desc limit 1`, number).Scan(&id, &name)
	if errors.Is(err, pgx.ErrNoRows) {
		return // a person was faster
	}
	c.must(err)
	has := false
	for _, m := range c.mail.Messages() {
		has = has || bytes.Contains(m.Bytes, []byte("<"+name+">"))
	}
	c.aged() // its worker is dead
	if err := c.store.Settle(c.t.Context(), id, has, "claire", true); err != nil && dunning.ErrorCode(err) != dunning.CodeConflict {
		c.t.Fatal(err)
	}
	c.tally.settled++
}

// nudge lets activities that wait for their next attempt begin it, as an
// operator does by Temporal's UI: the waits are real time, and the test has
// little of it.
func (c *chaos) nudge() (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
			}
			for _, n := range c.numbers {
				c.nudgeOne(n)
			}
		}
	})
	return func() { close(done); wg.Wait() }
}

func (c *chaos) nudgeOne(number string) {
	ctx := c.t.Context()
	d, err := c.temporal.DescribeWorkflowExecution(ctx, c.id(number), "")
	if err != nil {
		return // Temporal is away
	}
	for _, a := range d.GetPendingActivities() {
		if a.GetState() != enumspb.PENDING_ACTIVITY_STATE_SCHEDULED || a.GetAttempt() < 2 {
			continue
		}
		_, _ = c.temporal.WorkflowService().ResetActivity(ctx, &workflowservice.ResetActivityRequest{
			Namespace: c.namespace, Execution: &commonpb.WorkflowExecution{WorkflowId: c.id(number)},
			Activity: &workflowservice.ResetActivityRequest_Id{Id: a.GetActivityId()},
		}) // it may have begun meanwhile
	}
}

// dawdle lets one of those whom the mail server keeps waiting go on, now and
// then.
func (c *chaos) dawdle() (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			case c.slow <- struct{}{}:
				time.Sleep(200 * time.Millisecond)
			}
		}
	})
	return func() { close(done); wg.Wait() }
}
