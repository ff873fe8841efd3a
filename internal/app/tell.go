package app

import (
	"context"
	"errors"
	"log/slog"

	"relance/internal/postgres/outbox"
	"relance/internal/relay"
)

// errNoTemporal says that facts wait in the outbox.
var errNoTemporal = errors.New("not connected to Temporal")

// Tell hands what waits in the outbox to Temporal at once, instead of waiting
// for a worker's relay. It needs Dial first. Of a large import only so many
// cases are started as Temporal can take: startsWait then tells that a worker's
// relay starts the others. What fails is in no log: the worker tries it again,
// and logs it.
func (a *App) Tell(ctx context.Context) (startsWait bool, err error) {
	if a.temporal == nil {
		return false, errNoTemporal
	}
	r := &relay.Relay{Store: outbox.New(a.store), Cases: a.store, Temporal: a.temporal, Log: slog.New(slog.DiscardHandler), Now: a.store.Now}
	if _, err = r.Drain(ctx); errors.Is(err, relay.ErrBehind) {
		return true, nil
	}
	return false, err
}
