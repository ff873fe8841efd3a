package recherche

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"relance/internal/company"
	"relance/internal/registry/wire"
)

// defaultURL is the service's address.
const defaultURL = "https://recherche-entreprises.api.gouv.fr"

// most is the largest answer that is read, in bytes: one company has some kilobytes.
const most = 8 << 20

// Client asks the service. It is safe for concurrent use.
type Client struct {
	URL   string // defaultURL when empty
	Agent string // User-Agent, with a contact
	HTTP  *http.Client
	// Sleep waits between two requests, and gives up with the context.
	Sleep func(ctx context.Context, d time.Duration) error

	once   sync.Once
	caller *wire.Caller
}

// Company gives what is published about the company of a SIREN, nine digits. One that is
// absent, or may not be shown, is a record that was not found.
func (c *Client) Company(ctx context.Context, siren string) (out company.Record, err error) {
	c.once.Do(func() {
		c.caller = &wire.Caller{Service: "the search of companies", Agent: c.Agent, HTTP: c.HTTP, Most: most, Every: time.Second, Sleep: c.Sleep}
	})
	q := url.Values{"q": {siren}, "page": {"1"}, "per_page": {"1"}, "minimal": {"true"}, "include": {"SIEGE,DIRIGEANTS,COMPLEMENTS"}}
	_, err = c.caller.Get(ctx, cmp.Or(c.URL, defaultURL)+"/search?"+q.Encode(), func(data []byte) (err error) {
		out, err = read(data, siren)
		return err
	})
	return out, err
}
