package wire

import (
	"bytes"
	"cmp"
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
	// Token gives the bearer token of a request; nil where none is asked for.
	// With one, no redirect is followed. Renew asks for another: a service has
	// refused the last one.
	Token func(ctx context.Context, renew bool) (string, error)
	// Sleep waits, and gives up with the context.
	Sleep func(ctx context.Context, d time.Duration) error

	mu    sync.Mutex
	asked bool
}

// Question is one request to a service.
type Question struct {
	Address string
	JSON    []byte // body to POST; empty makes a GET
	Also    []int  // statuses that also are an answer (404 for what is unknown); otherwise it is 200
	Accept  string // media type; empty is JSON
}

// Get asks for an address; see Ask.
func (c *Caller) Get(ctx context.Context, address string, read func([]byte) error, also ...int) (status int, err error) {
	return c.Ask(ctx, Question{Address: address, Also: also}, read)
}

// Ask asks until read understands an answer, a bounded number of times, and gives
// the answer's status. Errors are CodeUnavailable when asking later may help,
// CodeRejected when the request itself was refused.
func (c *Caller) Ask(ctx context.Context, q Question, read func([]byte) error) (status int, err error) {
	wait, renewed := time.Second, false
	for attempt := 1; ; attempt++ {
		if err := c.pace(ctx); err != nil {
			return 0, err
		}
		status, again, err := c.once(ctx, q, renewed, read)
		if status == http.StatusUnauthorized && c.Token != nil && !renewed {
			renewed = true // its time may be over: another one, once
			continue
		}
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

// request writes a question down.
func (c *Caller) request(ctx context.Context, q Question, renew bool) (*http.Request, error) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if len(q.JSON) > 0 {
		method, body = http.MethodPost, bytes.NewReader(q.JSON)
	}
	req, err := http.NewRequestWithContext(ctx, method, q.Address, body)
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeInvalid, "the address of %s cannot be used: %w", c.Service, err)
	}
	req.Header.Set("User-Agent", c.Agent)
	req.Header.Set("Accept", cmp.Or(q.Accept, "application/json"))
	if len(q.JSON) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.Header {
		req.Header.Set(name, value)
	}
	if c.Token != nil {
		token, err := c.Token(ctx, renew)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, nil
}

// once asks once. Again is how long to wait before another attempt; 0 leaves
// that to the caller, and a negative one says that asking again is no use.
func (c *Caller) once(ctx context.Context, q Question, renew bool, read func([]byte) error) (status int, again time.Duration, err error) {
	req, err := c.request(ctx, q, renew)
	if err != nil {
		return 0, -1, err
	}
	resp, err := c.client().Do(req)
	if err != nil {
		return 0, 0, dunning.Errorf(dunning.CodeUnavailable, "%s does not answer: %w", c.Service, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, c.Most+1))
	switch status = resp.StatusCode; {
	case slices.Contains(q.Also, status):
		return status, 0, nil
	case status == http.StatusTooManyRequests:
		return status, retryAfter(resp.Header), dunning.Errorf(dunning.CodeUnavailable, "%s asks for fewer requests", c.Service)
	case status >= http.StatusInternalServerError, status == http.StatusRequestTimeout:
		return status, 0, dunning.Errorf(dunning.CodeUnavailable, "%s answers %d", c.Service, status)
	case status != http.StatusOK:
		return status, -1, dunning.Errorf(dunning.CodeRejected, "%s refuses the request: %d", c.Service, status)
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
	if len(c.Header) == 0 && c.Token == nil {
		return c.HTTP
	}
	plain := *c.HTTP
	plain.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &plain
}

// retryAfter reads how long a refusal asks to wait, in seconds or until an
// instant; 0 when it does not say. An instant counts from the service's own clock.
func retryAfter(h http.Header) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.Atoi(text); err == nil {
		return time.Duration(max(n, 0)) * time.Second
	}
	until, err := http.ParseTime(text)
	now, noClock := http.ParseTime(h.Get("Date"))
	if err != nil || noClock != nil {
		return 0
	}
	return max(until.Sub(now), 0)
}
