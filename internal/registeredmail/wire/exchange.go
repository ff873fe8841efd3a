package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

const (
	// JSONLimit bounds an answer in JSON: a page of 500 entries, with room.
	JSONLimit = 16 << 20
	// FileLimit bounds a downloaded proof.
	FileLimit = 64 << 20
	// Retries is how often a call is repeated that may be.
	Retries = 3

	patience = 30 * time.Second // longest Retry-After that is waited for here
)

// Answer is a reply that arrived whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Lost says that no reply arrived. When Maybe is set, the request may have
// been carried out all the same.
type Lost struct {
	Maybe bool
	Cause error
}

// Error implements error.
func (l *Lost) Error() string { return l.Cause.Error() }

// Unwrap gives the cause.
func (l *Lost) Unwrap() error { return l.Cause }

// InDoubt tells whether an error of Exchange leaves open what was done.
func InDoubt(err error) bool {
	var l *Lost
	return errors.As(err, &l) && l.Maybe
}

// Client makes exchanges. All fields must be set; see NewClient.
type Client struct {
	HTTP  *http.Client
	Pause time.Duration // before a first repetition, doubled after each
	Clock func() time.Time
}

// NewClient makes a Client from an HTTP client of the caller's (nil is a new
// one), which gets that timeout and follows no redirect: credentials must not
// travel to another host.
func NewClient(base *http.Client, timeout, pause time.Duration, clock func() time.Time) *Client {
	h := http.Client{}
	if base != nil {
		h = *base
	}
	h.Timeout = timeout
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{HTTP: &h, Pause: pause, Clock: clock}
}

// Exchange sends a request and reads the whole reply, of at most that many
// bytes. The error is a *Lost.
func (c *Client) Exchange(req *http.Request, limit int64) (Answer, error) {
	if err := req.Context().Err(); err != nil {
		return Answer{}, &Lost{Cause: err}
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		var op *net.OpError
		dialling := errors.As(err, &op) && op.Op == "dial"
		return Answer{}, &Lost{Maybe: !dialling, Cause: withoutURL(err)}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return Answer{}, &Lost{Maybe: true, Cause: err}
	}
	if int64(len(body)) > limit {
		return Answer{}, &Lost{Maybe: true, Cause: fmt.Errorf("the answer is longer than %d bytes", limit)}
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

// withoutURL takes the address out of an error: it may carry a token, and
// errors travel.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return fmt.Errorf("%s: %w", u.Op, u.Err)
	}
	return err
}

// Again decides whether a call is repeated after that try (0 is the first),
// and after how long. reads says that the call changes nothing over there.
func (c *Client) Again(reads bool, a Answer, err error, try int) (time.Duration, bool) {
	if try >= Retries {
		return 0, false
	}
	wait := c.Pause << try
	var l *Lost
	switch {
	case errors.As(err, &l):
		return wait, reads || !l.Maybe
	case err != nil:
		return 0, false
	case a.Status == http.StatusTooManyRequests:
		wait = max(wait, retryAfter(a.Header, c.Clock()))
		return wait, wait <= patience
	}
	return wait, reads && a.Status >= 502 && a.Status <= 504
}

// retryAfter reads seconds or a date; zero when there is neither.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(v); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 86400)) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// Pause waits; the error is the context's.
func Pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Unavailable says that nothing was done, unless the error knows better; nil
// stays nil.
func Unavailable(doing string, err error) error {
	var coded *dunning.Error
	if err == nil || errors.As(err, &coded) {
		return err
	}
	return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: %w", doing, err)
}
