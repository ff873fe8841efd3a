package sirene

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"

	"relance/internal/company"
	"relance/internal/registry/wire"
)

// defaultURL is the service's address.
const defaultURL = "https://api.insee.fr/api-sirene/3.11"

// most is the largest answer that is read, in bytes: one company has some kilobytes.
const most = 8 << 20

// Client asks the service. It is safe for concurrent use.
type Client struct {
	URL   string // defaultURL when empty
	Key   string // API key of INSEE's portal
	Agent string // User-Agent, with a contact
	HTTP  *http.Client
	// Sleep waits between two requests, and gives up with the context.
	Sleep func(ctx context.Context, d time.Duration) error

	once   sync.Once
	caller *wire.Caller
}

// Company gives what is on record about the company of a SIREN (nine digits) and its seat.
// One that is unknown, or may not be shown, is a record that was not found.
func (c *Client) Company(ctx context.Context, siren string) (company.Record, error) {
	c.once.Do(func() {
		c.caller = &wire.Caller{
			Service: "INSEE’s register", Agent: c.Agent, HTTP: c.HTTP, Most: most, Every: 2100 * time.Millisecond, Sleep: c.Sleep,
			Header: map[string]string{"X-INSEE-Api-Key-Integration": c.Key},
		}
	})
	base, out := cmp.Or(c.URL, defaultURL), company.Record{SIREN: siren, Source: company.Sirene}
	found, err := c.get(ctx, base+"/siren/"+siren, func(data []byte) error { return readUnit(data, &out) })
	if err != nil || !found || out.Seat == "" {
		return out, err
	}
	_, err = c.get(ctx, base+"/siret/"+out.Seat, func(data []byte) error { return readSeat(data, &out) })
	return out, err
}

// get asks; false when the register does not show what was asked for.
func (c *Client) get(ctx context.Context, address string, read func([]byte) error) (found bool, err error) {
	status, err := c.caller.Get(ctx, address, read, http.StatusNotFound, http.StatusForbidden)
	return status == http.StatusOK, err
}
