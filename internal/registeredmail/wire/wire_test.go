package wire_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/wire"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func client(t *testing.T, answer http.HandlerFunc) (*wire.Client, string) {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	return wire.NewClient(nil, time.Second, time.Second, func() time.Time { return monday }), srv.URL
}

func request(ctx context.Context, t *testing.T, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestWhatIsKnownAfterAnExchange(t *testing.T) {
	t.Parallel()
	c, url := client(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			_, _ = fmt.Fprint(w, strings.Repeat("x", 11))
		case "/drop":
			panic(http.ErrAbortHandler)
		case "/away":
			http.Redirect(w, r, "https://evil.example.com/", http.StatusFound)
		default:
			_, _ = fmt.Fprint(w, "0123456789")
		}
	})
	if a, err := c.Exchange(request(t.Context(), t, url), 10); err != nil || string(a.Body) != "0123456789" {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err := c.Exchange(request(t.Context(), t, url+"/away"), 100); err != nil || a.Status != http.StatusFound {
		t.Errorf("a redirect was followed: %+v, %v", a, err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, row := range map[string]struct {
		ctx     context.Context //nolint:containedctx // a row of a table
		address string
		doubt   bool
	}{
		"an answer that is too long": {t.Context(), url + "/long", true}, "a broken connection": {t.Context(), url + "/drop?token=s3cret", true},
		"nobody listens": {t.Context(), "http://127.0.0.1:1", false}, "a context that has ended": {over, url, false},
	} {
		_, err := c.Exchange(request(row.ctx, t, row.address), 10)
		if err == nil || wire.InDoubt(err) != row.doubt || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: in doubt %v, %v", name, wire.InDoubt(err), err)
		}
	}
}

func TestWhatIsRepeated(t *testing.T) {
	t.Parallel()
	c := wire.NewClient(nil, time.Second, time.Second, func() time.Time { return monday })
	busy := func(after string) wire.Answer {
		return wire.Answer{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {after}}}
	}
	for name, row := range map[string]struct {
		reads bool
		a     wire.Answer
		err   error
		try   int
		wait  time.Duration
		again bool
	}{
		"a read without an answer":             {true, wire.Answer{}, &wire.Lost{Maybe: true}, 0, time.Second, true},
		"a write that may have been done":      {false, wire.Answer{}, &wire.Lost{Maybe: true}, 0, 0, false},
		"a write that nobody received":         {false, wire.Answer{}, &wire.Lost{}, 1, 2 * time.Second, true},
		"the fourth time":                      {true, wire.Answer{}, &wire.Lost{}, 3, 0, false},
		"another kind of error":                {true, wire.Answer{}, errors.New("no token"), 0, 0, false},
		"a write that came too soon":           {false, busy("7"), nil, 0, 7 * time.Second, true},
		"until a date":                         {false, busy(monday.Add(9 * time.Second).Format(http.TimeFormat)), nil, 0, 9 * time.Second, true},
		"for an hour":                          {false, busy("3600"), nil, 0, 0, false},
		"a read that the gateway did not do":   {true, wire.Answer{Status: 503}, nil, 0, time.Second, true},
		"a write that the gateway perhaps did": {false, wire.Answer{Status: 503}, nil, 0, 0, false},
		"a read that ended badly for good":     {true, wire.Answer{Status: 500}, nil, 0, 0, false},
		"what went well":                       {true, wire.Answer{Status: 200}, nil, 0, 0, false},
	} {
		wait, again := c.Again(row.reads, row.a, row.err, row.try)
		if again != row.again || again && wait != row.wait {
			t.Errorf("%s: again %v after %s, want %v after %s", name, again, wait, row.again, row.wait)
		}
	}
}

func TestOnlySafeAddressesGetPasswords(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://api.example.com/v4": true, "http://127.0.0.1:80": true, "http://localhost": true, "http://[::1]:8": true,
		"http://api.example.com": false, "http://localhost.example.com": false, "ftp://127.0.0.1": false, "api.example.com": false, "": false,
	} {
		if got := wire.Secure(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	if wire.Host("https://api.example.com:8443/v4") != "api.example.com:8443" || !wire.Same("a", "a") || wire.Same("a", "b") || wire.Same("", "a") {
		t.Error("hosts or secrets compare wrongly")
	}
}

func TestDatesAreParisDates(t *testing.T) {
	t.Parallel()
	paris, err := wire.InParis()
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"2026-03-01T23:30:00Z": "2026-03-02", "2026-07-01T22:30:00+00:00": "2026-07-02", "2026-03-01T23:30:00": "2026-03-01",
		"2026-03-01 23:30:00": "2026-03-01", "2026-03-01": "2026-03-01", "2026-03-01T23:30:00.123+0000": "2026-03-02",
	} {
		if got := paris.Day(written).String(); got != want {
			t.Errorf("%s is %s, want %s", written, got, want)
		}
	}
	if d := paris.Day("demain"); !d.IsZero() {
		t.Errorf("demain is %s", d)
	}
}

func TestAFingerprintStandsForTheWholeOrder(t *testing.T) {
	t.Parallel()
	o := registeredmailtest.Order("a")
	first, err := wire.Fingerprint(o)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*registeredmail.Order){
		"document": func(o *registeredmail.Order) { o.SHA256 = registeredmail.Hash([]byte("%PDF-x")) },
		"address":  func(o *registeredmail.Order) { o.Recipient.Lines = []string{"x", "y"} },
		"e-mail":   func(o *registeredmail.Order) { o.Electronic.Email = "x@example.com" },
	} {
		other := registeredmailtest.Order("a")
		change(&other)
		if print, err := wire.Fingerprint(other); err != nil || print == first {
			t.Errorf("another %s has the same fingerprint, %v", name, err)
		}
	}
}

func TestTheMemoryAgreesOnOneAttempt(t *testing.T) {
	t.Parallel()
	var m wire.MapMemory
	ctx := t.Context()
	first, err := m.Save(ctx, "a", wire.Kept{Host: "h", Attempt: "1"})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	won := 0
	for n := range 10 {
		wg.Go(func() {
			mine := wire.Kept{Host: "h", Attempt: fmt.Sprint("2-", n)}
			k, err := m.Swap(ctx, "a", first, mine)
			mu.Lock()
			defer mu.Unlock()
			if err == nil && k == mine {
				won++
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d of ten attempts won", won)
	}
	if _, err := m.Swap(ctx, "b", first, first); err == nil {
		t.Error("an order that is not on record was changed")
	}
	k, _, _ := m.Load(ctx, "a")
	k.SendingID = "7"
	_, _ = m.Save(ctx, "c", k)
	if got, err := m.Strangers(ctx, "h", []string{"7", "8"}); err != nil || len(got) != 1 || got[0] != "8" {
		t.Errorf("strangers: %v, %v", got, err)
	}
}
