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
// worker came back, must not be chased: whatever came first. A machine that is
// too slow to pay half of them before their timers gets more time.
func TestPaidWhileTheWorkerWasAwayIsNotChased(t *testing.T) {
	t.Parallel()
	house, n := newHouse(t, nil), rounds(t)
	lead := 3*time.Second + time.Duration(n)*80*time.Millisecond
	for try := 0; ; try++ {
		h := house.within(t) // its cases start by the clock again
		h.work()
		numbers := h.race(try, n, lead)
		if h.raced(numbers) {
			h.notChased(numbers)
			return
		}
		if lead *= 2; lead > patience {
			t.Fatal("the timers always fire before the payments")
		}
	}
}

// race makes cases whose timers fire in so long, stops the worker and pays
// half of them before and half of them after.
func (h *house) race(try, n int, lead time.Duration) (numbers []string) {
	h.t.Helper()
	for i := range n {
		numbers = append(numbers, fmt.Sprintf("F-%d-%d", try, i))
		h.invoice(numbers[i], fmt.Sprintf("C-%d-%d", try, i), 20, 120000)
	}
	due := dunning.Next(h.load(numbers[0]), h.now()).At
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
	return numbers
}

// raced tells whether the race was the one that is meant: timer and signal are
// in the history, in this order, and no worker has seen either.
func (h *house) raced(numbers []string) bool {
	h.t.Helper()
	for i, number := range numbers {
		if !h.bothWait(number, i%2 == 0) {
			return false
		}
	}
	return true
}

func (h *house) notChased(numbers []string) {
	h.t.Helper()
	h.work()
	for _, number := range numbers {
		if c := h.closes(number, dunning.Paid); c.Contacted() {
			h.t.Errorf("%s was chased: %+v", number, c)
		}
		if got := h.mails("C" + number[1:]); got > 0 {
			h.t.Errorf("%d mails left about %s", got, number)
		}
	}
	h.agree(numbers...)
	h.t.Logf("%d cases paid while no worker ran, with their timer due: no mail", len(numbers))
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
	if err := h.temporal.SignalWorkflow(h.t.Context(), h.id(number), "", name, json.RawMessage(payload)); err != nil {
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

// bothWait tells whether a payment and a timer wait in this order.
func (h *house) bothWait(number string, paidFirst bool) bool {
	h.t.Helper()
	paid, timer := h.first(number, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED), h.first(number, enumspb.EVENT_TYPE_TIMER_FIRED)
	if paid == 0 || timer == 0 || (paid < timer) != paidFirst {
		h.t.Logf("%s: paid is event %d, the timer %d", number, paid, timer)
		return false
	}
	for _, e := range h.events(number) {
		if e.GetEventId() > min(paid, timer) && e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_TASK_STARTED {
			h.t.Logf("%s: a worker has been there", number)
			return false
		}
	}
	return true
}
