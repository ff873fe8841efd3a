package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"relance/internal/desk"
	"relance/internal/dunning"
)

// openCases are open cases as a sweep sees them.
type openCases struct {
	mu      sync.Mutex
	late    []desk.Standing
	open    []desk.Standing
	faults  map[string]error // of Restart, by number
	ordered []string
}

func newOpenCases(n int) *openCases {
	b := &openCases{faults: map[string]error{}}
	for i := range n {
		ref := dunning.Ref{Creditor: "atelier", Number: fmt.Sprintf("F-%04d", i+1)}
		b.open = append(b.open, desk.Standing{ID: int64(i + 1), Ref: ref, Workflow: ref.ID(), Started: true})
	}
	return b
}

func (b *openCases) Overdue(context.Context, time.Time, int) ([]desk.Standing, error) {
	return b.late, nil
}

func (b *openCases) Standings(_ context.Context, after int64, limit int) ([]desk.Standing, error) {
	rest := b.open[min(int(after), len(b.open)):]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

func (b *openCases) Restart(_ context.Context, ref dunning.Ref) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.faults[ref.Number]; err != nil {
		return err
	}
	b.ordered = append(b.ordered, ref.Number)
	for i := range b.open {
		if b.open[i].Ref == ref {
			b.open[i].Started = false // the order waits in the outbox
		}
	}
	return nil
}

// lost is a Temporal whose store was lost, or that is away.
type lost struct {
	client.Client
	away error
}

func (l *lost) DescribeWorkflowExecution(context.Context, string, string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	if l.away != nil {
		return nil, l.away
	}
	return nil, serviceerror.NewNotFound("unknown")
}

func sweepOf(b *openCases, t client.Client) *Sweep {
	return &Sweep{Store: b, Temporal: t, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return aMorning }}
}

// One case that closes, or fails, while the sweep looks at it is not the end of
// the sweep: the other 68 get their workflow.
func TestOneCaseThatFailsDoesNotEndTheSweep(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault     error
		delivered bool
	}{
		"closed meanwhile":  {dunning.Errorf(dunning.CodeConflict, "the case of invoice F-0007 is closed"), false},
		"it cannot be read": {errors.New("no such page"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newOpenCases(69)
			b.faults["F-0007"] = tt.fault
			n, err := sweepOf(b, &lost{}).Restart(t.Context(), aMorning)
			if n != 68 || len(b.ordered) != 68 || (err != nil) != tt.delivered {
				t.Errorf("%d of 69 cases are started again (%v), want 68", n, err)
			}
		})
	}
}

// After the loss of Temporal's store one sweep orders them all, from wherever
// it stood.
func TestASweepThatFindsManyMissingWalksThroughAllCases(t *testing.T) {
	t.Parallel()
	for name, mark := range map[string]int64{"from the beginning": 0, "from the middle": 2000, "from the last page": 4800} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newOpenCases(5003)
			s := sweepOf(b, &lost{})
			s.mark = mark
			if n, err := s.Restart(t.Context(), aMorning); n != 5003 || err != nil {
				t.Errorf("%d of 5003 cases are started again (%v)", n, err)
			}
		})
	}
}

func TestASweepThatFindsFewMissingLooksAtOnePageOnly(t *testing.T) {
	t.Parallel()
	b := newOpenCases(3 * sweepBatch)
	for i := range b.open {
		b.open[i].Started = i%sweepBatch == 3
	}
	s := sweepOf(b, &lost{})
	for sweep := 1; sweep <= 3; sweep++ {
		if n, err := s.Restart(t.Context(), aMorning); n != 1 || err != nil || len(b.ordered) != sweep {
			t.Errorf("sweep %d starts %d cases again (%v), want the one of its page", sweep, n, err)
		}
	}
}

// While Temporal is away a page is not counted as looked at.
func TestAPageThatCouldNotBeLookedAtComesAgain(t *testing.T) {
	t.Parallel()
	b := newOpenCases(2 * sweepBatch)
	temporal := &lost{away: errors.New("unavailable")}
	s := sweepOf(b, temporal)
	if n, err := s.Restart(t.Context(), aMorning); n != 0 || err == nil || s.mark != 0 {
		t.Errorf("%d cases started (%v), mark %d: want an error and the first page again", n, err, s.mark)
	}
	temporal.away = nil
	if n, err := s.Restart(t.Context(), aMorning); n != 2*sweepBatch || err != nil {
		t.Errorf("%d cases are started again (%v), want all", n, err)
	}
}

// One case that cannot be looked at does not keep the walk on its page: the next
// sweep looks at the next one.
func TestASingleFaultDoesNotKeepTheWalkOnItsPage(t *testing.T) {
	t.Parallel()
	b := newOpenCases(3 * sweepBatch)
	for i := range b.open {
		b.open[i].Started = i%sweepBatch == 3
	}
	b.faults["F-0004"] = errors.New("no such page") // on the first page
	s := sweepOf(b, &lost{})
	if n, err := s.Restart(t.Context(), aMorning); n != 0 || err == nil {
		t.Fatalf("the first sweep starts %d cases again (%v), want its only one to fail", n, err)
	}
	for sweep, want := range []string{"F-0504", "F-1004"} {
		if n, err := s.Restart(t.Context(), aMorning); n != 1 || err != nil || b.ordered[sweep] != want {
			t.Errorf("sweep %d starts %v again (%v), want %s", sweep+2, b.ordered, err, want)
		}
	}
}

// A chore that hangs is given up at its limit, and the others still come.
func TestAChoreThatHangsDoesNotStopTheSweep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		done := 0
		s := sweepOf(newOpenCases(0), &lost{})
		s.Chores = []Chore{
			{Doing: "hanging", Do: func(ctx context.Context, _ time.Time) (int, error) { <-ctx.Done(); return 0, ctx.Err() }},
			{Doing: "counting", Do: func(context.Context, time.Time) (int, error) { done++; return 0, nil }},
		}
		go func() {
			time.Sleep(59 * time.Minute) // of the test's own clock
			stop()
		}()
		if err := s.Run(ctx); err != nil || done != 4 {
			t.Errorf("the second chore was done %d times in 59 minutes (%v), want 4", done, err)
		}
	})
}
