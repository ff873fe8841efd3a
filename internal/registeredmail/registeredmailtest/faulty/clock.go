package faulty

import (
	"sync"
	"time"
)

// Clock is the clock of a fake, which its owner moves; hand Now to the client too.
type Clock struct {
	mu   sync.Mutex
	now  time.Time
	then func()
}

// NewClock begins at an instant. then lets happen what has become due, each time the
// clock was moved.
func NewClock(now time.Time, then func()) *Clock { return &Clock{now: now, then: then} }

// Now is what it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock and lets happen what was due.
func (c *Clock) Advance(d time.Duration) { c.AdvanceTo(c.Now().Add(d)) }

// AdvanceTo moves the clock forward to an instant; never back.
func (c *Clock) AdvanceTo(t time.Time) {
	c.mu.Lock()
	if t.After(c.now) {
		c.now = t
	}
	c.mu.Unlock()
	c.then()
}
