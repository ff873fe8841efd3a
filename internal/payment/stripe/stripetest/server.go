// Package stripetest is a stand-in for Stripe, for tests: checkout sessions and
// payouts as the documentation describes them, with keys, versions, idempotency
// and parameters checked, and notifications signed.
package stripetest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/payment/stripe"
)

// The credentials that the server takes.
const (
	Key    = "sk_test_relance"
	Secret = "whsec_relance"
)

// Server is Stripe as far as relance knows it.
type Server struct {
	URL string
	Now func() time.Time

	mu       sync.Mutex
	sessions map[string]map[string]any
	paid     map[string]map[string]any // the intent of a session
	payouts  map[string]map[string]any
	returns  map[string][]map[string]any // refunds and disputes, by kind and intent
	replies  map[string]map[string]any   // by idempotency key
	forms    map[string]string
	down     bool
}

// Start starts one that ends with the test.
func Start(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{Now: now, sessions: map[string]map[string]any{}, paid: map[string]map[string]any{}, payouts: map[string]map[string]any{},
		returns: map[string][]map[string]any{}, replies: map[string]map[string]any{}, forms: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/checkout/sessions", s.create)
	mux.HandleFunc("GET /v1/checkout/sessions/{id}", s.get)
	mux.HandleFunc("POST /v1/checkout/sessions/{id}/expire", s.expire)
	mux.HandleFunc("GET /v1/payouts/{id}", s.payout)
	mux.HandleFunc("GET /v1/payment_intents/{id}", s.intent)
	mux.HandleFunc("GET /v1/refunds", s.returned("refund"))
	mux.HandleFunc("GET /v1/disputes", s.returned("dispute"))
	h := httptest.NewServer(s.guarded(mux))
	t.Cleanup(h.Close)
	s.URL = h.URL
	return s
}

// Client is a client of this server.
func (s *Server) Client() *stripe.Client {
	c := stripe.New(Key, Secret)
	c.Address = s.URL
	return c
}

func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch {
		case s.down:
			fail(w, http.StatusServiceUnavailable, "api_error", "down")
		case r.Header.Get("Authorization") != "Bearer "+Key:
			fail(w, http.StatusUnauthorized, "invalid_request_error", "wrong key")
		case r.Header.Get("Stripe-Version") != stripe.Version:
			fail(w, http.StatusBadRequest, "invalid_request_error", "wrong version")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func fail(w http.ResponseWriter, status int, kind, message string) {
	w.WriteHeader(status)
	answer(w, map[string]any{"error": map[string]any{"type": kind, "message": message}})
}

func answer(w http.ResponseWriter, v any) {
	json.NewEncoder(w).Encode(v) //nolint:errcheck // the client has gone
}

// known are the parameters of a session, with what each must look like.
var known = map[string]*regexp.Regexp{
	"mode": regexp.MustCompile(`^payment$`), "payment_method_types[0]": regexp.MustCompile(`^card$`),
	"client_reference_id": regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`), "locale": regexp.MustCompile(`^(fr|en)$`),
	"success_url": regexp.MustCompile(`^https://`), "cancel_url": regexp.MustCompile(`^https://`), "expires_at": regexp.MustCompile(`^[0-9]{10}$`),
	"line_items[0][quantity]": regexp.MustCompile(`^1$`), "line_items[0][price_data][currency]": regexp.MustCompile(`^[a-z]{3}$`),
	"line_items[0][price_data][unit_amount]":         regexp.MustCompile(`^[1-9][0-9]{1,7}$`),
	"line_items[0][price_data][product_data][name]":  regexp.MustCompile(`^.{1,250}$`),
	"payment_intent_data[metadata][relance_session]": regexp.MustCompile(`^[A-Za-z0-9_-]{1,500}$`),
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		fail(w, http.StatusBadRequest, "invalid_request_error", err.Error())
		return
	}
	if fault := faultOf(r.PostForm, s.Now()); fault != "" {
		fail(w, http.StatusBadRequest, "invalid_request_error", fault)
		return
	}
	key := r.Header.Get("Idempotency-Key")
	if before, ok := s.replies[key]; ok && key != "" {
		if s.forms[key] != r.PostForm.Encode() {
			fail(w, http.StatusBadRequest, "idempotency_error", "another request had this key")
			return
		}
		answer(w, before)
		return
	}
	id := fmt.Sprintf("cs_test_%d", len(s.sessions)+1)
	amount, _ := strconv.ParseInt(r.PostForm.Get("line_items[0][price_data][unit_amount]"), 10, 64)
	session := map[string]any{
		"id": id, "object": "checkout.session", "url": "https://checkout.stripe.com/c/pay/" + id, "status": "open", "payment_status": "unpaid",
		"amount_total": amount, "currency": r.PostForm.Get("line_items[0][price_data][currency]"), "payment_intent": nil,
		"client_reference_id": r.PostForm.Get("client_reference_id"), "expires_at": r.PostForm.Get("expires_at"),
	}
	s.sessions[id] = session
	s.replies[key], s.forms[key] = maps.Clone(session), r.PostForm.Encode()
	answer(w, session)
}

func faultOf(form url.Values, now time.Time) string {
	for name := range form {
		if known[name] == nil {
			return "unknown parameter " + name
		}
	}
	for name, like := range known {
		if !like.MatchString(form.Get(name)) {
			return "parameter " + name + " is " + form.Get(name)
		}
	}
	at, _ := strconv.ParseInt(form.Get("expires_at"), 10, 64)
	if d := time.Unix(at, 0).Sub(now); d < 30*time.Minute || d > 24*time.Hour {
		return "expires_at is not within 30 minutes and 24 hours"
	}
	return ""
}

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	session, ok := s.sessions[r.PathValue("id")]
	if !ok {
		fail(w, http.StatusNotFound, "invalid_request_error", "no such session")
		return
	}
	out := maps.Clone(session)
	if intent := s.paid[r.PathValue("id")]; intent != nil {
		out["payment_intent"] = intent["id"]
		if r.URL.Query().Get("expand[]") == "payment_intent.latest_charge.balance_transaction" {
			out["payment_intent"] = intent
		}
	}
	answer(w, out)
}

func (s *Server) expire(w http.ResponseWriter, r *http.Request) {
	session, ok := s.sessions[r.PathValue("id")]
	switch {
	case !ok:
		fail(w, http.StatusNotFound, "invalid_request_error", "no such session")
	case session["status"] != "open":
		fail(w, http.StatusBadRequest, "invalid_request_error", "only open sessions can be expired")
	default:
		session["status"] = "expired"
		answer(w, session)
	}
}

func (s *Server) payout(w http.ResponseWriter, r *http.Request) {
	p, ok := s.payouts[r.PathValue("id")]
	if !ok {
		fail(w, http.StatusNotFound, "invalid_request_error", "no such payout")
		return
	}
	answer(w, p)
}

// Pay pays a session as a debtor does; it tells whether that was possible.
func (s *Server) Pay(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.sessions[id]
	if !ok || session["status"] != "open" {
		return false
	}
	session["status"], session["payment_status"] = "complete", "paid"
	s.paid[id] = map[string]any{"id": "pi_" + id, "metadata": map[string]any{"relance_session": session["client_reference_id"]}, "object": "payment_intent", "latest_charge": map[string]any{
		"id": "ch_" + id, "created": s.Now().Unix(), "balance_transaction": map[string]any{"fee": 25},
	}}
	return true
}

func (s *Server) intent(w http.ResponseWriter, r *http.Request) {
	for _, intent := range s.paid {
		if intent["id"] == r.PathValue("id") {
			answer(w, intent)
			return
		}
	}
	fail(w, http.StatusNotFound, "invalid_request_error", "no such payment intent")
}

func (s *Server) returned(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		list := s.returns[kind+" "+r.URL.Query().Get("payment_intent")]
		if list == nil {
			list = []map[string]any{}
		}
		answer(w, map[string]any{"object": "list", "data": list, "has_more": false})
	}
}

// Intent is the payment of a session.
func Intent(session string) string { return "pi_" + session }

// Return gives money of a paid session back, or lets it be asked for: kind is
// refund or dispute, status as Stripe has it. The same identifier again changes
// its status.
func (s *Server) Return(kind, id, session string, amount int64, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := kind + " " + Intent(session)
	for _, r := range s.returns[key] {
		if r["id"] == id {
			r["status"] = status
			return
		}
	}
	s.returns[key] = append(s.returns[key], map[string]any{"id": id, "object": kind, "amount": amount, "currency": "eur", "status": status, "created": s.Now().Unix()})
}

// Lie lets a session name another sum from now on.
func (s *Server) Lie(id string, amount int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id]["amount_total"] = amount
}

// PayOut sends money to the bank and gives the payout's identifier.
func (s *Server) PayOut(amount int64, arrives time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := fmt.Sprintf("po_%d", len(s.payouts)+1)
	s.payouts[id] = map[string]any{"id": id, "object": "payout", "amount": amount, "currency": "eur", "arrival_date": arrives.Unix(), "status": "paid"}
	return id
}

// Notice is a notification about a session, a payout, or what of a payment goes
// back, which names the payment; with its signature.
func (s *Server) Notice(kind, id string) (signature string, body []byte) {
	object := map[string]any{"id": id}
	if strings.HasPrefix(id, "pi_") {
		object = map[string]any{"id": "ch_" + id, "payment_intent": id}
	}
	body, _ = json.Marshal(map[string]any{"id": "evt_" + id, "object": "event", "type": kind, "data": map[string]any{"object": object}})
	at := strconv.FormatInt(s.Now().Unix(), 10)
	return "t=" + at + ",v1=" + hex.EncodeToString(stripe.Sign(Secret, at, body)), body
}

// SetDown lets every request be answered with 503, or no longer.
func (s *Server) SetDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}
