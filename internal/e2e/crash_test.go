package e2e

import (
	"context"
	"fmt"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/smtp/smtptest"
)

// A worker that is killed with a mail under way: what never left is sent by
// the next worker, what was recorded as sent is not sent again, and what
// nobody can know is asked of a person.
func TestKilledWorkerNeverSendsTwice(t *testing.T) {
	t.Parallel()
	moments := []struct {
		name    string
		at      smtptest.Stage // where the mail server waits
		reach   func(c *crash, number string)
		left    int    // mails when the worker dies
		settle  string // what a person says; "" when nobody is asked
		history string
	}{
		{name: "before the recipient is accepted", at: smtptest.Rcpt, reach: (*crash).rendered, left: 0},
		{name: "recipient accepted, hand-over not yet recorded", at: smtptest.Rcpt, reach: (*crash).handingOver, left: 0},
		{name: "half of the text has left", at: smtptest.Body, reach: (*crash).handed, left: 0, settle: "not_sent", history: "unknown-settled-not-sent"},
		{name: "final dot received, no reply", at: smtptest.Dot, reach: (*crash).received, left: 1, settle: "sent", history: "unknown-settled-sent"},
		{name: "reply read, outcome not yet recorded", at: smtptest.Dot, reach: (*crash).finishing, left: 1, settle: "sent"},
		{name: "outcome recorded, Temporal not yet told", at: smtptest.Dot, reach: (*crash).finished, left: 1},
	}
	c := newCrash(t)
	var numbers []string
	for i, m := range moments {
		number, debtor := fmt.Sprintf("F-%d", i), fmt.Sprintf("C-%d", i)
		numbers = append(numbers, number)
		c.invoice(number, debtor, 20, 120000)
		c.hold[number] = make(chan struct{})
		c.mail.Script(mailOf(debtor), smtptest.Step{At: m.at, Hold: c.hold[number]})
	}
	c.workApart()
	c.skipToAll(numbers...)
	for i, m := range moments {
		m.reach(c, numbers[i])
	}
	c.kill()
	c.thaw()
	for i, m := range moments {
		if got := c.mails(fmt.Sprintf("C-%d", i)); got != m.left {
			t.Fatalf("%s: %d mails when the worker died, want %d", m.name, got, m.left)
		}
	}
	c.workApart()
	for i, m := range moments {
		number := numbers[i]
		if m.settle != "" {
			c.until(number, "waits for a person", attention)
			if tasks := c.openTasks(number); len(tasks) != 1 || tasks[0] != dunning.TaskSettleNotice {
				t.Errorf("%s: tasks %v, want one to settle the notice", m.name, tasks)
			}
			c.aged()
			c.tell(number, dunning.Event{Kind: dunning.KindSettle, Status: m.settle})
		}
		c.until(number, "has counted its notice", func(c dunning.Case) bool { return c.Done == 1 })
		if got := c.mails(fmt.Sprintf("C-%d", i)); got != 1 {
			t.Errorf("%s: %d mails, want exactly one", m.name, got)
		}
	}
	for i, m := range moments {
		c.pay(numbers[i])
		c.skipToNext(numbers[i]) // the thanks keep to sending hours
		c.closes(numbers[i], dunning.Paid)
		if m.history != "" {
			c.keep(m.history, c.history(numbers[i]))
		}
	}
	c.agree(numbers...)
}

// crash is a house with a worker that will be killed.
type crash struct {
	*house
	hold   map[string]chan struct{}
	blocks *pgx.Conn // holds rows so that a commit waits
	frozen bool      // Temporal is
}

func newCrash(t *testing.T) *crash {
	t.Helper()
	c := &crash{house: newHouse(t, nil), hold: map[string]chan struct{}{}}
	var err error
	c.blocks, err = pgx.Connect(t.Context(), c.cfg.Secrets.DatabaseURL[:len(c.cfg.Secrets.DatabaseURL)-len("&pool_max_conns=8")])
	c.must(err)
	t.Cleanup(func() { _ = c.blocks.Close(context.Background()) })
	_, err = c.blocks.Exec(t.Context(), "begin")
	c.must(err)
	t.Cleanup(c.thaw)
	return c
}

// skipToAll advances all cases to the first notice of the first.
func (c *crash) skipToAll(numbers ...string) {
	c.t.Helper()
	c.skipTo(dunning.Next(c.load(numbers[0]), c.now()).At, numbers...)
}

// state waits until the message of a case is in a state.
func (c *crash) state(number string, want dunning.MessageState) {
	c.t.Helper()
	c.patiently("the message of "+number+" is "+string(want), func() error {
		got := query[string](c.house, `
			select coalesce(max(m.state), '') from messages m join notices n on n.message_id = m.id join cases c on c.id = n.case_id
			where c.number = $1`, number)
		if got != string(want) {
			return fmt.Errorf("it is %q", got)
		}
		return nil
	})
}

func (c *crash) rendered(number string) { c.state(number, dunning.MessageRendered) }

func (c *crash) handed(number string) { c.state(number, dunning.MessageHanding) }

// handingOver stops the worker in the transaction of the hand-over.
func (c *crash) handingOver(number string) {
	c.state(number, dunning.MessageRendered)
	c.block(number)
}

// received: the mail server has the whole mail and says nothing.
func (c *crash) received(number string) {
	c.t.Helper()
	debtor := "C" + number[1:]
	c.patiently("the mail of "+number+" arrives", func() error {
		if c.mails(debtor) == 0 {
			return fmt.Errorf("it has not")
		}
		return nil
	})
}

// finishing stops the worker in the transaction that records the outcome.
func (c *crash) finishing(number string) {
	c.received(number)
	c.block(number)
}

// finished lets the outcome be recorded while Temporal cannot hear of it.
func (c *crash) finished(number string) {
	c.received(number)
	c.must(temporald(c.t).Signal(syscall.SIGSTOP))
	c.frozen = true
	close(c.hold[number])
	delete(c.hold, number)
	c.state(number, dunning.MessageAccepted)
}

// block holds the row of a case and lets the mail server go on: the worker's
// next transaction on it waits.
func (c *crash) block(number string) {
	c.t.Helper()
	before := c.waiting()
	_, err := c.blocks.Exec(c.t.Context(), "select 1 from cases where number = $1 for update", number)
	c.must(err)
	close(c.hold[number])
	delete(c.hold, number)
	c.patiently("the worker waits for "+number, func() error {
		if c.waiting() == before {
			return fmt.Errorf("it does not")
		}
		return nil
	})
}

// waiting counts the connections that wait for ours.
func (c *crash) waiting() int {
	return query[int](c.house, "select count(*) from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", int32(c.blocks.PgConn().PID()))
}

// thaw lets everything go on that was held.
func (c *crash) thaw() {
	if c.frozen {
		_ = temporald(c.t).Signal(syscall.SIGCONT)
		c.frozen = false
	}
	for number, hold := range c.hold {
		close(hold)
		delete(c.hold, number)
	}
	_, _ = c.blocks.Exec(context.Background(), "rollback")
}
