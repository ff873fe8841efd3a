//go:build bench

package e2e

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// blocks is how many times ours and the bare thing take turns, so that what
// else the machine does falls on both.
const blocks = 4

// startingCases imports invoices until the first workflow task of each case is
// worked off; bare workflows end with theirs.
func startingCases(t *testing.T) []figure {
	h := newHouse(t, nil)
	a := h.serve()
	var bareRuns atomic.Int64
	h.bareWorker(func(w worker.Worker) {
		named(w, "Empty", func(workflow.Context) error { bareRuns.Add(1); return nil })
	})
	n := size(t, "RELANCE_BENCH_STARTS", 2000) / blocks
	var ours, bare time.Duration
	for block := range blocks + 1 {
		begun, before := time.Now(), bareRuns.Load()
		h.bareStart("Empty", names(fmt.Sprint("empty-", block), n))
		bareTook := h.reached(begun, n, func() int { return int(bareRuns.Load() - before) })

		begun, done := time.Now(), workflowTasks(t, a)
		h.take(names(fmt.Sprint("F-", block), n))
		tookOurs := h.reached(begun, n, func() int { return int(workflowTasks(t, a) - done) })
		if block > 0 { // the first is for warming up
			ours, bare = ours+tookOurs, bare+bareTook
		}
	}
	return []figure{perSecond("cases started from an import / empty workflows", "cases", n*blocks, ours, bare, 0.8)}
}

// take imports invoices, each of a debtor of its own, as the command does.
func (h *house) take(numbers []string) {
	h.t.Helper()
	const batch = 100
	for len(numbers) > 0 {
		some := numbers[:min(batch, len(numbers))]
		numbers = numbers[len(some):]
		var list []dunning.NewInvoice
		for _, number := range some {
			n := h.newInvoice(number, "D-"+number, 20, 120000)
			n.Invoice.Due = n.Invoice.Due.NextBusinessDay(calendar.Metropole)
			list = append(list, n)
		}
		for _, added := range h.store.AddInvoices(h.t.Context(), list) {
			if added.State != dunning.AddCreated {
				h.t.Fatalf("%s: %s %v", added.Ref.Number, added.State, added.Err)
			}
		}
	}
}

// paymentDuringImport tells a case of its payment while a large import begins,
// and how long that takes of the time in which all its cases are started.
func paymentDuringImport(t *testing.T) []figure {
	h := newHouse(t, nil)
	a := h.serve()
	h.take([]string{"early"})
	h.reached(time.Now(), 1, func() int { return int(workflowTasks(t, a)) })
	n := size(t, "RELANCE_BENCH_IMPORT", 2000)
	h.take(names("F", n))
	begun := time.Now()
	h.pay("early")
	h.must(h.temporal.GetWorkflow(t.Context(), h.id("early"), "").Get(t.Context(), nil))
	paid := time.Since(begun)
	all := h.reached(begun, 0, func() int { return -query[int](h, "select count(*) from outbox where delivered_at is null") })
	return []figure{{
		name: fmt.Sprintf("a payment reaches its case during an import of %d / the import's cases are started", n),
		ours: fmt.Sprintf("%.1f s", paid.Seconds()), bare: fmt.Sprintf("%.1f s", all.Seconds()),
		ratio: paid.Seconds() / all.Seconds(), aim: 0.2, atMost: true,
	}}
}
