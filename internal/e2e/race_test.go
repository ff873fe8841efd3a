package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"relance/internal/dunning"
	"relance/workflows"
)

// rounds is how often a race is run: ten times here, more by the environment
// (make chaos).
func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("RELANCE_CHAOS_ROUNDS")
	if text == "" {
		return 10
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("RELANCE_CHAOS_ROUNDS=%q is not a number of rounds", text)
	}
	return n
}

// A case whose timer fired while no worker ran, and which was paid before the
// worker came back, must not be chased: whatever came first.
func TestPaidWhileTheWorkerWasAwayIsNotChased(t *testing.T) {
	t.Parallel()
	h, n := newHouse(t, nil), rounds(t)
	var numbers []string
	for i := range n {
		numbers = append(numbers, fmt.Sprintf("F-%d", i))
		h.invoice(numbers[i], fmt.Sprintf("C-%d", i), 20, 120000)
	}
	h.work()
	due := dunning.Next(h.load("F-0"), h.now()).At
	lead := 3*time.Second + time.Duration(n)*80*time.Millisecond
	h.skipTo(due.Add(-lead), numbers...)
	h.stop()
	for i, number := range numbers {
		if i%2 == 0 {
			h.payUnheard(i, number)
		}
	}
	for i, number := range numbers {
		h.fired(number)
		if i%2 == 1 {
			h.payUnheard(i, number)
		}
	}
	for i, number := range numbers {
		h.bothWait(number, i%2 == 0)
	}
	h.work()
	for _, number := range numbers {
		if c := h.closes(number, dunning.Paid); c.Contacted() {
			t.Errorf("%s was chased: %+v", number, c)
		}
	}
	if got := h.mail.Messages(); len(got) > 0 {
		t.Errorf("%d mails left, the first to %s", len(got), got[0].To)
	}
	h.agree(numbers...)
	t.Logf("%d cases paid while no worker ran, with their timer due: no mail", n)
}

// payUnheard records a payment while no worker runs: by turns as the command
// line does, and by a signal typed by hand.
func (h *house) payUnheard(i int, number string) {
	h.t.Helper()
	if i%4 < 2 {
		h.pay(number)
		if _, err := h.app.Tell(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
		return
	}
	h.signal(number, workflows.MessagePaid, `{"amount":"1200.00"}`)
}

// signal sends a signal as somebody types it into Temporal's own UI.
func (h *house) signal(number, name, payload string) {
	h.t.Helper()
	if err := h.app.Temporal.SignalWorkflow(h.t.Context(), h.id(number), "", name, json.RawMessage(payload)); err != nil {
		h.t.Fatal(err)
	}
}

// fired waits until the case's timer has.
func (h *house) fired(number string) {
	h.t.Helper()
	h.patiently("the timer of "+number+" fires", func() error {
		if h.first(number, enumspb.EVENT_TYPE_TIMER_FIRED) == 0 {
			return fmt.Errorf("it has not")
		}
		return nil
	})
}

// first gives the number of the first event of a type, 0 when there is none.
func (h *house) first(number string, kind enumspb.EventType) int64 {
	for _, e := range h.events(number) {
		if e.GetEventType() == kind {
			return e.GetEventId()
		}
	}
	return 0
}

// bothWait proves that the race is the one that is meant: timer and signal are
// in the history, in this order, and no worker has seen either.
func (h *house) bothWait(number string, paidFirst bool) {
	h.t.Helper()
	paid, timer := h.first(number, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED), h.first(number, enumspb.EVENT_TYPE_TIMER_FIRED)
	if paid == 0 || timer == 0 || (paid < timer) != paidFirst {
		h.t.Fatalf("%s: paid is event %d, the timer %d", number, paid, timer)
	}
	for _, e := range h.events(number) {
		if e.GetEventId() > min(paid, timer) && e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_TASK_STARTED {
			h.t.Fatalf("%s: a worker has been there", number)
		}
	}
}
