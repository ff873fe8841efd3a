package ar24test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"time"

	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// The credentials of a Server.
const (
	Token      = "relance-test-token" //nolint:gosec // of a fake
	PrivateKey = "7X9gx9E3Qx4EiUdB63nc"
	UserID     = "4711"
	Email      = "claire.brunel@atelier-brunel.example.fr" // of that user
	OneTime    = "123456"                                  // accepted when Options.Accepts is nil
)

// Options are how a Server begins. The zero value is usable.
type Options struct {
	Now time.Time // the clock's first instant; 2 March 2026, 09:00 UTC
	// Scenario chooses what happens to a letter by its reference; Accepted
	// when nil.
	Scenario func(order string) Scenario
	// Accepts tells whether a one-time code is right at an instant.
	Accepts func(code string, now time.Time) bool
	// ListLag is how long a new mail is missing from the list.
	ListLag time.Duration
	// Unverified says that the sender's identity was not checked yet.
	Unverified bool
}

// Letter is what was sent: one per POST /mail that had its effect.
type Letter struct {
	Order     string // ref_dossier
	MailID    string
	Fields    url.Values
	Documents [][]byte
	SentAt    time.Time
}

// Server is an AR24 on loopback.
type Server struct {
	faulty.Gate // disturbs requests, and keeps their journal
	*faulty.Clock

	URL string // the interface is below it, at /api

	http      *httptest.Server
	o         Options
	callbacks faulty.Callbacks

	mu       sync.Mutex
	serial   int
	sessions map[string]time.Time // until when
	files    map[string][]byte
	mails    []*mail
	letters  []Letter
	expired  int // requests whose date will be found too old
	stales   int
	refusals map[string]string // slug by path
	down     bool
}

// Start opens a Server on a free port of the loopback interface.
func Start(o Options) *Server {
	if o.Now.IsZero() {
		o.Now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	}
	if o.Scenario == nil {
		o.Scenario = func(string) Scenario { return Accepted() }
	}
	if o.Accepts == nil {
		o.Accepts = func(code string, _ time.Time) bool { return code == OneTime }
	}
	s := &Server{
		o: o, sessions: map[string]time.Time{}, files: map[string][]byte{}, refusals: map[string]string{},
		callbacks: faulty.Callbacks{Want: http.StatusOK, Delays: slices.Repeat([]time.Duration{15 * time.Minute}, 47)}, // 48 tries
	}
	s.Clock = faulty.NewClock(o.Now, s.happen)
	s.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Serve(w, r, s.handle, s.stale)
	}))
	s.URL = s.http.URL
	return s
}

// Close stops the server at once.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// happen lets happen what is due.
func (s *Server) happen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails {
		s.letHappen(m)
	}
}

// stale has the next request's date found too old; every second time all
// sessions end as well.
func (s *Server) stale() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stales++; s.stales%2 == 0 {
		clear(s.sessions)
		return
	}
	s.expired++
}

// EndSessions ends every hour that a one-time code opened.
func (s *Server) EndSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.sessions)
}

// RefuseWith answers every request to a path below /api with an error; ""
// stops that.
func (s *Server) RefuseWith(path, slug string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusals[path] = slug
}

// Maintenance closes the interface, or opens it again.
func (s *Server) Maintenance(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = on
}

// Letters are those sent so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.letters)
}

// Notify delivers the notifications that are due; see faulty.Callbacks.
func (s *Server) Notify(ctx context.Context, mix func([]*faulty.Notification) []*faulty.Notification) (left int, err error) {
	return s.callbacks.Deliver(ctx, s.Now(), mix)
}
