package maileva

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const base = "/registered_mail/v4"

// call is one request. Its body is kept whole, so that it can be sent again.
type call struct {
	method, path string // path below the API host
	contentType  string
	body         []byte
	limit        int64 // of the answer; wire.JSONLimit when zero
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

// answer is a reply that arrived whole, with Maileva's reading of it.
type answer struct{ wire.Answer }

// do makes a call with a token. It asks for a new token once, waits where
// Maileva says so, repeats reads, and repeats writes only when they were
// certainly not carried out. An error is a *wire.Lost or has a code.
func (c *Carrier) do(ctx context.Context, k call) (answer, error) {
	stale, renewed := "", false
	for try := 0; ; try++ {
		token, err := c.token(ctx, stale)
		if err != nil {
			return answer{}, err
		}
		a, err := c.once(ctx, k, token)
		if err == nil && a.Status == http.StatusUnauthorized && !renewed {
			stale, renewed = token, true
			continue
		}
		wait, again := c.wire.Again(k.reads(), a.Answer, err, try)
		if !again || wire.Pause(ctx, wait) != nil {
			return a, err
		}
	}
}

func (c *Carrier) once(ctx context.Context, k call, token string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, k.method, c.o.Hosts.API+k.path, bytes.NewReader(k.body))
	if err != nil {
		return answer{}, &wire.Lost{Cause: err}
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
		k.limit = wire.JSONLimit
	}
	a, err := c.wire.Exchange(req, k.limit)
	return answer{a}, err
}

// get reads a resource into v. The error has a code.
func (c *Carrier) get(ctx context.Context, doing, path string, v any) error {
	a, err := c.do(ctx, read(path))
	if err != nil {
		return wire.Unavailable(doing, err)
	}
	if a.Status != http.StatusOK {
		return a.fault(doing, ours)
	}
	if err := json.Unmarshal(a.Body, v); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer cannot be read: %w", doing, err)
	}
	return nil
}
