package activities

import (
	"context"

	"relance/internal/dunning"
)

// Watched is what a look at the official notices brought. It names nobody.
type Watched struct {
	Read    int `json:"read"`
	Matched int `json:"matched,omitempty"` // that name a debtor
	Frozen  int `json:"frozen,omitempty"`  // cases
}

// Watchman reads the official notices.
type Watchman interface {
	ReadNotices(ctx context.Context) (Watched, error)
}

// Watch looks at the official notices of insolvency proceedings.
type Watch struct {
	Watchman Watchman
	Log      func(ctx context.Context, doing string, ref dunning.Ref, err error)
}

// ReadNotices reads what was published since the last time, with an overlap. It
// may be called again: what is on record acts once.
func (a *Watch) ReadNotices(ctx context.Context) (Watched, error) {
	stop := heartbeats(ctx)
	defer stop()
	out, err := a.Watchman.ReadNotices(ctx)
	if err == nil {
		return out, nil
	}
	return out, notRead(ctx, a.Log, "reading the official notices", err)
}

// notRead logs an error of a service that is read by schedule, and words it for
// Temporal.
func notRead(ctx context.Context, log func(context.Context, string, dunning.Ref, error), doing string, err error) error {
	if log != nil {
		log(ctx, doing, dunning.Ref{}, err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return temporalError(doing, err)
}
