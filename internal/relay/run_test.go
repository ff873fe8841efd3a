package relay

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"relance/internal/dunning"
)

// silent is a database with an empty outbox that a relay talks to.
type silent struct {
	due, listened atomic.Int32
	blackHole     bool // no answer comes
	news          chan struct{}
}

func (s *silent) Due(ctx context.Context, _, _ int) ([]dunning.Outgoing, error) {
	s.due.Add(1)
	if s.blackHole {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return nil, nil
}

func (s *silent) ListenOutbox(ctx context.Context, wake func()) error {
	if n := s.listened.Add(1); n > 100 {
		<-ctx.Done() // it spins: the test's clock stands still meanwhile
		return ctx.Err()
	}
	if s.news == nil {
		return errors.New("permission denied to listen")
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.news:
			wake()
		}
	}
}

func (s *silent) Delivered(context.Context, ...int64) error                         { return nil }
func (s *silent) Failed(context.Context, int64, error, time.Time) error             { return nil }
func (s *silent) StartsDue(context.Context) (bool, error)                           { return false, nil }
func (s *silent) LoadCase(context.Context, dunning.Ref) (c dunning.Case, err error) { return c, nil }

// runFor relays for a while of the test's own clock.
func runFor(t *testing.T, s *silent, d time.Duration, meanwhile func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if meanwhile != nil {
		go meanwhile()
	}
	r := &Relay{Store: s, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

// A connection that swallows everything costs a query's limit, not the relay.
func TestADatabaseThatDoesNotAnswerDoesNotStopTheRelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &silent{blackHole: true}
		runFor(t, s, 2*time.Minute, nil)
		if n := s.due.Load(); n < 9 || n > 12 {
			t.Errorf("the outbox was asked %d times in two minutes, want each query given up after ten seconds", n)
		}
	})
}

// Where nobody may listen, the relay looks every two seconds, and tries to
// listen again without spinning.
func TestARelayThatCannotListenLooksEveryTwoSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &silent{}
		runFor(t, s, time.Minute, nil)
		if due, listened := s.due.Load(), s.listened.Load(); due < 29 || due > 31 || listened > 13 {
			t.Errorf("looked %d times and tried to listen %d times in a minute, want 30 and 12", due, listened)
		}
	})
}

func TestNewsWakeTheRelayAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &silent{news: make(chan struct{})}
		runFor(t, s, time.Second, func() {
			time.Sleep(500 * time.Millisecond)
			s.news <- struct{}{}
		})
		if n := s.due.Load(); n != 2 {
			t.Errorf("looked %d times, want at the beginning and at the news", n)
		}
	})
}
