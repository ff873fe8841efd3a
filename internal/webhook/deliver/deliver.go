// Package deliver sends webhooks: it takes what is due from the store, posts it and
// writes down how that ended. What is dialled is checked at the moment of dialling,
// so that neither a name that resolves anew nor a redirect leads into a private
// network; redirects are not followed at all.
package deliver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"relance/internal/dunning"
	"relance/internal/webhook"
)

// Store keeps deliveries.
type Store interface {
	// Due takes deliveries that are due, for the time of the lease.
	Due(ctx context.Context, most int, lease time.Duration) ([]webhook.Order, error)
	// Ended writes down how an attempt ended, and disables an endpoint that is gone
	// or has not answered for three days. It tells whether it did.
	Ended(ctx context.Context, o webhook.Order, r webhook.Result) (disabled bool, err error)
	Forget(ctx context.Context) (int64, error)
}

// Sender delivers. Its zero values are usable but for Store and Now.
type Sender struct {
	Store Store
	Now   func() time.Time // UTC
	Allow []netip.Prefix   // networks of the operator's own
	Log   *slog.Logger
	// Dead hears of an endpoint that was disabled; nil tells nobody.
	Dead func(ctx context.Context, o webhook.Order, r webhook.Result) error
	// Trust adds to the certificates that are trusted, in tests.
	Transport *http.Transport
}

// Bounds of sending.
const (
	atOnce    = 16
	batch     = 64
	patience  = 20 * time.Second // for an answer
	lease     = 2 * time.Minute
	readBytes = 1 << 10 // of an answer; none of it is shown
	every     = 2 * time.Second
)

// Run delivers until the context ends.
func (s *Sender) Run(ctx context.Context) error {
	client := s.client()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; ; n++ {
		if _, err := s.once(ctx, client); err != nil && ctx.Err() == nil {
			s.Log.Warn("webhooks could not be delivered", "error", err)
		}
		if n%(int(time.Hour/every)) == 0 {
			if _, err := s.Store.Forget(ctx); err != nil && ctx.Err() == nil {
				s.Log.Warn("old deliveries of webhooks could not be deleted", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Once delivers all that is due, and says how many attempts it made.
func (s *Sender) Once(ctx context.Context) (int, error) { return s.once(ctx, s.client()) }

func (s *Sender) once(ctx context.Context, client *http.Client) (tried int, err error) {
	for ctx.Err() == nil {
		orders, err := s.Store.Due(ctx, batch, lease)
		if err != nil || len(orders) == 0 {
			return tried, err
		}
		tried += len(orders)
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(atOnce)
		for _, o := range orders {
			g.Go(func() error { return s.one(ctx, client, o) })
		}
		if err := g.Wait(); err != nil {
			return tried, err
		}
	}
	return tried, nil
}

// one tries a delivery. When the program stops meanwhile, its lease runs out and
// it is tried again.
func (s *Sender) one(ctx context.Context, client *http.Client, o webhook.Order) error {
	r := s.post(ctx, client, o)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	disabled, err := s.Store.Ended(ctx, o, r)
	if err != nil || !disabled || s.Dead == nil {
		return err
	}
	return s.Dead(ctx, o, r)
}

func (s *Sender) post(ctx context.Context, client *http.Client, o webhook.Order) webhook.Result {
	if err := webhook.CheckURL(o.URL, s.Allow); err != nil {
		return webhook.Result{Fault: err.Error()}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.URL, bytes.NewReader([]byte(o.Body)))
	if err != nil {
		return webhook.Result{Fault: "the address cannot be called"}
	}
	now := s.Now()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "relance-webhook/1")
	req.Header.Set("webhook-id", o.Message)
	req.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	req.Header.Set("webhook-signature", webhook.Sign(o.Secrets, o.Message, now, o.Body))
	res, err := client.Do(req)
	if err != nil {
		return webhook.Result{Fault: faultOf(err)}
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, readBytes)) //nolint:errcheck // what it says counts for nothing
	r := webhook.Result{Status: res.StatusCode}
	if !r.Delivered() {
		r.Fault = "answered " + strconv.Itoa(res.StatusCode)
		if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && seconds > 0 {
			r.After = time.Duration(min(seconds, 86400)) * time.Second
		}
	}
	return r
}

// faultOf words why there was no answer, without names and addresses.
func faultOf(err error) string {
	var code *dunning.Error
	var timeout net.Error
	switch {
	case errors.As(err, &code):
		return code.Error()
	case errors.As(err, &timeout) && timeout.Timeout():
		return "did not answer in time"
	}
	return "could not be reached"
}

// client connects to the public internet only, and follows no redirect.
func (s *Sender) client() *http.Client {
	t := s.Transport
	if t == nil {
		t = &http.Transport{TLSHandshakeTimeout: patience, MaxIdleConnsPerHost: atOnce, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true}
	} else {
		t = t.Clone()
	}
	dialer := &net.Dialer{Timeout: patience, Control: s.guard}
	t.DialContext, t.Proxy = dialer.DialContext, nil
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// guard is asked for the very address that is about to be dialled.
func (s *Sender) guard(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return dunning.Errorf(dunning.CodeForbidden, "the address cannot be read")
	}
	return webhook.CheckAddress(a.Addr(), s.Allow)
}
