package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/patience"
)

// Standings tells how open cases stand, and orders a workflow for one anew.
type Standings interface {
	Overdue(ctx context.Context, before time.Time, limit int) ([]desk.Standing, error)
	Standings(ctx context.Context, after int64, limit int) ([]desk.Standing, error)
	Restart(ctx context.Context, ref dunning.Ref) error
}

// Chore is something that is looked after at each sweep.
type Chore struct {
	Doing string // for the log when it fails, as "watching approvals"
	Done  string // for the log when there was something to do; empty says nothing
	Warn  bool   // what was done is a warning: it should not have been needed
	// Do looks after it and counts what there was to do. Now is case time.
	Do func(ctx context.Context, now time.Time) (int, error)
}

// Sweep is the safety net: every ten minutes it orders a new start for open
// cases that lost their workflow, and does its chores. A chore that fails, or
// takes longer than its limit, does not stop the others.
type Sweep struct {
	Store    Standings
	Temporal client.Client
	Log      *slog.Logger
	Now      func() time.Time
	Chores   []Chore

	mark int64 // how far it has walked through the cases
}

const (
	sweepEvery = 10 * time.Minute
	sweepBatch = 500             // cases on a page
	sweepWidth = 8               // questions to Temporal at once
	choreLimit = 5 * time.Minute // for one chore
	// sweepMany is the share of a page, one in ten, from which on more than
	// single cases were lost, so that the walk goes on to the end at once.
	sweepMany = 10
	// sweepFaults is how many failures on a page tell that Temporal or the
	// database is away: looking further would only wait.
	sweepFaults = 20
)

// Run sweeps until the context ends.
func (s *Sweep) Run(ctx context.Context) error {
	lost := Chore{Doing: "looking for cases without a workflow", Done: "cases without a workflow are started again", Warn: true,
		Do: func(ctx context.Context, now time.Time) (int, error) { return s.Restart(ctx, now) }}
	for ctx.Err() == nil {
		s.do(ctx, lost, 0)
		for _, c := range s.Chores {
			if ctx.Err() == nil {
				s.do(ctx, c, choreLimit)
			}
		}
		patience.Pause(ctx, sweepEvery)
	}
	return nil
}

// do does one chore; limit 0 is none, for one that bounds its steps itself.
func (s *Sweep) do(ctx context.Context, c Chore, limit time.Duration) {
	work, cancel := ctx, context.CancelFunc(func() {})
	if limit > 0 {
		work, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	n, err := c.Do(work, s.Now())
	if n > 0 && c.Done != "" {
		level := slog.LevelInfo
		if c.Warn {
			level = slog.LevelWarn
		}
		s.Log.Log(ctx, level, c.Done, "count", n)
	}
	if err != nil && ctx.Err() == nil {
		s.Log.Warn("a part of the sweep failed", "doing", c.Doing, "error", err)
	}
}

// Restart orders a new start for open cases without a workflow that lives:
// Temporal's store was lost, or somebody terminated the execution. It looks at
// those that should have acted long ago, and at one page of the others, the
// next page each time. When many are missing it walks on at once through all of
// them. A case that cannot be looked at does not stop the others; it is looked
// at again in the next round.
func (s *Sweep) Restart(ctx context.Context, now time.Time) (n int, err error) {
	late, err := s.page(ctx, func(ctx context.Context) ([]desk.Standing, error) {
		return s.Store.Overdue(ctx, now.Add(-sweepEvery), sweepBatch)
	})
	if err != nil {
		return 0, err
	}
	if n, err = s.look(ctx, late); isAway(err) {
		return n, err
	}
	for began, turned := s.mark, false; ; {
		missing, size, failed := s.next(ctx)
		n, err = n+missing, errors.Join(err, failed)
		few, end := missing*sweepMany < size, size < sweepBatch
		switch {
		case isAway(failed), ctx.Err() != nil, few, end && began == 0, turned && (end || s.mark >= began):
			return n, err
		case end:
			turned = true // those before the first page come now
		}
	}
}

// next looks at the next page and moves the mark past it. A page that could not
// be looked at is the next one again.
func (s *Sweep) next(ctx context.Context) (missing, size int, err error) {
	page, err := s.page(ctx, func(ctx context.Context) ([]desk.Standing, error) {
		return s.Store.Standings(ctx, s.mark, sweepBatch)
	})
	if err != nil {
		return 0, 0, awayError{0, err}
	}
	if missing, err = s.look(ctx, page); isAway(err) || ctx.Err() != nil {
		return missing, len(page), err
	}
	if s.mark = 0; len(page) == sweepBatch { // else from the start again
		s.mark = page[len(page)-1].ID
	}
	return missing, len(page), err
}

// page reads some cases within the limit of a query.
func (s *Sweep) page(ctx context.Context, read func(context.Context) ([]desk.Standing, error)) ([]desk.Standing, error) {
	ctx, cancel := context.WithTimeout(ctx, choreLimit)
	defer cancel()
	return read(ctx)
}

// awayError says that a page could not be read, or was given up after many
// failures.
type awayError struct {
	failed int
	last   error
}

func (e awayError) Error() string {
	if e.failed == 0 {
		return e.last.Error()
	}
	return fmt.Sprintf("%d cases could not be looked at: %v", e.failed, e.last)
}

func (e awayError) Unwrap() error { return e.last }

func isAway(err error) bool { return errors.As(err, new(awayError)) }

// look orders a start for those of a page that have no workflow, and counts
// them. The error tells of the first that failed.
func (s *Sweep) look(ctx context.Context, page []desk.Standing) (int, error) {
	var n, failed atomic.Int64
	faults := make([]error, len(page))
	var g errgroup.Group
	g.SetLimit(sweepWidth)
	for i, c := range page {
		g.Go(func() error {
			if failed.Load() >= sweepFaults || ctx.Err() != nil {
				return nil
			}
			ordered, err := s.restart(ctx, c)
			if faults[i] = err; err != nil {
				failed.Add(1)
			}
			if ordered {
				n.Add(1)
			}
			return nil
		})
	}
	_ = g.Wait() // each fault is in its place
	var first error
	for i := range faults {
		if faults[i] != nil && first == nil {
			first = fmt.Errorf("looking at the case of invoice %s: %w", page[i].Ref.Number, faults[i])
		}
	}
	switch count := int(failed.Load()); {
	case count >= sweepFaults:
		return int(n.Load()), awayError{count, first}
	case count > 1:
		first = fmt.Errorf("%w (and %d others failed)", first, count-1)
	}
	return int(n.Load()), first
}

// restart orders a start for a case when its workflow is gone. One that closes
// just then needs none.
func (s *Sweep) restart(ctx context.Context, c desk.Standing) (ordered bool, err error) {
	if !c.Started {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*relayLimit)
	defer cancel()
	running, err := isRunning(ctx, s.Temporal, c.Workflow)
	if err != nil || running {
		return false, err
	}
	if err := s.Store.Restart(ctx, c.Ref); err != nil {
		if dunning.ErrorCode(err) == dunning.CodeConflict {
			return false, nil // it was closed meanwhile
		}
		return false, err
	}
	return true, nil
}
