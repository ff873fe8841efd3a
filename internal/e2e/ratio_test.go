//go:build bench

package e2e

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"relance/internal/app"
)

// figure is one line of the table: what the program does, beside what the same
// machine and the same servers do without it, in the same run.
type figure struct {
	name       string
	ours, bare string // measured, with their unit
	ratio      float64
	aim        float64
	atMost     bool // the aim is a limit
}

func (f figure) reached() bool {
	if f.atMost {
		return f.ratio <= f.aim
	}
	return f.ratio >= f.aim
}

// TestRatios measures, one figure after the other, and prints the table. It
// asserts nothing: a machine that others use too may miss an aim.
func TestRatios(t *testing.T) { //nolint:paralleltest // it measures
	var all []figure
	for _, measure := range []struct {
		name string
		run  func(*testing.T) []figure
	}{
		{"start", startingCases}, {"overtake", paymentDuringImport}, {"steps", stepsOfCases}, {"cost", costOfACase}, {"sleep", sleepingCases}, {"mails", mailsOfAWorker},
	} {
		t.Run(measure.name, func(t *testing.T) { all = append(all, measure.run(t)...) })
	}
	fmt.Print(table(all))
}

func table(all []figure) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nFIGURE\tRELANCE\tBARE\tRATIO\tAIM\t")
	for _, f := range all {
		sign, verdict := "≥", ""
		if f.atMost {
			sign = "≤"
		}
		if !f.reached() {
			verdict = "missed"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%.2f\t%s %g\t%s\n", f.name, f.ours, f.bare, f.ratio, sign, f.aim, verdict)
	}
	_ = w.Flush() // into memory
	return b.String() + "\n"
}

// perSecond is the figure of two rates over the same number of things.
func perSecond(name, unit string, n int, ours, bare time.Duration, aim float64) figure {
	rate := func(d time.Duration) string { return fmt.Sprintf("%.0f %s/s", float64(n)/d.Seconds(), unit) }
	return figure{name: name, ours: rate(ours), bare: rate(bare), ratio: bare.Seconds() / ours.Seconds(), aim: aim}
}

// serve runs a worker in this process and gives its connections, whose
// registry counts what it did.
func (h *house) serve() *app.App {
	h.t.Helper()
	a, err := app.Open(h.t.Context(), h.cfg, quiet())
	h.must(err)
	h.must(h.dial(a))
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		defer a.Close()
		if err := a.RunWorker(ctx); err != nil {
			h.t.Errorf("worker: %v", err)
		}
	})
	h.t.Cleanup(func() { cancel(); wg.Wait() })
	return a
}

// workflowTasks counts the workflow tasks that a worker has worked off.
func workflowTasks(t *testing.T, a *app.App) (n uint64) {
	t.Helper()
	all, err := a.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.GetName() == "temporal_workflow_task_execution_latency_seconds" {
			for _, one := range m.GetMetric() {
				n += one.GetHistogram().GetSampleCount()
			}
		}
	}
	return n
}

// bareQueue is where the workflows wait that do nothing of ours.
const bareQueue = "bare"

// bareWorker serves workflows that are not ours.
func (h *house) bareWorker(register func(worker.Worker)) {
	h.t.Helper()
	w := worker.New(h.temporal.Client, bareQueue, worker.Options{})
	register(w)
	h.must(w.Start())
	h.t.Cleanup(w.Stop)
}

// bareStart starts workflows of a name, so many at once.
func (h *house) bareStart(name string, ids []string) {
	h.t.Helper()
	h.each(ids, func(id string) error {
		_, err := h.temporal.ExecuteWorkflow(h.t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: bareQueue}, name)
		return err
	})
}

// each does something for all ids, as many at once as the relay does.
func (h *house) each(ids []string, do func(id string) error) {
	h.t.Helper()
	work, faults := make(chan string), make(chan error, 1)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for id := range work {
				if err := do(id); err != nil {
					select {
					case faults <- err:
					default:
					}
				}
			}
		})
	}
	for _, id := range ids {
		work <- id
	}
	close(work)
	wg.Wait()
	select {
	case err := <-faults:
		h.t.Fatal(err)
	default:
	}
}

// reached waits, without taking much from those who work, until a count is
// there, and tells how long that took.
func (h *house) reached(since time.Time, n int, count func() int) time.Duration {
	h.t.Helper()
	for count() < n {
		if time.Since(since) > time.Hour {
			h.t.Fatalf("%d of %d", count(), n)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return time.Since(since)
}

// names makes so many of them.
func names(prefix string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("%s-%d", prefix, i))
	}
	return out
}

// size is a number that the environment may set.
func size(t *testing.T, name string, otherwise int) int {
	t.Helper()
	n := otherwise
	if text := os.Getenv(name); text != "" {
		if _, err := fmt.Sscan(text, &n); err != nil || n <= 0 {
			t.Fatalf("%s=%q is not a number", name, text)
		}
	}
	return n
}

func named(w worker.Worker, name string, f any) {
	w.RegisterWorkflowWithOptions(f, workflow.RegisterOptions{Name: name})
}
