package mercifacteurtest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"

	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// The credentials of a Server.
const (
	ServiceID  = "relance-test"
	SecretKey  = "une clé secrète" //nolint:gosec // of a fake
	UserID     = "17460"
	WebhookKey = "la clé des notifications"
)

// Options are how a Server begins. The zero value is usable.
type Options struct {
	Now time.Time // the clock's first instant; 2 March 2026, 09:00 UTC
	// Scenario chooses what happens to a letter by its reference; Delivered
	// when nil.
	Scenario func(reference string) Scenario
	// Lag is how long a new letter is missing from the lists.
	Lag time.Duration
	// Duplicate is the error for a repeated antidoublon; DOUBLON_DETECTE when
	// empty.
	Duplicate string
	// Lazy accepts a deletion and does not carry it out; Forgetful does not
	// know a deleted letter any more.
	Lazy, Forgetful bool
}

// Letter is what was accepted: one per POST /sendCourrier that had its effect.
type Letter struct {
	Reference   string // of the addressee
	Antidoublon string
	ID          string
	From, To    map[string]any
	PDF         []byte
	Mode, Sides string
	At          time.Time
	Deleted     bool
}

// Server is a Merci Facteur on loopback.
type Server struct {
	faulty.Gate // disturbs requests, and keeps their journal
	*faulty.Clock

	URL string // of the interface

	http      *httptest.Server
	o         Options
	callbacks faulty.Callbacks

	mu       sync.Mutex
	serial   int
	token    string
	until    time.Time
	envois   []*envoi
	events   []event
	refusals map[string]string // code by path
	callback string
}

// Start opens a Server on a free port of the loopback interface.
func Start(o Options) *Server {
	if o.Now.IsZero() {
		o.Now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	}
	if o.Scenario == nil {
		o.Scenario = func(string) Scenario { return Delivered() }
	}
	if o.Duplicate == "" {
		o.Duplicate = "DOUBLON_DETECTE"
	}
	s := &Server{
		o: o, refusals: map[string]string{},
		callbacks: faulty.Callbacks{Want: http.StatusOK, Delays: []time.Duration{time.Hour, 24 * time.Hour}},
	}
	s.Clock = faulty.NewClock(o.Now, s.happen)
	s.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Serve(w, r, s.handle, s.EndToken)
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
	for _, x := range s.envois {
		s.letHappen(x)
	}
}

// EndToken ends the token that is good for now.
func (s *Server) EndToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
}

// RefuseWith answers every request to a path with an error; "" stops that.
func (s *Server) RefuseWith(path, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusals[path] = code
}

// Letters are those accepted so far, deleted ones included.
func (s *Server) Letters() (out []Letter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.envois {
		out = append(out, x.Letter)
	}
	return out
}

// Callback is the address that the account was given, or gives it one.
func (s *Server) Callback(give ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(give) > 0 {
		s.callback = give[0]
	}
	return s.callback
}

// Notify delivers the notifications that are due; see faulty.Callbacks.
func (s *Server) Notify(ctx context.Context, mix func([]*faulty.Notification) []*faulty.Notification) (left int, err error) {
	return s.callbacks.Deliver(ctx, s.Now(), mix)
}

// Find gives the letter with a reference; false when there is none.
func (s *Server) Find(reference string) (Letter, bool) {
	all := s.Letters()
	at := slices.IndexFunc(all, func(l Letter) bool { return l.Reference == reference })
	if at < 0 {
		return Letter{}, false
	}
	return all[at], true
}
