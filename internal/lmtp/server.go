package lmtp

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"relance/internal/dunning"
	"relance/internal/inbox"
)

// Bounds of a conversation.
const (
	mostBytes      = 512 << 20 // of a mail; what is beyond inbox.MaxRaw is read and left out
	mostLine       = 1 << 20   // broken mails have long lines
	mostRecipients = 100
	mostAtOnce     = 4 // mails in memory
	quiet          = 5 * time.Minute
)

// Server listens for the mail server of this machine.
type Server struct {
	// Address is host:port of a loopback address, or the path of a Unix socket.
	Address string
	// Take puts a mail on record with what follows from it; an error has the mail
	// server bring it again.
	Take func(ctx context.Context, raw []byte) (inbox.Taken, error)
	// Taken hears what became of each.
	Taken func(inbox.Taken)
	Log   *slog.Logger
}

// Listen opens the address. A socket of an earlier run is taken away.
func (s *Server) Listen(ctx context.Context) (net.Listener, error) {
	var c net.ListenConfig
	if !strings.HasPrefix(s.Address, "/") {
		return c.Listen(ctx, "tcp", s.Address)
	}
	if info, err := os.Lstat(s.Address); err == nil && info.Mode()&fs.ModeSocket != 0 {
		if err := os.Remove(s.Address); err != nil {
			return nil, err
		}
	}
	l, err := c.Listen(ctx, "unix", s.Address)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(s.Address, 0o660) //nolint:gosec // the mail server's group writes to it
}

// Serve takes mails until the context ends. Those that are being taken then are
// given up, and come again.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	slots := make(chan struct{}, mostAtOnce)
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{Server: s, ctx: ctx, slots: slots}, nil
	}))
	server.LMTP, server.Domain = true, "localhost"
	server.MaxMessageBytes, server.MaxLineLength, server.MaxRecipients = mostBytes, mostLine, mostRecipients
	server.ReadTimeout, server.WriteTimeout = quiet, quiet
	server.EnableSMTPUTF8, server.EnableBINARYMIME = true, true
	server.ErrorLog = slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn)
	stop := context.AfterFunc(ctx, func() { server.Close() }) //nolint:errcheck // it listens no more
	defer stop()
	if err := server.Serve(l); err != nil && ctx.Err() == nil {
		return fmt.Errorf("taking mails by LMTP: %w", err)
	}
	return nil
}

// session is one conversation.
type session struct {
	*Server
	ctx   context.Context //nolint:containedctx // of the server: the library passes none
	slots chan struct{}
	from  string
	to    []string
}

// Mail notes the sender of the envelope; it is empty for a report.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt takes any recipient: the mail server decides what comes here.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data takes the mail once for all its recipients, who get the same answer.
func (s *session) Data(r io.Reader) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-s.ctx.Done():
		return later
	}
	var mail bytes.Buffer
	mail.WriteString("Return-Path: <" + line(s.from) + ">\r\n")
	for _, to := range s.to {
		mail.WriteString("Delivered-To: " + line(to) + "\r\n")
	}
	if _, err := io.Copy(&mail, io.LimitReader(r, int64(inbox.MaxRaw-mail.Len()))); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	taken, err := s.Take(s.ctx, mail.Bytes())
	if err != nil {
		s.Log.Warn("a mail that came by LMTP waits", "code", string(dunning.ErrorCode(err)), "error", err)
		return later
	}
	s.Taken(taken)
	return nil
}

// later has the mail server bring the mail again.
var later = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "The mail is not on record: bring it again"}

// line keeps an address on its line.
func line(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// Reset forgets the transaction.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the conversation.
func (*session) Logout() error { return nil }
