package bodacc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
)

// DefaultURL is the data set's address.
const DefaultURL = "https://bodacc-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/annonces-commerciales"

// Bounds of a request.
const (
	batch     = 100 // company numbers of one call
	page      = 100 // notices of one answer
	mostPages = 10_000
	attempts  = 5
	longest   = 5 * time.Minute // that a refusal may ask to wait
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

// get asks until an answer can be read, a bounded number of times.
func (c *Client) get(ctx context.Context, path string, q url.Values, total *int) ([]insolvency.Record, error) {
	base := c.URL
	if base == "" {
		base = DefaultURL
	}
	wait := time.Second
	for attempt := 1; ; attempt++ {
		records, again, err := c.once(ctx, base+path+"?"+q.Encode(), total)
		if err == nil || again < 0 || attempt == attempts {
			return records, err
		}
		if again == 0 {
			again, wait = wait, 2*wait
		}
		if sleep := c.Sleep(ctx, min(again, longest)); sleep != nil {
			return nil, errors.Join(err, sleep)
		}
	}
}

// once asks once. Again is how long to wait before another attempt; 0 leaves
// that to the caller, and a negative one says that asking again is no use.
func (c *Client) once(ctx context.Context, address string, total *int) (records []insolvency.Record, again time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, -1, dunning.Errorf(dunning.CodeInvalid, "the address of the BODACC cannot be used: %w", err)
	}
	req.Header.Set("User-Agent", c.Agent)
	req.Header.Set("Accept", "application/json")
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, 0, dunning.Errorf(dunning.CodeUnavailable, "the BODACC does not answer: %w", err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, insolvency.MaxBytes+1))
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return nil, retryAfter(resp.Header.Get("Retry-After")), dunning.Errorf(dunning.CodeUnavailable, "the BODACC asks for fewer requests")
	case resp.StatusCode >= http.StatusInternalServerError:
		return nil, 0, dunning.Errorf(dunning.CodeUnavailable, "the BODACC answers %s", resp.Status)
	case resp.StatusCode != http.StatusOK:
		return nil, -1, dunning.Errorf(dunning.CodeRejected, "the BODACC refuses the request: %s", resp.Status)
	case err != nil:
		return nil, 0, dunning.Errorf(dunning.CodeUnavailable, "the answer of the BODACC was cut: %w", err)
	}
	if records, err = insolvency.ReadRecords(data); err != nil {
		return nil, 0, dunning.Errorf(dunning.CodeUnavailable, "BODACC: %w", err)
	}
	if total != nil {
		var head struct {
			Total int `json:"total_count"`
		}
		_ = json.Unmarshal(data, &head) // without a count there is one page
		*total = head.Total
	}
	return records, 0, nil
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
