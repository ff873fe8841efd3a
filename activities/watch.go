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
	const doing = "reading the official notices"
	if a.Log != nil {
		a.Log(ctx, doing, dunning.Ref{}, err)
	}
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	return out, temporalError(doing, err)
}
