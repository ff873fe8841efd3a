package imap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"relance/internal/dunning"
)

// Account is a mailbox and how to reach it.
type Account struct {
	Host     string
	Port     int    // 0 is 993, or 143 without TLS
	TLS      string // implicit (default), starttls or none; none on loopback only
	Username string
	Password string
	Token    Tokens      // instead of a password (XOAUTH2); nil logs in by password
	Roots    *tls.Config // for tests; nil trusts what the machine trusts
}

// Tokens gives access tokens that are good for now.
type Tokens interface {
	Token(ctx context.Context) (string, error)
	// Forget drops a token that the server has refused.
	Forget()
}

// xoauth2 is the login by access token that Microsoft and Google understand.
type xoauth2 struct{ user, token string }

// Start implements sasl.Client.
func (x xoauth2) Start() (mech string, first []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next hears the explanation of a refusal; the connection ends there.
func (x xoauth2) Next([]byte) ([]byte, error) { return nil, errToken }

// errToken says that the server does not take the token.
var errToken = errors.New("the server refuses the token")

// login shows who we are.
func (a Account) login(ctx context.Context, c *imapclient.Client) error {
	if a.Token == nil {
		return c.Login(a.Username, a.Password).Wait()
	}
	token, err := a.Token.Token(ctx)
	if err != nil {
		return err
	}
	if err := c.Authenticate(xoauth2{a.Username, token}); err != nil {
		a.Token.Forget()
		return err
	}
	return nil
}

// Silence is how long a server may say nothing while a command runs.
const Silence = 60 * time.Second

// watched is a connection on which every read and write ends in time. Reads
// while the server has nothing to say (IDLE) get the longer limit.
type watched struct {
	net.Conn
	silence time.Duration
	now     func() time.Time
}

func (c *watched) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(c.now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *watched) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(c.now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// SetReadDeadline keeps the library from clearing or lengthening the deadline.
func (c *watched) SetReadDeadline(t time.Time) error {
	latest := c.now().Add(c.silence)
	if t.IsZero() || t.After(latest) {
		t = latest
	}
	return c.Conn.SetReadDeadline(t)
}

// SetDeadline is SetReadDeadline and the same for writing.
func (c *watched) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

// connect dials and logs in. Errors: CodeUnavailable when trying again may
// help, CodeInvalid when the password or the settings are wrong.
func (a Account) connect(ctx context.Context, now func() time.Time, silence time.Duration, woken func()) (*imapclient.Client, error) {
	conn, err := a.dial(ctx)
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeUnavailable, "the mailbox cannot be reached: %w", err).WithHint("is %s the IMAP server, and its port open from here?", a.address())
	}
	w := &watched{Conn: conn, silence: silence, now: now}
	c := imapclient.New(w, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) { woken() },
	}})
	if err := a.login(ctx, c); err != nil {
		_ = c.Close()
		if code := dunning.ErrorCode(err); code == dunning.CodeInvalid || code == dunning.CodeUnavailable {
			return nil, err // of the tokens
		}
		var refused *imap.Error
		switch {
		case errors.Is(err, errToken):
			return nil, dunning.Errorf(dunning.CodeInvalid, "the mailbox refuses the login: %w", err).WithHint("%s", a.hint())
		case errors.As(err, &refused) && refused.Type == imap.StatusResponseTypeNo && refused.Code != imap.ResponseCodeUnavailable:
			return nil, dunning.Errorf(dunning.CodeInvalid, "the mailbox refuses the login: %s", refused.Code).WithHint("%s", a.hint())
		}
		return nil, dunning.Errorf(dunning.CodeUnavailable, "logging in to the mailbox: %w", err)
	}
	return c, nil
}

func (a Account) dial(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{Timeout: 30 * time.Second}
	conf := a.Roots
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	conf = conf.Clone()
	conf.ServerName = a.Host
	if a.TLS == "none" {
		if ip := net.ParseIP(a.Host); a.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, fmt.Errorf("without TLS only a server on this machine is used")
		}
		return d.DialContext(ctx, "tcp", a.address())
	}
	return (&tls.Dialer{NetDialer: &d, Config: conf}).DialContext(ctx, "tcp", a.address())
}

// hint says what to look at when the server refuses a login.
func (a Account) hint() string {
	if a.Token != nil {
		return "the token is good, so that the mailbox itself is closed to it: allow IMAP for it, and give the application or the person access"
	}
	return "check user name and password; many providers want a password of their own for programs, Microsoft 365 none at all"
}

func (a Account) address() string {
	port := a.Port
	if port == 0 {
		port = 993
		if a.TLS == "none" {
			port = 143
		}
	}
	return net.JoinHostPort(a.Host, strconv.Itoa(port))
}
