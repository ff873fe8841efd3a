package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"relance/internal/dunning"
)

// Bounds of a request.
const (
	attempts = 5
	longest  = 5 * time.Minute // that a refusal may ask to wait
)

// Caller asks one public service. It is safe for concurrent use.
type Caller struct {
	Service string // its name with the article, for errors: "the BODACC"
	Agent   string // User-Agent, with a contact
	HTTP    *http.Client
	Header  map[string]string // sent along; with one, no redirect is followed, for it may hold a key
	Most    int64             // bytes of an answer
	Every   time.Duration     // pause between two requests; 0 is none
	// Sleep waits, and gives up with the context.
	Sleep func(ctx context.Context, d time.Duration) error

	mu    sync.Mutex
	asked bool
}

// Get asks until read understands an answer, a bounded number of times. A status
// that also is an answer (404 for what is unknown) is given back; otherwise it
// is 200. Errors are CodeUnavailable when asking later may help, CodeRejected
// when the request itself was refused.
func (c *Caller) Get(ctx context.Context, address string, read func([]byte) error, also ...int) (status int, err error) {
	wait := time.Second
	for attempt := 1; ; attempt++ {
		if err := c.pace(ctx); err != nil {
			return 0, err
		}
		status, again, err := c.once(ctx, address, read, also)
		if err == nil || again < 0 || attempt == attempts {
			return status, err
		}
		if again == 0 {
			again, wait = wait, 2*wait
		}
		if sleep := c.Sleep(ctx, min(again, longest)); sleep != nil {
			return 0, errors.Join(err, sleep)
		}
	}
}

// pace waits between two requests.
func (c *Caller) pace(ctx context.Context) error {
	if c.Every <= 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.asked {
		c.asked = true
		return nil
	}
	return c.Sleep(ctx, c.Every)
}

// once asks once. Again is how long to wait before another attempt; 0 leaves
// that to the caller, and a negative one says that asking again is no use.
func (c *Caller) once(ctx context.Context, address string, read func([]byte) error, also []int) (status int, again time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, -1, dunning.Errorf(dunning.CodeInvalid, "the address of %s cannot be used: %w", c.Service, err)
	}
	req.Header.Set("User-Agent", c.Agent)
	req.Header.Set("Accept", "application/json")
	for name, value := range c.Header {
		req.Header.Set(name, value)
	}
	resp, err := c.client().Do(req)
	if err != nil {
		return 0, 0, dunning.Errorf(dunning.CodeUnavailable, "%s does not answer: %w", c.Service, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, c.Most+1))
	switch status = resp.StatusCode; {
	case slices.Contains(also, status):
		return status, 0, nil
	case status == http.StatusTooManyRequests:
		return status, retryAfter(resp.Header.Get("Retry-After")), dunning.Errorf(dunning.CodeUnavailable, "%s asks for fewer requests", c.Service)
	case status >= http.StatusInternalServerError:
		return status, 0, dunning.Errorf(dunning.CodeUnavailable, "%s answers %s", c.Service, resp.Status)
	case status != http.StatusOK:
		return status, -1, dunning.Errorf(dunning.CodeRejected, "%s refuses the request: %s", c.Service, resp.Status)
	case err != nil:
		return status, 0, dunning.Errorf(dunning.CodeUnavailable, "the answer of %s was cut: %w", c.Service, err)
	case int64(len(data)) > c.Most:
		return status, -1, dunning.Errorf(dunning.CodeRejected, "the answer of %s is larger than %d bytes", c.Service, c.Most)
	}
	if err := read(data); err != nil {
		return status, 0, dunning.Errorf(dunning.CodeUnavailable, "%s: %w", c.Service, err)
	}
	return status, 0, nil
}

// client follows no redirect when a header may hold a key.
func (c *Caller) client() *http.Client {
	if len(c.Header) == 0 {
		return c.HTTP
	}
	plain := *c.HTTP
	plain.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &plain
}

// retryAfter reads how many seconds a refusal asks to wait; 0 when it does not
// say.
func retryAfter(text string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Second
}
