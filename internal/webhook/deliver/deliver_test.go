package deliver_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/webhooks"
	"relance/internal/webhook"
	"relance/internal/webhook/deliver"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// house is an installation whose clock only the test moves.
type house struct {
	t   *testing.T
	db  *postgres.Store
	now time.Time
	*webhooks.Store
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, db: postgrestest.New(t), now: noon}
	h.db.Now = func() time.Time { return h.now }
	h.Store = webhooks.New(h.db)
	for _, id := range []string{"atelier", "moulin"} {
		h.must(h.db.SaveCreditor(t.Context(), dunning.Creditor{ID: id, Name: id, Email: id + "@example.com"}, []dunning.Plan{dunning.DefaultPlan()}))
	}
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) endpoint(url, creditor string, events ...string) (int64, string) {
	h.t.Helper()
	secret, err := webhook.NewSecret(strings.NewReader(strings.Repeat(url+creditor, 9)))
	h.must(err)
	id, err := h.Add(h.t.Context(), webhook.Endpoint{URL: url, Creditor: creditor, Events: events, By: "test"}, secret)
	h.must(err)
	return id, secret
}

// invoices starts cases: one event each.
func (h *house) invoices(creditor string, n int) {
	h.t.Helper()
	batch := make([]dunning.NewInvoice, n)
	for i := range batch {
		batch[i] = dunning.NewInvoice{
			Creditor: creditor, Debtor: dunning.Debtor{Key: "C-1", Name: "Jeanne Geheim", Email: "geheim@example.org", Regime: dunning.B2B},
			Invoice: dunning.Invoice{
				Number: fmt.Sprintf("F-%d", i), DueRule: dunning.DueStated, Source: "test", Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 3),
				Currency: "EUR", Total: 120_000, Payable: 120_000,
			},
			Now: h.now, Author: "test",
		}
	}
	for _, added := range h.db.AddInvoices(h.t.Context(), batch) {
		if added.State != dunning.AddCreated {
			h.t.Fatal(added)
		}
	}
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

func (h *house) sender(allow []netip.Prefix) *deliver.Sender {
	return &deliver.Sender{
		Store: h.Store, Now: func() time.Time { return h.now }, Allow: allow, Log: slog.New(slog.DiscardHandler),
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, //nolint:gosec // the receiver of this test
	}
}

// deliverAll tries until three days and more are over.
func (h *house) deliverAll(s *deliver.Sender) {
	h.t.Helper()
	for range 14 {
		_, err := s.Once(h.t.Context())
		h.must(err)
		h.now = h.now.Add(25 * time.Hour)
	}
}

// TestOfAThousandDeliveriesNoneIsLost sends a thousand messages to a receiver that
// drops connections, refuses, asks for patience, answers late in its own order and
// redirects to a private address.
func TestOfAThousandDeliveriesNoneIsLost(t *testing.T) {
	t.Parallel()
	h := open(t)
	inner := 0
	private, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("this machine has one loopback address:", err)
	}
	go http.Serve(private, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inner++ })) // until the test ends
	t.Cleanup(func() { private.Close() })
	var mu sync.Mutex
	tries, heard, secret := map[string]int{}, map[string]string{}, ""
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		id := r.Header.Get("webhook-id")
		mu.Lock()
		tries[id]++
		n := tries[id] + len(tries)%5
		mu.Unlock()
		switch n {
		case 2:
			panic(http.ErrAbortHandler) // the connection breaks
		case 3:
			http.Redirect(w, r, "http://"+private.Addr().String()+"/", http.StatusTemporaryRedirect)
			return
		case 4:
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var at int64
		fmt.Sscan(r.Header.Get("webhook-timestamp"), &at) // the signature tells
		if want := webhook.Sign([]string{secret}, id, time.Unix(at, 0), string(body)); r.Header.Get("webhook-signature") != want {
			t.Errorf("signed %s, want %s", r.Header.Get("webhook-signature"), want)
		}
		mu.Lock()
		defer mu.Unlock()
		if before, again := heard[id]; again && before != string(body) {
			t.Errorf("one message has two texts: %s and %s", before, body)
		}
		heard[id] = string(body)
		if tries[id]%7 == 6 { // heard, and the answer is lost
			panic(http.ErrAbortHandler)
		}
	}))
	receiver.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(receiver.Close)
	var id int64
	id, secret = h.endpoint(receiver.URL, "atelier")
	h.invoices("atelier", 1000)
	h.invoices("moulin", 3) // are not told
	h.deliverAll(h.sender(loopback))
	if len(heard) != 1000 || inner != 0 {
		t.Fatalf("%d of 1000 messages were heard; the private address was called %d times", len(heard), inner)
	}
	for _, body := range heard {
		if strings.Contains(body, "eheim") || !strings.Contains(body, `"type": "case.opened"`) || !strings.Contains(body, `"creditor": "atelier"`) {
			t.Fatalf("told: %s", body)
		}
	}
	if waiting, err := h.Deliveries(t.Context(), id, true, 10); err != nil || len(waiting) != 0 {
		t.Errorf("%+v are not delivered, %v", waiting, err)
	}
}

// TestWhatIsDialledIsCheckedAfterTheNameWasResolved tries addresses that lead into
// private networks, as numbers and by a name.
func TestWhatIsDialledIsCheckedAfterTheNameWasResolved(t *testing.T) {
	t.Parallel()
	h := open(t)
	called := 0
	receiver := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called++ }))
	t.Cleanup(receiver.Close)
	_, port, err := net.SplitHostPort(receiver.Listener.Addr().String())
	h.must(err)
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0177.0.0.1"} {
		h.endpoint("https://"+host+":"+port+"/", "")
	}
	h.invoices("atelier", 1)
	_, err = h.sender(nil).Once(t.Context())
	h.must(err)
	for id := range int64(7) {
		list, err := h.Deliveries(t.Context(), id+1, true, 10)
		if err != nil || len(list) != 1 || list[0].Fault == "" {
			t.Errorf("webhook %d: %+v, %v", id+1, list, err)
		}
	}
	if called != 0 {
		t.Errorf("a private address was called %d times", called)
	}
}

func TestAnEndpointThatIsDeadIsDisabledOnceAndSomebodyHears(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ status, tries int }{"410": {410, 1}, "always 500": {500, 10}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			tries, dead := 0, 0
			receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { tries++; w.WriteHeader(row.status) }))
			t.Cleanup(receiver.Close)
			id, _ := h.endpoint(receiver.URL, "", "case.opened")
			h.invoices("atelier", 1)
			s := h.sender(loopback)
			s.Dead = func(context.Context, webhook.Order, webhook.Result) error { dead++; return nil }
			h.deliverAll(s)
			list, err := h.Endpoints(t.Context())
			if err != nil || tries != row.tries || dead != 1 || list[0].Disabled.IsZero() || list[0].Why == "" {
				t.Errorf("%d tries, %d heard, %+v, %v", tries, dead, list, err)
			}
			h.must(h.Disable(t.Context(), id, ""))
			if n, err := h.Replay(t.Context(), id, 0); err != nil || n != 1 {
				t.Errorf("%d are sent again, %v", n, err)
			}
			if _, err := s.Once(t.Context()); err != nil || tries != row.tries+1 {
				t.Errorf("%d tries after the replay, %v", tries, err)
			}
		})
	}
}

func TestWhileASecretIsReplacedBothSign(t *testing.T) {
	t.Parallel()
	h := open(t)
	var got []string
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("webhook-signature"))
	}))
	t.Cleanup(receiver.Close)
	id, _ := h.endpoint(receiver.URL, "")
	next, err := webhook.NewSecret(strings.NewReader(strings.Repeat("next", 20)))
	h.must(err)
	h.must(h.Rotate(t.Context(), id, next))
	h.invoices("atelier", 1)
	s := h.sender(loopback)
	_, err = s.Once(t.Context())
	h.must(err)
	h.now = h.now.Add(webhook.RotationLife + time.Second)
	h.invoices("moulin", 1)
	_, err = s.Once(t.Context())
	h.must(err)
	if len(got) != 2 || len(strings.Fields(got[0])) != 2 || len(strings.Fields(got[1])) != 1 {
		t.Errorf("signatures %q, want two and then one", got)
	}
}
