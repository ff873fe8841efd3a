package smtptest

import (
	"crypto/tls"
	"errors"
	"io"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one connection's conversation.
type session struct {
	server *Server
	conn   *smtp.Conn
	number int
	user   string
	from   string
	mail   smtp.MailOptions
	to     string
	rcpt   smtp.RcptOptions
	step   Step
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	s.conns++
	number := s.conns
	s.mu.Unlock()
	plain := &session{server: s, conn: c, number: number}
	if s.opts.User == "" {
		return plain, nil
	}
	return &authSession{plain}, nil
}

// authSession is a session that offers a login; go-smtp announces AUTH for
// every session with these methods.
type authSession struct{ *session }

// AuthMechanisms lists what is announced.
func (s *authSession) AuthMechanisms() []string {
	switch {
	case s.server.opts.Token != "":
		return []string{"XOAUTH2"}
	case s.server.opts.Login:
		return []string{sasl.Login}
	}
	return []string{sasl.Plain}
}

// Auth runs a login.
func (s *authSession) Auth(string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != s.server.opts.User || password != s.server.opts.Password {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}
	if s.server.opts.Token != "" {
		return &tokenServer{opts: s.server.opts, in: func() { s.user = s.server.opts.User }}, nil
	}
	if s.server.opts.Login {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// tokenServer speaks XOAUTH2: a wrong token is explained before it is refused.
type tokenServer struct {
	opts      Options
	in        func()
	explained bool
}

// Next looks at the token.
func (t *tokenServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case t.explained:
		return nil, true, smtp.ErrAuthFailed
	case response == nil:
		return []byte{}, false, nil
	case string(response) == "user="+t.opts.User+"\x01auth=Bearer "+t.opts.Token+"\x01\x01":
		t.in()
		return nil, true, nil
	}
	t.explained = true
	return []byte(`{"status":"401","schemes":"bearer"}`), false, nil
}

// loginServer speaks the LOGIN mechanism, which go-sasl serves no more.
type loginServer struct {
	user  *string
	asked bool
	check func(user, password string) error
}

// Next goes through user name and password.
func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	switch {
	case !l.asked && response == nil:
		l.asked = true
		return []byte("Username:"), false, nil
	case l.user == nil:
		user := string(response)
		l.asked, l.user = true, &user
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(*l.user, string(response))
}

// Mail answers MAIL FROM.
func (s *session) Mail(from string, opts *smtp.MailOptions) error {
	if s.server.opts.User != "" && s.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.from, s.mail = from, *opts
	return s.act(s.server.next(""), Mail)
}

// Rcpt answers RCPT TO.
func (s *session) Rcpt(to string, opts *smtp.RcptOptions) error {
	s.to, s.rcpt = to, *opts
	s.step = s.server.next(to)
	if err := s.act(s.step, Rcpt); err != nil {
		return err
	}
	if s.step.At == Data {
		s.tapped().atData(s.step)
	}
	return nil
}

// Data reads the mail.
func (s *session) Data(r io.Reader) error {
	if s.step.At == Body {
		if _, err := io.CopyN(io.Discard, r, s.step.bytes()); err != nil {
			return err
		}
		return s.act(s.step, Body)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	time.Sleep(s.server.opts.Thinks)
	if s.step.At != Dot || s.step.Code == 0 {
		_, encrypted := s.conn.TLSConnectionState()
		s.server.record(Message{
			From: s.from, To: s.to, Bytes: content, Mail: s.mail, Rcpt: s.rcpt,
			User: s.user, Encrypted: encrypted, Conn: s.number,
		})
	}
	if s.step.At == Reply {
		s.tapped().closeAfterWrite.Store(true)
		return nil
	}
	return s.act(s.step, Dot)
}

// act does what the step says, when this is its stage.
func (s *session) act(step Step, at Stage) error {
	if step.At != at {
		return nil
	}
	step.wait()
	if step.Drop {
		s.tapped().reset()
		return errors.New("dropped")
	}
	if step.Garbage != "" {
		_, _ = io.WriteString(s.conn.Conn(), step.Garbage+"\r\n")
		s.tapped().reset()
		return errors.New("garbled")
	}
	return step.err()
}

// tapped is the connection below TLS.
func (s *session) tapped() *tapConn {
	c := s.conn.Conn()
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	return c.(*tapConn)
}

// Reset ends a transaction.
func (s *session) Reset() { s.from, s.to, s.step = "", "", Step{} }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }
