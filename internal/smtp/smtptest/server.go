package smtptest

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Security is how the server protects connections.
type Security string

// The ways, with the zero value in the clear.
const (
	Plain    Security = ""
	StartTLS Security = "starttls"
	Implicit Security = "tls"
)

// Options of a server. The zero value accepts everything without TLS.
type Options struct {
	Security Security
	User     string // when set, a login with User and Password is required
	Password string
	Token    string // when set, a login by XOAUTH2 with it is required, as Microsoft and Google do
	Login    bool   // offer LOGIN only, as Exchange does; otherwise PLAIN
	NoDSN    bool   // do not announce DSN
	NoUTF8   bool   // do not announce SMTPUTF8
	MaxBytes int64  // announced SIZE; 0 is no limit
	Discard  bool   // count mails, keep none: for measuring
	// Thinks is how long it takes to answer the final dot, as a server does that
	// writes the mail to disk and looks at it.
	Thinks time.Duration
}

// Message is one mail that arrived whole.
type Message struct {
	From, To  string
	Bytes     []byte
	Mail      smtp.MailOptions // BODY, SIZE, RET, ENVID …
	Rcpt      smtp.RcptOptions // NOTIFY, ORCPT
	User      string           // who logged in
	Encrypted bool
	Conn      int // number of the connection, from 1
}

// Server is a running server.
type Server struct {
	Host string
	Port int
	// Roots trusts the server's certificate; nil without TLS.
	Roots *x509.CertPool

	opts     Options
	server   *smtp.Server
	listener net.Listener

	mu       sync.Mutex
	messages []Message
	scripts  map[string][]Step
	always   map[string]Step
	conns    int
	accepted int
	quits    atomic.Int64
}

// Start runs a server until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatalf("starting mail server: %v", err)
	}
	t.Cleanup(s.Close)
	return s
}

// New runs a server until Close.
func New(o Options) (*Server, error) {
	s := &Server{opts: o, scripts: map[string][]Step{}, always: map[string]Step{}}
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := raw.Addr().(*net.TCPAddr)
	s.Host, s.Port = "127.0.0.1", address.Port
	s.server, s.listener = s.configure(), raw
	var listener net.Listener = &tap{Listener: raw, quits: &s.quits}
	if o.Security != Plain {
		certificate, roots, err := certify()
		if err != nil {
			_ = raw.Close()
			return nil, err
		}
		s.Roots = roots
		config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		if o.Security == Implicit {
			listener = tls.NewListener(listener, config)
		} else {
			s.server.TLSConfig = config
		}
	}
	go func() { _ = s.server.Serve(listener) }() // ends with Close
	return s, nil
}

func (s *Server) configure() *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.Domain = "mx.example.org"
	server.AllowInsecureAuth = true
	server.EnableDSN = !s.opts.NoDSN
	server.EnableSMTPUTF8 = !s.opts.NoUTF8
	server.MaxMessageBytes = s.opts.MaxBytes
	server.ReadTimeout = 20 * time.Second
	server.WriteTimeout = 20 * time.Second
	server.ErrorLog = log.New(io.Discard, "", 0)
	return server
}

// Close stops the server and breaks its connections.
func (s *Server) Close() {
	_ = s.listener.Close() // go-smtp does not know it yet when Close comes at once
	_ = s.server.Close()
}

// Script queues what happens to the next mails for a recipient, one Step for
// each. Steps at Mail, where no recipient is known yet, are queued for "".
func (s *Server) Script(recipient string, steps ...Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts[recipient] = append(s.scripts[recipient], steps...)
}

// Always sets what happens to every mail for a recipient whose script is
// empty.
func (s *Server) Always(recipient string, step Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always[recipient] = step
}

// Messages gives the mails that arrived whole, in order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

// To gives the mails that arrived whole for one recipient.
func (s *Server) To(recipient string) (found []Message) {
	for _, m := range s.Messages() {
		if m.To == recipient {
			found = append(found, m)
		}
	}
	return found
}

// Accepted counts the mails that arrived whole, also with Options.Discard.
func (s *Server) Accepted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted
}

// Connections counts the connections that got as far as EHLO.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}

// Quits counts the connections that the client took leave of with QUIT; only
// those in the clear are seen.
func (s *Server) Quits() int { return int(s.quits.Load()) }

// next takes the step for a recipient, if one is due at this stage or later.
func (s *Server) next(recipient string) Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	if queue := s.scripts[recipient]; len(queue) > 0 {
		s.scripts[recipient] = queue[1:]
		return queue[0]
	}
	return s.always[recipient]
}

func (s *Server) record(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted++
	if !s.opts.Discard {
		s.messages = append(s.messages, m)
	}
}
