package faulty

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Notification is a callback that waits to be delivered.
type Notification struct {
	URL             string
	ContentType     string
	Login, Password string // HTTP Basic; none when Login is empty
	Header          http.Header
	Body            []byte
	Attempts        int // that failed so far

	due time.Time
}

// Callbacks are the notifications of a fake. Want and Delays must be set.
type Callbacks struct {
	Want   int             // the status that ends the attempts
	Delays []time.Duration // after each failed attempt; after the last one nobody tries again

	mu      sync.Mutex
	pending []*Notification
}

// Add has a notification delivered from that instant on.
func (c *Callbacks) Add(n *Notification, due time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n.due = due
	c.pending = append(c.pending, n)
}

// Deliver delivers the notifications that are due at an instant. mix may lose,
// double and reorder them; nil delivers each once, in order. What was not
// answered as wanted comes again later, what was lost does not. It tells how
// many are left.
func (c *Callbacks) Deliver(ctx context.Context, now time.Time, mix func([]*Notification) []*Notification) (left int, err error) {
	due := c.take(now)
	if mix != nil {
		due = mix(due)
	}
	for _, n := range due {
		status, err := n.deliver(ctx)
		if err != nil && ctx.Err() != nil {
			return 0, fmt.Errorf("delivering notifications: %w", err)
		}
		if status != c.Want && n.Attempts < len(c.Delays) {
			n.Attempts++
			c.Add(n, now.Add(c.Delays[n.Attempts-1]))
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.pending), nil
}

func (c *Callbacks) take(now time.Time) (due []*Notification) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending = slices.DeleteFunc(c.pending, func(n *Notification) bool {
		if n.due.After(now) {
			return false
		}
		due = append(due, n)
		return true
	})
	return due
}

func (n *Notification) deliver(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, n.URL, bytes.NewReader(n.Body))
	if err != nil {
		return 0, fmt.Errorf("calling back: %w", err)
	}
	for name, v := range n.Header {
		req.Header[name] = v
	}
	req.Header.Set("Content-Type", n.ContentType)
	if n.Login != "" {
		req.SetBasicAuth(n.Login, n.Password)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, fmt.Errorf("calling back: %w", err)
	}
	_ = res.Body.Close()
	return res.StatusCode, nil
}
