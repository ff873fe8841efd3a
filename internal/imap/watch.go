package imap

import (
	"cmp"
	"context"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"relance/internal/dunning"
	"relance/internal/patience"
)

// idle is how long the reader waits for the server to announce a mail before
// it looks by itself: shorter than a connection may be silent.
const idle = 45 * time.Second

// longestRest is how long the reader waits at most after a look that failed.
const longestRest = 5 * time.Minute

// refusedRest is how long it waits after a login that was refused: servers lock
// accounts that are tried too often.
const refusedRest = time.Hour

// Run reads until the context ends. After an error the connection is closed and
// a new one is tried, less and less often.
func (r *Reader) Run(ctx context.Context) error {
	first := cmp.Or(r.Rest, time.Second)
	rest := first
	for ctx.Err() == nil {
		began := r.Now()
		err := r.stay(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if r.Now().Sub(began) > time.Minute {
			rest = first
		}
		r.Failed(err)
		rest = min(2*rest, longestRest)
		if dunning.ErrorCode(err) == dunning.CodeInvalid {
			rest = refusedRest
		}
		patience.Pause(ctx, rest)
	}
	return nil
}

// stay reads on one connection until it fails.
func (r *Reader) stay(ctx context.Context) error {
	woken := make(chan struct{}, 1)
	c, stop, err := r.open(ctx, func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	})
	if err != nil {
		return err
	}
	defer stop()
	for ctx.Err() == nil {
		if err := r.look(ctx, c); err != nil {
			return err
		}
		if err := r.wait(ctx, c, woken); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// wait waits for a mail in the first folder to be announced, for a while.
func (r *Reader) wait(ctx context.Context, c *imapclient.Client, woken <-chan struct{}) error {
	limit := min(idle, r.Every)
	if !c.Caps().Has(imap.CapIdle) {
		patience.Pause(ctx, limit)
		return nil
	}
	cmd, err := c.Idle()
	if err != nil {
		return broken("waiting for mails", err)
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-timer.C:
	case <-c.Closed():
	}
	if err := cmd.Close(); err != nil {
		return broken("waiting for mails", err)
	}
	if err := cmd.Wait(); err != nil {
		return broken("waiting for mails", err)
	}
	return nil
}
