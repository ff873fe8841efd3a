package app

import (
	"context"
	"time"
)

// sweepEvery is how often the sweep runs.
const sweepEvery = 10 * time.Minute

// sweep is the safety net: it orders a new start for open cases that lost
// their workflow, lets letters go on whose creditor has euros for them again,
// reminds of approvals and of declarations of claims, watches limitation, and drops what the outbox delivered
// long ago.
func (a *App) sweep(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := a.restartLost(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			a.Log.Warn("sweep failed", "error", err)
		case n > 0:
			a.Log.Warn("cases without a workflow are started again", "cases", n)
		}
		if n, err := a.Store.ExpireHandOvers(ctx, time.Now().Add(-handOverLimit)); err != nil && ctx.Err() == nil {
			a.Log.Warn("lost hand-overs cannot be looked for", "error", err)
		} else if n > 0 {
			a.Log.Warn("hand-overs without an end: a person is asked", "messages", n)
		}
		if n, err := a.Store.ReleaseLetterBudget(ctx); err != nil && ctx.Err() == nil {
			a.Log.Warn("letters that wait for euros cannot be looked for", "error", err)
		} else if n > 0 {
			a.Log.Info("there are euros for letters again: cases go on", "cases", n)
		}
		if err := a.watchApprovals(ctx, time.Now()); err != nil && ctx.Err() == nil {
			a.Log.Warn("approvals cannot be watched", "error", err)
		}
		if err := a.watchLimitation(ctx, time.Now()); err != nil && ctx.Err() == nil {
			a.Log.Warn("limitation cannot be watched", "error", err)
		}
		if err := a.watchDeclarations(ctx, time.Now()); err != nil && ctx.Err() == nil {
			a.Log.Warn("declarations of claims cannot be watched", "error", err)
		}
		if _, err := a.Store.PruneOutbox(ctx, time.Now().Add(-7*24*time.Hour)); err != nil && ctx.Err() == nil {
			a.Log.Warn("the outbox cannot be pruned", "error", err)
		}
		pauseFor(ctx, sweepEvery)
	}
	return nil
}

// handOverLimit is well past the longest attempt to hand a message over.
const handOverLimit = 30 * time.Minute

// restartLost orders a new start for open cases without a workflow that lives:
// Temporal's store was lost, or somebody terminated the execution. It looks at
// those that should have acted long ago, and at the others page by page.
func (a *App) restartLost(ctx context.Context) (n int, err error) {
	late, err := a.Store.Overdue(ctx, time.Now().Add(-sweepEvery), sweepBatch)
	if err != nil {
		return 0, err
	}
	page, err := a.Store.Standings(ctx, a.swept, sweepBatch)
	if err != nil {
		return 0, err
	}
	a.swept = 0 // from the start again after the last page
	if len(page) == sweepBatch {
		a.swept = page[len(page)-1].ID
	}
	for _, s := range append(late, page...) {
		running, err := isRunning(ctx, a.Temporal, s.Ref.ID())
		if err != nil {
			return n, err
		}
		if s.Started && !running {
			if err := a.Store.Restart(ctx, s.Ref); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// sweepBatch is how many cases of each sort one sweep looks at.
const sweepBatch = 500
