package lmtp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"relance/internal/inbox"
)

// post is a server whose store fails when it is told to.
type post struct {
	*Server
	address string
	mu      sync.Mutex
	kept    []string
	down    bool
}

func open(t *testing.T, at string) *post {
	t.Helper()
	p := &post{}
	p.Server = &Server{Address: at, Log: slog.New(slog.DiscardHandler), Taken: func(inbox.Taken) {}, Take: func(_ context.Context, raw []byte) (inbox.Taken, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.down {
			return inbox.Taken{}, errors.New("the database is away")
		}
		p.kept = append(p.kept, string(raw))
		return inbox.Taken{ID: int64(len(p.kept))}, nil
	}}
	l, err := p.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.address = l.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	return p
}

// bring delivers a mail as Postfix does, and gives the error of the first recipient.
func (p *post) bring(t *testing.T, from string, to []string, mail string) error {
	t.Helper()
	network := "tcp"
	if strings.HasPrefix(p.address, "/") {
		network = "unix"
	}
	conn, err := net.Dial(network, p.address)
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := c.Mail(from, nil); err != nil {
		return err
	}
	for _, r := range to {
		if err := c.Rcpt(r, nil); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(mail)); err != nil {
		return err
	}
	return w.Close()
}

// A mail is accepted when it is kept, with its envelope; while it cannot be kept
// the mail server is told to bring it again.
func TestAMailIsAcceptedWhenItIsKept(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"127.0.0.1:0", filepath.Join(t.TempDir(), "lmtp.sock")} {
		p := open(t, at)
		p.down = true
		var refused *smtp.SMTPError
		if err := p.bring(t, "paul@client.example.com", []string{"compta@example.fr"}, "Subject: un\r\n\r\nPayé hier.\r\n"); !errors.As(err, &refused) || refused.Code != 451 {
			t.Errorf("%s: without a database: %v", at, err)
		}
		p.mu.Lock()
		p.down = false
		p.mu.Unlock()
		if err := p.bring(t, "", []string{"compta@example.fr", "compta+b.x@example.fr"}, "Subject: un\r\n\r\nPayé hier.\r\n"+strings.Repeat("x", 9000)+"\r\n"); err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		p.mu.Lock()
		if len(p.kept) != 1 || !strings.HasPrefix(p.kept[0], "Return-Path: <>\r\nDelivered-To: compta@example.fr\r\nDelivered-To: compta+b.x@example.fr\r\nSubject: un\r\n") {
			t.Errorf("%s: kept %.200q", at, p.kept)
		}
		p.mu.Unlock()
	}
}

// A mail that is larger than what is kept of one is accepted, and cut.
func TestAHugeMailIsBounded(t *testing.T) {
	t.Parallel()
	p := open(t, "127.0.0.1:0")
	body := strings.Repeat(strings.Repeat("0123456789abcdef", 4)+"\r\n", (inbox.MaxRaw+8<<20)/66)
	if err := p.bring(t, "paul@client.example.com", []string{"compta@example.fr"}, "Subject: grand\r\n\r\n"+body); err != nil {
		t.Fatal(err)
	}
	if len(p.kept) != 1 || len(p.kept[0]) != inbox.MaxRaw {
		t.Errorf("kept %d mails, the first of %d bytes", len(p.kept), len(p.kept[0]))
	}
}

// Many conversations at once: each mail once.
func TestManyBringMailsAtOnce(t *testing.T) {
	t.Parallel()
	p := open(t, "127.0.0.1:0")
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if err := p.bring(t, "paul@client.example.com", []string{"compta@example.fr"}, fmt.Sprintf("Subject: %d\r\n\r\nok\r\n", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(p.kept) != 40 {
		t.Errorf("%d mails were kept", len(p.kept))
	}
}
