package overview

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// recent caches values that take long to read. What is less than a minute old is given as
// it is. What is older, up to an hour, is given too, and read again meanwhile. Only
// who asks first waits. It is safe for concurrent use.
type recent[T any] struct {
	mu    sync.Mutex
	kept  map[string]dated[T]
	reads singleflight.Group
}

// dated is a value with when it was read.
type dated[T any] struct {
	value T
	at    time.Time
}

// Bounds of what is kept.
const (
	mostKept    = 200
	longestRead = 2 * time.Minute
	freshFor    = time.Minute
	staleFor    = time.Hour
)

// get gives the value of a key and when it was read. Values that long does not hold
// for are read each time.
func (r *recent[T]) get(ctx context.Context, key string, now func() time.Time, long func(T) bool, read func(context.Context) (T, error)) (T, time.Time, error) {
	return r.getOr(ctx, key, now, long, read, nil)
}

// getOr is get where values are kept elsewhere as well: stored gives one, with when it
// was read, when none is here that is young enough, and nobody waits for the reading.
func (r *recent[T]) getOr(ctx context.Context, key string, now func() time.Time, long func(T) bool, read func(context.Context) (T, error), stored func() (T, time.Time, bool)) (T, time.Time, error) {
	r.mu.Lock()
	d, ok := r.kept[key]
	r.mu.Unlock()
	age := now().Sub(d.at)
	if ok && age >= 0 && age < freshFor {
		return d.value, d.at, nil
	}
	// The read serves all who wait, so it does not end with the first of them.
	done := r.reads.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestRead)
		defer cancel()
		at := now()
		v, err := read(ctx)
		if err == nil && long(v) {
			r.keep(key, dated[T]{v, at})
		}
		return dated[T]{v, at}, err
	})
	if ok && age >= 0 && age < staleFor {
		return d.value, d.at, nil
	}
	if stored != nil {
		if v, at, found := stored(); found {
			return v, at, nil
		}
	}
	select {
	case <-ctx.Done():
		return d.value, d.at, ctx.Err()
	case res := <-done:
		got, _ := res.Val.(dated[T])
		return got.value, got.at, res.Err
	}
}

func (r *recent[T]) keep(key string, d dated[T]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil || len(r.kept) >= mostKept {
		r.kept = map[string]dated[T]{}
	}
	r.kept[key] = d
}
