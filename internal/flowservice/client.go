package flowservice

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/registry/wire"
	"relance/internal/status"
)

// Bounds of a request.
const (
	page     = 100     // messages of one answer; the norm allows no more
	mostList = 4 << 20 // bytes of a list
	mostID   = 200     // bytes of an id
)

// Client asks one platform. Its fields are set before the first call. It is safe
// for concurrent use.
type Client struct {
	URL          string // of the Flow service, up to before /v1
	TokenURL     string // address that gives tokens (OAuth 2.0, client credentials)
	ClientID     string
	Secret       string
	Scope        string // OAuth scope asked for with a token; many platforms want none
	Organization string // header Organization-Id, for an account of several companies
	Agent        string // User-Agent
	HTTP         *http.Client
	// Sleep waits before another attempt, and gives up with the context.
	Sleep func(ctx context.Context, d time.Duration) error

	once         sync.Once
	list, bytes  *wire.Caller
	access       *access
	organization map[string]string
}

func (c *Client) prepare() {
	c.once.Do(func() {
		c.access = newAccess(c)
		if c.Organization != "" {
			c.organization = map[string]string{"Organization-Id": c.Organization}
		}
		caller := func(most int64) *wire.Caller {
			return &wire.Caller{
				Service: "the platform", Agent: c.Agent, HTTP: c.HTTP, Header: c.organization, Most: most, Token: c.access.token, Sleep: c.Sleep,
			}
		}
		c.list, c.bytes = caller(mostList), caller(status.MaxBytes)
	})
}

// Health asks whether the service is up, and whether it accepts the credentials.
func (c *Client) Health(ctx context.Context, now time.Time) error {
	c.prepare()
	nothing := func([]byte) error { return nil }
	if _, err := c.list.Ask(ctx, wire.Question{Address: c.address("/healthcheck"), Also: []int{http.StatusNoContent}}, nothing); err != nil {
		return err
	}
	_, err := c.search(ctx, now, "", 1) // what is open to everybody tells nothing of the credentials
	return err
}

// Search lists lifecycle messages, of both directions, that changed after an
// instant; with a cursor, those of the page that it stands for.
func (c *Client) Search(ctx context.Context, after time.Time, cursor string) (lifecycle.FlowPage, error) {
	c.prepare()
	return c.search(ctx, after, cursor, page)
}

// Flow tells how a message stands.
func (c *Client) Flow(ctx context.Context, id string) (out lifecycle.Flow, err error) {
	c.prepare()
	err = c.get(ctx, c.list, id, "Metadata", "application/json", func(data []byte) (err error) {
		out, err = readFlow(data)
		return err
	})
	return out, err
}

// Message gives the exact bytes of a message.
func (c *Client) Message(ctx context.Context, id string) (out []byte, err error) {
	c.prepare()
	err = c.get(ctx, c.bytes, id, "Original", "*/*", func(data []byte) error {
		out = data
		return nil
	})
	return out, err
}

func (c *Client) get(ctx context.Context, by *wire.Caller, id, part, accept string, read func([]byte) error) error {
	answer, err := by.Ask(ctx, wire.Question{
		Address: c.address("/flows/" + url.PathEscape(id) + "?docType=" + part), Accept: accept, Also: []int{http.StatusNotFound, http.StatusGone},
	}, read)
	if err == nil && answer != http.StatusOK {
		return dunning.Errorf(dunning.CodeNotFound, "the platform does not give the message: status %s", strconv.Itoa(answer))
	}
	return err
}

func (c *Client) address(path string) string { return strings.TrimRight(c.URL, "/") + "/v1" + path }
