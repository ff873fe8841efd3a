package bodacc

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/insolvency"
	"relance/internal/registry/wire"
)

// DefaultURL is the data set's address.
const DefaultURL = "https://bodacc-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/annonces-commerciales"

// Bounds of a request.
const (
	batch     = 100 // company numbers of one call
	page      = 100 // notices of one answer
	mostPages = 10_000
)

// Client asks the service. It is safe for concurrent use.
type Client struct {
	URL   string // DefaultURL when empty
	Agent string // User-Agent, with a contact
	HTTP  *http.Client
	// Sleep waits before another attempt, and gives up with the context.
	Sleep func(ctx context.Context, d time.Duration) error
}

// National gives every collective notice of the country published since a day,
// in one file.
func (c *Client) National(ctx context.Context, since calendar.Date) ([]insolvency.Record, error) {
	where := fmt.Sprintf("familleavis=\"collective\" and dateparution>=date'%s'", since)
	return c.get(ctx, "/exports/json", url.Values{"where": {where}, "order_by": {"dateparution,id"}}, nil)
}

// Of gives the notices about some companies that may matter to their creditors:
// collective procedures and strikings-off.
func (c *Client) Of(ctx context.Context, sirens []string) (out []insolvency.Record, err error) {
	for len(sirens) > 0 {
		n := min(batch, len(sirens))
		part, err := c.of(ctx, sirens[:n])
		if err != nil {
			return nil, err
		}
		out, sirens = append(out, part...), sirens[n:]
	}
	return out, nil
}

// of reads the pages of one batch. The service shows ten thousand notices of a
// question at most: a batch with more is asked in halves.
func (c *Client) of(ctx context.Context, sirens []string) (out []insolvency.Record, err error) {
	where := fmt.Sprintf("registre in (%s) and familleavis in (\"collective\",\"radiation\")", quoted(sirens))
	for offset := 0; ; offset += page {
		var total int
		q := url.Values{
			"where": {where}, "order_by": {"dateparution,id"}, "limit": {strconv.Itoa(page)}, "offset": {strconv.Itoa(offset)},
		}
		part, err := c.get(ctx, "/records", q, &total)
		switch {
		case err != nil:
			return nil, err
		case total > mostPages && len(sirens) > 1:
			return c.halves(ctx, sirens)
		}
		out = append(out, part...)
		if len(part) < page || offset+2*page > mostPages {
			return out, nil
		}
	}
}

func (c *Client) halves(ctx context.Context, sirens []string) ([]insolvency.Record, error) {
	first, err := c.of(ctx, sirens[:len(sirens)/2])
	if err != nil {
		return nil, err
	}
	second, err := c.of(ctx, sirens[len(sirens)/2:])
	return append(first, second...), err
}

// quoted writes company numbers for a condition; they are figures alone.
func quoted(sirens []string) string {
	list := make([]string, len(sirens))
	for i, s := range sirens {
		list[i] = strconv.Quote(s)
	}
	return strings.Join(list, ",")
}

// get asks the service and reads the notices of its answer.
func (c *Client) get(ctx context.Context, path string, q url.Values, total *int) (records []insolvency.Record, err error) {
	caller := &wire.Caller{Service: "the BODACC", Agent: c.Agent, HTTP: c.HTTP, Most: insolvency.MaxBytes, Sleep: c.Sleep}
	_, err = caller.Get(ctx, cmp.Or(c.URL, DefaultURL)+path+"?"+q.Encode(), func(data []byte) (err error) {
		if records, err = insolvency.ReadRecords(data); err != nil || total == nil {
			return err
		}
		var head struct {
			Total int `json:"total_count"`
		}
		_ = json.Unmarshal(data, &head) // without a count there is one page
		*total = head.Total
		return nil
	})
	return records, err
}
