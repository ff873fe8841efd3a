package wire_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

func TestTokensAreKeptUntilShortlyBeforeTheirEnd(t *testing.T) {
	t.Parallel()
	now, asked := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), 0
	k := wire.NewTokens("La Malle", time.Minute, func() time.Time { return now })
	fetch := func(context.Context) (string, time.Time, error) {
		asked++
		return fmt.Sprintf("token-%d", asked), now.Add(10 * time.Minute), nil
	}
	for _, step := range []struct {
		after time.Duration
		stale string
		want  string
	}{
		{0, "", "token-1"}, {8 * time.Minute, "", "token-1"}, {time.Minute, "", "token-2"}, // nine of ten minutes are over
		{0, "token-1", "token-2"}, {0, "token-2", "token-3"}, // refused
	} {
		now = now.Add(step.after)
		if got, err := k.Get(t.Context(), step.stale, fetch); err != nil || got != step.want {
			t.Errorf("%s after, %q refused: %q %v, want %q", step.after, step.stale, got, err, step.want)
		}
	}
	broken := errors.New("refused")
	none := func(context.Context) (string, time.Time, error) { return "", time.Time{}, broken }
	if _, err := k.Get(t.Context(), "token-3", none); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if got, err := k.Get(t.Context(), "", fetch); err != nil || got != "token-4" {
		t.Errorf("after a failure the old token is given: %q %v", got, err)
	}
}

func TestWaitingForATokenEndsWithTheContext(t *testing.T) {
	t.Parallel()
	k := wire.NewTokens("La Malle", time.Minute, time.Now)
	_, err := k.Get(t.Context(), "", func(context.Context) (string, time.Time, error) {
		over, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := k.Get(over, "", nil) // while the other fetches
		return "", time.Time{}, err
	})
	if registeredmail.ErrorCode(err) != registeredmail.CodeUnavailable {
		t.Errorf("got %v, want it to say that it is unavailable", err)
	}
}
