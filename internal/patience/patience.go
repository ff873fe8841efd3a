// Package patience waits: for a while, or until something that must run is
// there. Every wait ends with its context.
package patience

import (
	"context"
	"log/slog"
	"time"

	"relance/internal/dunning"
)

// limit is how long Try waits for PostgreSQL and Temporal, which may be
// starting as well or restarting just then.
const limit = 2 * time.Minute

// Try tries again while something that must run is unavailable, for two
// minutes: a machine that boots, or a database that restarts, needs no
// supervisor to start the worker twice. Other errors come back at once.
func Try(ctx context.Context, log *slog.Logger, try func() error) error {
	deadline := time.Now().Add(limit)
	for wait := 250 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := try()
		if dunning.ErrorCode(err) != dunning.CodeUnavailable || ctx.Err() != nil || time.Now().Add(wait).After(deadline) {
			return err
		}
		log.Warn("not yet: trying again", "error", err)
		Pause(ctx, wait)
	}
}

// Pause waits for the duration, or until the context ends.
func Pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
