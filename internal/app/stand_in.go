package app

import (
	"context"
	"time"

	"relance/internal/registeredmail/maileva"
)

// StandIn changes how Maileva is reached, before the first letter: a test of
// the whole program, or a rehearsal on one machine, leads it to a stand-in.
func (a *App) StandIn(change func(*maileva.Options)) { a.post.standIn = change }

// TrackLetters asks about every letter that is due at an instant (case time),
// once, as the worker does every few minutes. A letter that cannot be followed
// is logged, and asked about later.
func (a *App) TrackLetters(ctx context.Context, now time.Time) error { return a.trackLetters(ctx, now) }
