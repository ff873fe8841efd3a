//go:build bench

package e2e

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"relance/internal/dunning"
	"relance/internal/temporalclient"
)

// stepsPerCase is how many mails of the plan leave.
const stepsPerCase = 5

// stepsOfCases plays five mails of many cases, and as many timers and
// activities that do nothing, both by the server's skipping of time.
func stepsOfCases(t *testing.T) []figure {
	h := newHouse(t, fiveMails)
	a := h.serve()
	var bareSteps atomic.Int64
	h.bareWorker(func(w worker.Worker) {
		w.RegisterActivity(nothing)
		named(w, "Steps", func(ctx workflow.Context) error {
			ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
			for range stepsPerCase {
				if err := workflow.Sleep(ctx, 10*24*time.Hour); err != nil {
					return err
				}
				if err := workflow.ExecuteActivity(ctx, nothing).Get(ctx, nil); err != nil {
					return err
				}
				bareSteps.Add(1)
			}
			return workflow.Sleep(ctx, 1000*24*time.Hour)
		})
	})
	n := size(t, "RELANCE_BENCH_CASES", 200) / blocks
	var ours, bare time.Duration
	for block := range blocks + 1 {
		plain := names(fmt.Sprint("steps-", block), n)
		h.bareStart("Steps", plain)
		h.quietly(plain)
		before := bareSteps.Load()
		bareTook := h.play(plain, 65, n*stepsPerCase, func() int { return int(bareSteps.Load() - before) })

		numbers, done := names(fmt.Sprint("F-", block), n), workflowTasks(t, a)
		h.take(numbers)
		h.reached(time.Now(), n, func() int { return int(workflowTasks(t, a) - done) })
		ids := h.ids(numbers)
		h.quietly(ids)
		sent := h.mail.Accepted()
		tookOurs := h.play(ids, 70, n*stepsPerCase, func() int { return h.mail.Accepted() - sent })
		if block > 0 {
			ours, bare = ours+tookOurs, bare+bareTook
		}
	}
	return []figure{perSecond("steps with SQL and SMTP / timers and empty activities", "steps", n*blocks*stepsPerCase, ours, bare, 0.7)}
}

func nothing(context.Context) error { return nil }

func (h *house) ids(numbers []string) (out []string) {
	for _, n := range numbers {
		out = append(out, h.id(n))
	}
	return out
}

// quietly waits until workflows have nothing to do.
func (h *house) quietly(ids []string) {
	h.t.Helper()
	h.each(ids, func(id string) error {
		for {
			d, err := h.temporal.DescribeWorkflowExecution(h.t.Context(), id, "")
			if err != nil || d.GetPendingWorkflowTask() == nil {
				return err
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
}

// play skips so many days of all workflows, in which nothing falls due near the
// end, and waits for a count.
func (h *house) play(ids []string, days, n int, count func() int) time.Duration {
	h.t.Helper()
	begun := time.Now()
	var g errgroup.Group
	for _, id := range ids {
		g.Go(func() error {
			return temporalclient.Skip(h.t.Context(), h.temporal, id, time.Duration(days)*24*time.Hour, 0)
		})
	}
	took := h.reached(begun, n, count)
	if err := g.Wait(); err != nil {
		h.t.Fatal(err)
	}
	return took
}

// costOfACase reads what five mails, a payment and the thanks leave behind in
// Temporal.
func costOfACase(t *testing.T) []figure {
	h := newHouse(t, fiveMails)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	for range stepsPerCase {
		h.send("F-1")
	}
	h.skip(time.Hour, "F-1")
	h.pay("F-1")
	h.closes("F-1", dunning.Paid)
	c := count(h.history("F-1"))
	of := func(name string, n, limit int) figure {
		return figure{
			name: name + " of five mails, payment, thanks / budget", ours: fmt.Sprint(n), bare: fmt.Sprint(limit),
			ratio: float64(n) / float64(limit), aim: 1, atMost: true,
		}
	}
	return []figure{of("events", c.events, 84), of("bytes", c.bytes, 11*1024), of("billable actions", c.actions, 22)}
}
