package app

import (
	"context"
	"log/slog"

	"relance/internal/postgres"
)

// alone tells when another program runs everything on the same database: each
// brings a Temporal server of its own, and two on one database are not meant. The
// name is held until release is called.
func alone(ctx context.Context, store *postgres.Store, log *slog.Logger, say func(format string, args ...any)) (release func()) {
	release, held, err := store.Hold(ctx, "up")
	switch {
	case err != nil:
		log.Warn("whether another program brings a Temporal server to this database is not known", "error", err)
	case !held:
		say("warning   another program runs everything on this database already, with a Temporal server of its own: stop one of the two")
		log.Warn("another program runs everything on this database already")
	default:
		return release
	}
	return func() {}
}
