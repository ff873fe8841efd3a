package app

import (
	"context"
	"time"
)

// sweepEvery is how often the sweep runs.
const sweepEvery = 10 * time.Minute

// sweep is the safety net: it queues the start of open cases whose workflow
// was never started, and drops what the outbox delivered long ago.
func (a *App) sweep(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := a.Store.RequeueMissing(ctx, time.Now().Add(-sweepEvery))
		switch {
		case err != nil && ctx.Err() == nil:
			a.Log.Warn("sweep failed", "error", err)
		case n > 0:
			a.Log.Warn("cases without a workflow are started again", "cases", n)
		}
		if _, err := a.Store.PruneOutbox(ctx, time.Now().Add(-7*24*time.Hour)); err != nil && ctx.Err() == nil {
			a.Log.Warn("the outbox cannot be pruned", "error", err)
		}
		pauseFor(ctx, sweepEvery)
	}
	return nil
}
