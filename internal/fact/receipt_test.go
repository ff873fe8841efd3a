package fact

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// acknowledges plays a receipt, and fails when it answers a payment twice or
// speaks for a case that it must not speak for.
func (w *world) acknowledges(d dunning.Decision) bool {
	if !dunning.IsReceipt(d.Step) {
		return false
	}
	switch {
	case w.c.State == dunning.Closed || w.c.Balance <= 0:
		w.t.Fatalf("a receipt for a case that is %s and owes %s", w.c.State, w.c.Balance)
	case w.c.Held(dunning.HoldInsolvency) || w.c.Held(dunning.HoldManual) || w.c.State == dunning.HandedOver:
		w.t.Fatalf("a receipt though the case is %s with %+v", w.c.State, w.c.Holds)
	case w.c.Attention != nil:
		w.t.Fatalf("a receipt though a person must look at %+v", w.c.Attention)
	case w.c.Acknowledged() <= 0:
		w.t.Fatalf("a receipt for %s", w.c.Acknowledged())
	}
	for _, r := range w.c.Receipts {
		if w.acked[r.Payment] {
			w.t.Fatalf("payment %d is acknowledged twice", r.Payment)
		}
		w.acked[r.Payment] = true
	}
	w.record(dunning.Event{Kind: dunning.KindThanked, Step: d.Step})
	if len(w.c.Receipts) > 0 {
		w.t.Fatalf("after its receipt the case still wants to acknowledge %+v", w.c.Receipts)
	}
	return true
}

// TestNoOrderOfPaymentsIsAcknowledgedTwice lets payments of a case come, go back
// and be told again while it is held, released, handed over and closed.
func TestNoOrderOfPaymentsIsAcknowledgedTwice(t *testing.T) {
	t.Parallel()
	receipts := 0
	rapid.Check(t, func(t *rapid.T) {
		r, err := dunning.NewRules(dunning.DefaultPlan(), calendar.Metropole, "atelier", "C-1")
		if err != nil {
			t.Fatal(err)
		}
		due := calendar.NewDate(2026, time.March, 2)
		w := &world{t: t, r: r, now: r.Window.Instant(due.AddDays(6), r.Zone, r.Jitter), sent: map[string]int{}, acked: map[int64]bool{}, c: dunning.Case{
			Number: "F-1", Due: due, Opening: 120000, Balance: 120000, State: dunning.Scheduled, Steps: r.Schedule(due, due.AddDays(-20)),
		}}
		w.record(dunning.Event{Kind: dunning.KindSkipped, Step: "courtesy"})
		w.record(dunning.Event{Kind: dunning.KindSent, Step: "first"})
		for range rapid.IntRange(1, 30).Draw(t, "rounds") {
			w.pay()
			if rapid.IntRange(0, 3).Draw(t, "tell") == 0 {
				w.tell()
			}
			if rapid.Bool().Draw(t, "act") {
				w.act()
			}
			w.now = w.now.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "hours")) * time.Hour)
		}
		w.act()
		receipts += len(w.acked)
	})
	if receipts == 0 {
		t.Error("no payment was acknowledged: the test tests nothing")
	}
}

// pay records money that comes or goes back.
func (w *world) pay() {
	got := money.Cents(rapid.Int64Range(-30000, 60000).Draw(w.t, "got"))
	if got == 0 || w.c.State == dunning.Closed {
		return
	}
	left := w.c.Balance - got
	w.record(dunning.Event{Kind: dunning.KindPaid, Amount: got, Date: w.r.Today(w.now), Balance: &left})
}
