package activities

import (
	"context"

	"relance/internal/dunning"
)

// Fetched is what a reading of the platform of electronic invoices brought. It
// names nobody.
type Fetched struct {
	Fresh   int `json:"new"`  // messages that were not listed before
	Read    int `json:"read"` // messages that were taken in
	Waiting int `json:"waiting,omitempty"`
	Refused int `json:"refused,omitempty"`
}

// PlatformReader reads the platform of electronic invoices.
type PlatformReader interface {
	FetchStatuses(ctx context.Context) (Fetched, error)
}

// Platform takes lifecycle statuses in.
type Platform struct {
	Reader PlatformReader
	Log    func(ctx context.Context, doing string, ref dunning.Ref, err error)
}

// FetchStatuses reads what the platform lists since the last time. It may be
// called again: a message counts once.
func (a *Platform) FetchStatuses(ctx context.Context) (Fetched, error) {
	stop := heartbeats(ctx)
	defer stop()
	out, err := a.Reader.FetchStatuses(ctx)
	if err == nil {
		return out, nil
	}
	return out, notRead(ctx, a.Log, "reading the platform's statuses", err)
}
