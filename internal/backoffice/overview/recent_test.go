package overview

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatTakesLongIsKeptAMinuteAndReadAnewBehindTheBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recent[int]
		reads := 0
		get := func(long bool) int {
			t.Helper()
			v, _, err := r.get(t.Context(), "key", time.Now, func(int) bool { return long }, func(context.Context) (int, error) { reads++; return reads, nil })
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			return v
		}
		for i, c := range []struct {
			pause time.Duration
			long  bool
			want  int
		}{
			{0, false, 1}, {0, false, 2}, // short: read each time
			{0, true, 3}, {59 * time.Second, true, 3},
			{2 * time.Second, true, 3}, {0, true, 4}, // given as it was, read behind
			{2 * time.Hour, true, 5}, // too old to be given
		} {
			time.Sleep(c.pause)
			if got := get(c.long); got != c.want {
				t.Errorf("%d: got the reading %d, want %d", i, got, c.want)
			}
		}
	})
}

func TestALongReadServesAllWhoWaitAndEndsWithNoneOfThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recent[string]
		reads := 0
		read := func(ctx context.Context) (string, error) {
			reads++
			time.Sleep(10 * time.Second)
			return "value", ctx.Err()
		}
		get := func(ctx context.Context) (string, error) {
			v, _, err := r.get(ctx, "key", time.Now, func(string) bool { return true }, read)
			return v, err
		}
		hurried, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		go func() {
			if _, err := get(hurried); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("who left got %v", err)
			}
		}()
		time.Sleep(time.Millisecond)
		if v, err := get(t.Context()); v != "value" || err != nil {
			t.Errorf("who stayed got %q, %v", v, err)
		}
		if reads != 1 {
			t.Errorf("read %d times", reads)
		}
	})
}

func TestAFaultIsNotKept(t *testing.T) {
	t.Parallel()
	var r recent[int]
	broken := errors.New("broken")
	long := func(int) bool { return true }
	if _, _, err := r.get(t.Context(), "key", time.Now, long, func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if v, _, err := r.get(t.Context(), "key", time.Now, long, func(context.Context) (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Fatal(v, err)
	}
}
