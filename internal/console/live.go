package console

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"relance/internal/access"
	"relance/internal/console/page"
)

// livePath tells an open page that something changed.
const livePath = "/direct"

// Pulse gives a short text that differs as soon as
// something has changed: a case when a number is given, else the work.
type Pulse interface {
	Pulse(ctx context.Context, who access.Actor, creditor, number string) (string, error)
}

// How often an open page is looked after, and how long one stream lasts: the
// browser then asks again, and whoever was signed out meanwhile hears nothing
// more.
const (
	liveEvery = 5 * time.Second
	liveFor   = 2 * time.Minute
)

// live tells a page once that what it shows is no longer what is on record. It
// sends no data: the page says so, and its reader decides.
func (d *Door) live(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	creditor, number := r.URL.Query().Get("creancier"), r.URL.Query().Get("facture")
	if number == "" {
		creditor = s.Chosen
	}
	first, err := d.Pulse.Pulse(r.Context(), s.Who, creditor, number)
	if err != nil {
		return err
	}
	c := http.NewResponseController(w)
	//nolint:forbidigo // a deadline of the connection, by the machine's clock
	if err := c.SetWriteDeadline(time.Now().Add(liveFor + liveEvery)); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	if seen := r.Header.Get("Last-Event-ID"); seen != "" && seen != first {
		return tellChange(w, c, first)
	}
	fmt.Fprintf(w, "id: %s\nretry: 3000\n: \n\n", first) // the next write tells
	if err := c.Flush(); err != nil {
		return nil //nolint:nilerr // the browser has gone
	}
	return d.watch(r.Context(), w, c, first, func(ctx context.Context) (string, error) { return d.Pulse.Pulse(ctx, s.Who, creditor, number) })
}

func tellChange(w http.ResponseWriter, c *http.ResponseController, now string) error {
	fmt.Fprintf(w, "id: %s\nevent: change\ndata: 1\n\n", now) // the flush tells
	c.Flush()                                                 //nolint:errcheck // the browser has gone
	return nil
}

// watch waits until something changes, or the stream has lasted long enough.
func (d *Door) watch(ctx context.Context, w http.ResponseWriter, c *http.ResponseController, first string, look func(context.Context) (string, error)) error {
	ctx, cancel := context.WithTimeout(ctx, liveFor)
	defer cancel()
	tick := time.NewTicker(liveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-d.Closing:
			return nil
		case <-tick.C:
		}
		now, err := look(ctx)
		switch {
		case err != nil:
			return nil //nolint:nilerr // the browser asks again
		case now != first:
			return tellChange(w, c, now)
		}
		fmt.Fprint(w, ": \n\n") // the flush tells
		if c.Flush() != nil {
			return nil
		}
	}
}
