package catcher

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Options of a Catcher. The zero value takes free ports.
type Options struct {
	SMTPAddr string // loopback address; empty is 127.0.0.1:0
	HTTPAddr string // loopback address; empty is 127.0.0.1:0
	Dir      string // also write each mail there as 0001.eml …; empty keeps memory only
	// Refuse lists recipients (whole addresses) that get 550 5.1.1. Those whose
	// local part contains "refuse" always do.
	Refuse []string
	// Keep is how many mails stay in memory, the oldest going first; 0 is 5,000.
	Keep int
	// Now is the clock that stamps arrivals; nil is the machine's.
	Now func() time.Time
}

// Message is one caught mail.
type Message struct {
	ID       int       // from 1, in order of arrival
	From, To string    // of the envelope
	Subject  string    // decoded
	Received time.Time // recorded time, UTC
	Bytes    []byte

	attached int // number of attachments
}

// Refusal is a recipient that was turned away.
type Refusal struct {
	To string
	At time.Time // recorded time, UTC
}

// Catcher is a running mail catcher.
type Catcher struct {
	opts     Options
	smtp     *smtp.Server
	http     *http.Server
	smtpAddr string
	httpAddr string
	running  sync.WaitGroup
	stop     func()

	mu       sync.Mutex
	last     int
	messages []Message
	refusals []Refusal
}

// Start listens and serves until ctx ends or Close.
func Start(ctx context.Context, o Options) (*Catcher, error) {
	fill(&o.SMTPAddr, "127.0.0.1:0")
	fill(&o.HTTPAddr, "127.0.0.1:0")
	fill(&o.Keep, 5000)
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // arrivals are stamped in real time
	}
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("making the folder for mails: %w", err)
		}
	}
	mail, err := listen(ctx, o.SMTPAddr)
	if err != nil {
		return nil, err
	}
	web, err := listen(ctx, o.HTTPAddr)
	if err != nil {
		return nil, errors.Join(err, mail.Close())
	}
	c := &Catcher{opts: o, smtpAddr: mail.Addr().String(), httpAddr: web.Addr().String()}
	c.serve(ctx, mail, web)
	return c, nil
}

func (c *Catcher) serve(ctx context.Context, mail, web net.Listener) {
	c.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{catcher: c}, nil }))
	c.smtp.Domain = "catcher.example.org"
	c.smtp.EnableDSN, c.smtp.EnableSMTPUTF8 = true, true
	c.smtp.MaxMessageBytes = 50 << 20
	c.smtp.ReadTimeout, c.smtp.WriteTimeout = 5*time.Minute, time.Minute
	c.smtp.ErrorLog = log.New(io.Discard, "", 0)
	c.http = &http.Server{Handler: c.routes(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	c.running.Go(func() { _ = c.smtp.Serve(mail) }) // ends with close
	c.running.Go(func() { _ = c.http.Serve(web) })  // likewise
	c.stop = sync.OnceFunc(func() {
		_ = mail.Close() // go-smtp may not have it yet
		_ = c.smtp.Close()
		_ = c.http.Close()
	})
	context.AfterFunc(ctx, c.stop)
}

// Close stops both servers and waits for them.
func (c *Catcher) Close() {
	c.stop()
	c.running.Wait()
}

// SMTPAddr is where to send, as 127.0.0.1:40125.
func (c *Catcher) SMTPAddr() string { return c.smtpAddr }

// HTTPAddr is where to look, as 127.0.0.1:40126.
func (c *Catcher) HTTPAddr() string { return c.httpAddr }

// Messages gives the caught mails, oldest first.
func (c *Catcher) Messages() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.messages)
}

// Refusals gives the recipients that were turned away, oldest first.
func (c *Catcher) Refusals() []Refusal {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.refusals)
}

// message finds one mail.
func (c *Catcher) message(id int) (Message, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.messages, func(m Message) bool { return m.ID == id })
	if i < 0 {
		return Message{}, false
	}
	return c.messages[i], true
}

// add keeps a mail; an error means that it was not kept.
func (c *Catcher) add(m Message) error {
	parts := read(m)
	m.Subject = parts.Subject
	for _, f := range parts.Files {
		if f.Attached {
			m.attached++
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	m.ID, m.Received = c.last+1, c.opts.Now().UTC()
	if c.opts.Dir != "" {
		name := filepath.Join(c.opts.Dir, fmt.Sprintf("%04d.eml", m.ID))
		if err := os.WriteFile(name, m.Bytes, 0o600); err != nil {
			return fmt.Errorf("keeping mail: %w", err)
		}
	}
	c.last = m.ID
	c.messages = append(c.messages, m)
	if extra := len(c.messages) - c.opts.Keep; extra > 0 {
		c.messages = slices.Delete(c.messages, 0, extra)
	}
	return nil
}

// refuses tells whether a recipient is turned away, and notes it.
func (c *Catcher) refuses(to string) bool {
	local, _, _ := strings.Cut(strings.ToLower(to), "@")
	if !strings.Contains(local, "refuse") &&
		!slices.ContainsFunc(c.opts.Refuse, func(r string) bool { return strings.EqualFold(r, to) }) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refusals = append(c.refusals, Refusal{To: to, At: c.opts.Now().UTC()})
	if extra := len(c.refusals) - c.opts.Keep; extra > 0 {
		c.refusals = slices.Delete(c.refusals, 0, extra)
	}
	return true
}

// listen opens a loopback port and no other.
func listen(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("mail catcher: %q is not a loopback address such as 127.0.0.1:1025", address)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("mail catcher: %w", err)
	}
	return l, nil
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
