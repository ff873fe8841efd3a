package app

import (
	"context"
	"log/slog"
	"time"

	"relance/internal/dunning"
)

// startPatience is how long a worker waits at its start for PostgreSQL and
// Temporal, which may be starting as well or restarting just then.
const startPatience = 2 * time.Minute

// Patiently tries again while something that must run is unavailable, for two
// minutes: a machine that boots, or a database that restarts, needs no
// supervisor to start the worker twice. Other errors come back at once.
func Patiently(ctx context.Context, log *slog.Logger, try func() error) error {
	deadline := time.Now().Add(startPatience)
	for wait := 250 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := try()
		if dunning.ErrorCode(err) != dunning.CodeUnavailable || ctx.Err() != nil || time.Now().Add(wait).After(deadline) {
			return err
		}
		log.Warn("not yet: trying again", "error", err)
		pauseFor(ctx, wait)
	}
}
