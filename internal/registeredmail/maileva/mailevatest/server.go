package mailevatest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"

	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// Options are how a Server begins. The zero value is usable.
type Options struct {
	Now       time.Time     // the clock's first instant; 1 March 2026, 09:00 UTC
	TokenLife time.Duration // by that clock; 5 minutes
	// Scenario chooses what happens to a letter by its custom id; Delivered
	// when nil.
	Scenario func(customID string) Scenario
	// Credentials that are let in; see Client, Secret, User, Password when empty.
	ClientID, ClientSecret, Username, Password string
}

// The credentials of a Server whose Options name none.
const (
	Client   = "relance-test"
	Secret   = "s3cret&client"
	User     = "atelier.brunel"
	Password = "pässwort%1"
)

// Letter is what was accepted for printing: one per recipient of a submitted
// sending.
type Letter struct {
	CustomID    string
	SendingID   string
	Fields      map[string]any // of the sending
	Recipient   map[string]any
	Documents   [][]byte
	SubmittedAt time.Time
}

// Server is a Maileva on loopback.
type Server struct {
	URL string // of the API; Token gives the token endpoint

	faulty.Gate // disturbs requests, and keeps their journal
	*faulty.Clock

	http      *httptest.Server
	callbacks faulty.Callbacks
	o         Options

	mu       sync.Mutex
	serial   int
	tokens   map[string]time.Time // until when
	sendings map[string]*sending
	order    []string // ids as created
	letters  []Letter
	subs     []*subscription
	refusals []refusal
}

// Start opens a Server on a free port of the loopback interface.
func Start(o Options) (*Server, error) {
	if o.Now.IsZero() {
		o.Now = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	}
	if o.TokenLife == 0 {
		o.TokenLife = 5 * time.Minute
	}
	if o.Scenario == nil {
		o.Scenario = func(string) Scenario { return Delivered() }
	}
	if o.ClientID == "" {
		o.ClientID, o.ClientSecret, o.Username, o.Password = Client, Secret, User, Password
	}
	s := &Server{o: o, tokens: map[string]time.Time{}, sendings: map[string]*sending{}, callbacks: faulty.Callbacks{Want: http.StatusCreated, Delays: delays()}}
	s.Clock = faulty.NewClock(o.Now, s.happen)
	s.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Serve(w, r, s.handle, s.ExpireTokens)
	}))
	s.URL = s.http.URL
	return s, nil
}

// Close stops the server at once.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// TokenURL is the token endpoint.
func (s *Server) TokenURL() string { return s.URL + tokenPath }

// happen lets happen what is due.
func (s *Server) happen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		if x := s.sendings[id]; x != nil {
			s.letHappen(x)
		}
	}
}

// ExpireTokens makes every token stale.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// Letters are those accepted for printing so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.letters)
}

// Drafts counts sendings that were never submitted.
func (s *Server) Drafts() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sendings {
		if x.status == draft {
			n++
		}
	}
	return n
}

func (s *Server) newID(kind string) string {
	s.serial++
	return fmt.Sprintf("%s-%08d-%04x", kind, s.serial, (s.serial*40503)&0xffff)
}
