package patience_test

import (
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"relance/internal/dunning"
	"relance/internal/patience"
)

// A worker that starts before its database waits for it, but not for ever; a
// wrong setting is told at once.
func TestTryWaitsForWhatIsUnavailableAndForNothingElse(t *testing.T) {
	t.Parallel()
	away := dunning.Errorf(dunning.CodeUnavailable, "nobody answers")
	wrong := dunning.Errorf(dunning.CodeInvalid, "no such setting")
	tests := map[string]struct {
		answers []error // the last one stays
		tries   int     // 0: more than ten
		want    error
		within  time.Duration
	}{
		"there at once":      {[]error{nil}, 1, nil, 0},
		"there after a time": {[]error{away, away, away, nil}, 4, nil, 10 * time.Second},
		"a wrong setting":    {[]error{away, wrong}, 2, wrong, time.Second},
		"never there":        {[]error{away}, 0, away, 2 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries, began := 0, time.Now()
				err := patience.Try(t.Context(), slog.New(slog.DiscardHandler), func() error {
					tries++
					return tt.answers[min(tries, len(tt.answers))-1]
				})
				if took := time.Since(began); dunning.ErrorCode(err) != dunning.ErrorCode(tt.want) || took > tt.within {
					t.Errorf("%v after %s and %d tries, want %v within %s", err, took, tries, tt.want, tt.within)
				}
				if tries != tt.tries && (tt.tries > 0 || tries <= 10) {
					t.Errorf("%d tries, want %d", tries, tt.tries)
				}
			})
		})
	}
}
