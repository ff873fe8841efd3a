package maileva

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"relance/internal/registeredmail"
)

const (
	base      = "/registered_mail/v4"
	jsonLimit = 16 << 20 // a page of 500 sendings, with room
	fileLimit = 64 << 20
	retries   = 3                // of reads, and of writes that were certainly not done
	patience  = 30 * time.Second // longest Retry-After that is waited for here
)

// call is one request. Its body is kept whole, so that it can be sent again.
type call struct {
	method, path string // path below the API host
	contentType  string
	body         []byte
	limit        int64 // of the answer; jsonLimit when zero
}

func (k call) reads() bool { return k.method == http.MethodGet }

func read(path string) call { return call{method: http.MethodGet, path: path} }

func post(path string, body any) (call, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return call{}, fmt.Errorf("writing the body for %s: %w", path, err)
	}
	return call{method: http.MethodPost, path: path, contentType: "application/json", body: b}, nil
}

// answer is a reply that arrived whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// lost says that no reply arrived. When maybe is set, the request may have
// been carried out all the same.
type lost struct {
	maybe bool
	cause error
}

func (l *lost) Error() string { return l.cause.Error() }
func (l *lost) Unwrap() error { return l.cause }

// do makes a call with a token. It asks for a new token once, waits where
// Maileva says so, repeats reads, and repeats writes only when they were
// certainly not carried out. An error is a *lost or has a code.
func (c *Carrier) do(ctx context.Context, k call) (answer, error) {
	stale, renewed := "", false
	for try := 0; ; try++ {
		token, err := c.token(ctx, stale)
		if err != nil {
			return answer{}, err
		}
		a, err := c.once(ctx, k, token)
		if err == nil && a.status == http.StatusUnauthorized && !renewed {
			stale, renewed = token, true
			continue
		}
		wait, again := c.again(k, a, err, try)
		if !again || pause(ctx, wait) != nil {
			return a, err
		}
	}
}

// again decides whether a call is repeated, and after how long.
func (c *Carrier) again(k call, a answer, err error, try int) (time.Duration, bool) {
	if try >= retries {
		return 0, false
	}
	wait := c.o.Pause << try
	var l *lost
	switch {
	case errors.As(err, &l):
		return wait, k.reads() || !l.maybe
	case err != nil:
		return 0, false
	case a.status == http.StatusTooManyRequests:
		wait = max(wait, retryAfter(a.header, c.o.Clock()))
		return wait, wait <= patience
	}
	return wait, k.reads() && a.status >= 502 && a.status <= 504
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

func (c *Carrier) once(ctx context.Context, k call, token string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, k.method, c.o.Hosts.API+k.path, bytes.NewReader(k.body))
	if err != nil {
		return answer{}, &lost{cause: err}
	}
	if len(k.body) == 0 {
		req.Body = http.NoBody
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/json, application/pdf")
	if k.contentType != "" {
		req.Header.Set("Content-Type", k.contentType)
	}
	if k.limit == 0 {
		k.limit = jsonLimit
	}
	return c.exchange(req, k.limit)
}

// exchange sends a request and reads the whole reply.
func (c *Carrier) exchange(req *http.Request, limit int64) (answer, error) {
	if err := req.Context().Err(); err != nil {
		return answer{}, &lost{cause: err}
	}
	res, err := c.http.Do(req)
	if err != nil {
		var op *net.OpError
		dialling := errors.As(err, &op) && op.Op == "dial"
		return answer{}, &lost{maybe: !dialling, cause: err}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return answer{}, &lost{maybe: true, cause: err}
	}
	if int64(len(body)) > limit {
		return answer{}, &lost{maybe: true, cause: fmt.Errorf("the answer is longer than %d bytes", limit)}
	}
	return answer{status: res.StatusCode, header: res.Header, body: body}, nil
}

// get reads a resource into v. The error has a code.
func (c *Carrier) get(ctx context.Context, doing, path string, v any) error {
	a, err := c.do(ctx, read(path))
	if err != nil {
		return unavailable(doing, err)
	}
	if a.status != http.StatusOK {
		return a.fault(doing, ours)
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer cannot be read: %w", doing, err)
	}
	return nil
}

// pause waits; the error is the context's.
func pause(ctx context.Context, d time.Duration) error {
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
