package bodacc

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/insolvency"
	"relance/internal/registry/wire"
)

// defaultURL is the data set's address.
const defaultURL = "https://bodacc-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/annonces-commerciales"

// Bounds of a request.
const (
	batch       = 100 // company numbers of one call, as registered
	personBatch = 20  // of one call among persons: the condition is long
	page        = 100 // notices of one answer
	mostPages   = 10_000
)

// Client asks the service. It is safe for concurrent use.
type Client struct {
	URL   string // defaultURL when empty
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
// collective procedures and strikings-off. Both fields that hold company numbers
// are asked: registre, and listepersonnes, where seven collective notices of a
// hundred have theirs alone.
func (c *Client) Of(ctx context.Context, sirens []string) (out []insolvency.Record, err error) {
	for _, ask := range []struct {
		most  int
		where func([]string) string
	}{{batch, inRegister}, {personBatch, amongPersons}} {
		for part := range slices.Chunk(sirens, ask.most) {
			found, err := c.of(ctx, part, ask.where)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
	}
	return about(out, sirens), nil
}

// inRegister is the condition that notices name one of some companies as such.
func inRegister(sirens []string) string { return "registre in (" + quoted(sirens) + ")" }

// amongPersons is the condition that the text of listepersonnes holds one of some
// numbers, written in one or in groups of three. It finds words wherever they
// stand: what is found is compared number by number.
func amongPersons(sirens []string) string {
	parts := make([]string, 0, 2*len(sirens))
	for _, s := range sirens {
		parts = append(parts, fmt.Sprintf("search(listepersonnes,%q)", s), fmt.Sprintf("search(listepersonnes,%q)", s[:3]+" "+s[3:6]+" "+s[6:]))
	}
	return "(" + strings.Join(parts, " or ") + ")"
}

// about keeps the notices that name one of some companies, each once.
func about(records []insolvency.Record, sirens []string) (out []insolvency.Record) {
	seen := map[string]bool{}
	for _, r := range records {
		named := slices.ContainsFunc(r.SIRENs, func(s string) bool { return slices.Contains(sirens, s) })
		if named && !seen[r.ID] {
			seen[r.ID], out = true, append(out, r)
		}
	}
	return out
}

// of reads the pages of one batch. The service shows ten thousand notices of a
// question at most: a batch with more is asked in halves.
func (c *Client) of(ctx context.Context, sirens []string, condition func([]string) string) (out []insolvency.Record, err error) {
	where := condition(sirens) + ` and familleavis in ("collective","radiation")`
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
			return c.halves(ctx, sirens, condition)
		}
		out = append(out, part...)
		if len(part) < page || offset+2*page > mostPages {
			return out, nil
		}
	}
}

func (c *Client) halves(ctx context.Context, sirens []string, condition func([]string) string) ([]insolvency.Record, error) {
	first, err := c.of(ctx, sirens[:len(sirens)/2], condition)
	if err != nil {
		return nil, err
	}
	second, err := c.of(ctx, sirens[len(sirens)/2:], condition)
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
	_, err = caller.Get(ctx, cmp.Or(c.URL, defaultURL)+path+"?"+q.Encode(), func(data []byte) (err error) {
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
