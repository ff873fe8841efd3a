package smtptest

import (
	"bytes"
	"fmt"
	"net"
	"sync/atomic"

	"github.com/emersion/go-smtp"
)

// Stage is where a Step takes effect.
type Stage string

// The stages, in order.
const (
	Mail  Stage = "mail"  // instead of the reply to MAIL
	Rcpt  Stage = "rcpt"  // instead of the reply to RCPT
	Data  Stage = "data"  // before the reply to DATA; with a code or Drop instead of it, and the connection closes; without TLS only
	Body  Stage = "body"  // after Step.After bytes of the mail
	Dot   Stage = "dot"   // after the final dot, before its reply
	Reply Stage = "reply" // right after the reply 250 to the final dot
)

// Step is one misbehaviour. The zero Step is a mail accepted.
type Step struct {
	At       Stage
	Code     int    // the reply; 0 with Drop unset accepts
	Enhanced string // "5.1.1"; empty sends none
	Text     string // empty is "scripted"
	Drop     bool   // break the connection instead of replying
	Garbage  string // send this line and break the connection
	After    int64  // for Body: bytes to read first; 0 is 1,000
	// Reached, when set, is closed when the step takes effect. It serves one mail.
	Reached chan<- struct{}
	// Hold, when set, is waited for before anything else happens.
	Hold <-chan struct{}
}

// wait tells that the step takes effect and holds.
func (s Step) wait() {
	if s.Reached != nil {
		close(s.Reached)
	}
	if s.Hold != nil {
		<-s.Hold
	}
}

func (s Step) bytes() int64 {
	if s.After == 0 {
		return 1000
	}
	return s.After
}

func (s Step) text() string {
	if s.Text == "" {
		return "scripted"
	}
	return s.Text
}

func (s Step) err() error {
	if s.Code == 0 {
		return nil
	}
	e := &smtp.SMTPError{Code: s.Code, EnhancedCode: smtp.NoEnhancedCode, Message: s.text()}
	if s.Enhanced != "" {
		_, _ = fmt.Sscanf(s.Enhanced, "%d.%d.%d", &e.EnhancedCode[0], &e.EnhancedCode[1], &e.EnhancedCode[2])
	}
	return e
}

// tap is a listener whose connections can be broken at chosen moments.
type tap struct {
	net.Listener
	quits *atomic.Int64
}

// Accept wraps the next connection.
func (t *tap) Accept() (net.Conn, error) {
	c, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		// So that "after N bytes" is about where the client is.
		if err := tcp.SetReadBuffer(64 << 10); err != nil {
			return nil, err
		}
	}
	return &tapConn{Conn: c, quits: t.quits}, nil
}

// tapConn is one connection.
type tapConn struct {
	net.Conn
	closeAfterWrite atomic.Bool
	instead         atomic.Pointer[string] // sent instead of the next 354
	before          atomic.Pointer[Step]   // reached and held before the next 354
	quits           *atomic.Int64
}

// Write sends, unless the script says otherwise.
func (c *tapConn) Write(b []byte) (int, error) {
	if bytes.HasPrefix(b, []byte("221 2.0.0")) {
		c.quits.Add(1)
	}
	if bytes.HasPrefix(b, []byte("354")) {
		if step := c.before.Swap(nil); step != nil {
			step.wait()
		}
	}
	if other := c.instead.Swap(nil); other != nil && string(b[:3]) == "354" {
		_, _ = c.Conn.Write([]byte(*other))
		_ = c.Close()
		return len(b), nil
	} else if other != nil {
		c.instead.Store(other) // this is the reply to RCPT; DATA comes next
	}
	n, err := c.Conn.Write(b)
	if c.closeAfterWrite.Load() {
		_ = c.Close()
	}
	return n, err
}

// atData makes the next 354 another reply, or holds it.
func (c *tapConn) atData(s Step) {
	c.before.Store(&s)
	if s.Code == 0 && !s.Drop {
		return
	}
	line := fmt.Sprintf("%d %s %s\r\n", s.Code, s.Enhanced, s.text())
	if s.Drop {
		line = ""
	}
	c.instead.Store(&line)
}

// reset breaks the connection hard.
func (c *tapConn) reset() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}
