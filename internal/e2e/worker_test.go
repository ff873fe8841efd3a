package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/workflows"
)

// Going live with many held cases takes minutes. The worker is ready meanwhile,
// so that nobody who watches it kills it.
func TestAWorkerIsReadyBeforeTheHeldCasesGoOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Mail.Mode, c.Listen = config.Off, freeAddress(t) })
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.skipToNext("F-1")
	h.until("F-1", "is withheld", func(c dunning.Case) bool { return c.Held(dunning.HoldSwitch) })
	h.stop()
	lock, err := h.store.Pool().Begin(t.Context())
	h.must(err)
	defer func() { _ = lock.Rollback(context.Background()) }()
	_, err = lock.Exec(t.Context(), "select 1 from cases for update") // its release waits for us
	h.must(err)
	h.cfg.Mail.Mode = config.Live
	h.work()
	h.patiently("the worker is ready", func() error { return ready(h.cfg.Listen) })
	if c := h.load("F-1"); !c.Held(dunning.HoldSwitch) {
		t.Error("the case went on although somebody has it locked")
	}
	h.must(lock.Rollback(t.Context()))
	h.until("F-1", "is released", func(c dunning.Case) bool { return !c.Held(dunning.HoldSwitch) })
}

// freeAddress is one of this machine on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// ready asks a worker whether it can work.
func ready(address string) error {
	res, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the worker answers %s", res.Status)
	}
	return nil
}

// A worker that stops takes leave of the mail server on each connection that it
// kept for the next mail.
func TestAWorkerThatStopsTakesLeaveOfItsMailServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.send("F-1")
	if n := h.mail.Quits(); n > 0 {
		t.Fatalf("%d connections were ended while the worker runs, want them kept", n)
	}
	h.stop()
	h.patiently("the mail server has heard QUIT", func() error {
		if quits, open := h.mail.Quits(), h.mail.Connections(); quits != open || open == 0 {
			return fmt.Errorf("%d of %d connections ended with QUIT", quits, open)
		}
		return nil
	})
}

// Of six letters that are due together a worker draws four at once: each holds
// its PDF with copies of its invoices. And with five a year one stays.
func TestAWorkerDrawsFourLettersAtOnceAndKeepsTheLimitOfTheYear(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) {
		c.Letters.MaxPerYear = 5
		plan := c.Plans["default"]
		plan.Steps = []dunning.Step{
			{ID: "notice", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15},
			{ID: "handover", At: 60, Channel: dunning.Handover},
		}
		c.Plans["default"] = plan
	})
	var numbers []string
	for i := range 6 {
		numbers = append(numbers, fmt.Sprintf("F-%d", i))
		h.invoice(numbers[i], fmt.Sprintf("C-%d", i), 20, 120000)
	}
	h.work()
	h.skipTo(dunning.Next(h.load("F-0"), h.now()).At.Add(-time.Second), numbers...)
	lock, err := h.store.Pool().Begin(t.Context())
	h.must(err)
	defer func() { _ = lock.Rollback(context.Background()) }()
	_, err = lock.Exec(t.Context(), "lock table documents in exclusive mode") // a letter that is drawn is kept there
	h.must(err)
	h.patiently("six letters are due and four are drawn", func() error {
		if begun, due := h.letters(numbers); begun != 4 || due != 6 {
			return fmt.Errorf("%d of %d are drawn", begun, due)
		}
		return nil
	})
	for _, n := range numbers { // the worker answers for each case, and begins no further letter
		_, err := h.temporal.QueryWorkflow(t.Context(), h.id(n), "", workflows.QueryCase)
		h.must(err)
	}
	if begun, due := h.letters(numbers); begun != 4 || due != 6 {
		t.Errorf("%d of %d letters are drawn at once, want 4 of 6", begun, due)
	}
	h.must(lock.Rollback(t.Context()))
	h.patiently("five letters of the year have left and the sixth stays", func() error {
		left := query[int](h, "select count(*) from messages where state = 'accepted'")
		stays := query[int](h, "select count(*) from messages where state = 'refused'")
		if left != 5 || stays != 1 {
			return fmt.Errorf("%d have left, %d stay", left, stays)
		}
		return nil
	})
}

// letters counts the letters that the workflows of cases wait for: those that a
// worker has begun to draw, and all.
func (h *house) letters(numbers []string) (begun, due int) {
	h.t.Helper()
	for _, n := range numbers {
		d, err := h.temporal.DescribeWorkflowExecution(h.t.Context(), h.id(n), "")
		h.must(err)
		for _, a := range d.GetPendingActivities() {
			if !strings.Contains(a.GetActivityType().GetName(), "Letter") {
				continue
			}
			due++
			if a.GetState() == enumspb.PENDING_ACTIVITY_STATE_STARTED {
				begun++
			}
		}
	}
	return begun, due
}
