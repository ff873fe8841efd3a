package wire

import (
	"context"
	"time"

	"relance/internal/registeredmail"
)

// Tokens keeps the access token of a carrier's account until shortly before it
// ends. Of many goroutines that need one, one asks. Make it with NewTokens.
type Tokens struct {
	carrier string
	margin  time.Duration
	clock   func() time.Time
	turn    chan struct{} // held while one is fetched; a channel, since waiting must end with a context
	value   string
	renewAt time.Time
}

// NewTokens keeps tokens of a carrier, which is named in errors. They are
// renewed a margin before they end, or after half their life when that is
// short.
func NewTokens(carrier string, margin time.Duration, clock func() time.Time) *Tokens {
	return &Tokens{carrier: carrier, margin: margin, clock: clock, turn: make(chan struct{}, 1)}
}

// Get gives a token that is good for now: the one that is kept, or what fetch
// brings, with the instant at which it ends. stale is one that was refused; it
// is not given again. Waiting for another goroutine's fetch ends with the
// context, as CodeUnavailable; errors of fetch come back as they are.
func (k *Tokens) Get(ctx context.Context, stale string, fetch func(context.Context) (string, time.Time, error)) (string, error) {
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return "", registeredmail.Errorf(registeredmail.CodeUnavailable, "asking %s for a token: %w", k.carrier, ctx.Err())
	}
	if k.value != "" && k.value != stale && k.clock().Before(k.renewAt) {
		return k.value, nil
	}
	value, until, err := fetch(ctx)
	if err != nil {
		k.value = ""
		return "", err
	}
	k.value, k.renewAt = value, until.Add(-min(k.margin, until.Sub(k.clock())/2))
	return value, nil
}
