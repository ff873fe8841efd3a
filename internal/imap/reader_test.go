package imap_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"relance/internal/dunning"
	"relance/internal/imap"
	"relance/internal/inbox"
)

// box is a mailbox on a server in this process.
type box struct {
	t    *testing.T
	user *imapmemserver.User
	port int
}

func newBox(t *testing.T) *box {
	t.Helper()
	b := &box{t: t, user: imapmemserver.NewUser("compta", "secret")}
	if err := b.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(b.user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Caps: goimap.CapSet{goimap.CapIMAP4rev1: {}}, InsecureAuth: true,
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	b.port = listener.Addr().(*net.TCPAddr).Port
	return b
}

type literal struct{ *bytes.Reader }

func (b *box) add(text string) {
	b.t.Helper()
	raw := []byte("Subject: x\r\n\r\n" + text + "\r\n")
	if _, err := b.user.Append("INBOX", literal{bytes.NewReader(raw)}, &goimap.AppendOptions{}); err != nil {
		b.t.Fatal(err)
	}
}

// shelf keeps what a reader brings.
type shelf struct {
	sync.Mutex
	cursor inbox.Cursor
	mails  []string
	fail   error // of the next mail
	came   chan struct{}
}

func (s *shelf) Cursor(context.Context, string) (inbox.Cursor, error) {
	s.Lock()
	defer s.Unlock()
	return s.cursor, nil
}

func (s *shelf) Keep(_ context.Context, raw []byte, to inbox.Cursor) error {
	s.Lock()
	defer s.Unlock()
	if s.fail != nil {
		err := s.fail
		s.fail = nil
		return err
	}
	s.mails, s.cursor = append(s.mails, strings.TrimSpace(strings.SplitN(string(raw), "\r\n\r\n", 2)[1])), to
	if s.came != nil {
		s.came <- struct{}{}
	}
	return nil
}

func (s *shelf) Looked(_ context.Context, to inbox.Cursor) error {
	s.Lock()
	defer s.Unlock()
	s.cursor = to
	return nil
}

func (b *box) reader(s *shelf) *imap.Reader {
	return &imap.Reader{
		Account: imap.Account{Host: "127.0.0.1", Port: b.port, TLS: "none", Username: "compta", Password: "secret"},
		Keeper:  s, Since: 30 * 24 * time.Hour, Now: time.Now, Every: 50 * time.Millisecond, Failed: func(err error) { b.t.Log(err) },
	}
}

func (b *box) look(s *shelf) {
	b.t.Helper()
	if err := b.reader(s).Look(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func TestEachMailOfAMailboxIsReadOnceAndInOrder(t *testing.T) {
	t.Parallel()
	b, s := newBox(t), &shelf{}
	for i := range 45 { // more than one batch
		b.add(strconv.Itoa(i))
	}
	b.look(s)
	b.look(s)
	b.add("45")
	b.look(s)
	want := make([]string, 46)
	for i := range want {
		want[i] = strconv.Itoa(i)
	}
	if got := strings.Join(s.mails, " "); got != strings.Join(want, " ") {
		t.Errorf("have %s", got)
	}
}

func TestAMailThatCannotBeKeptComesAgain(t *testing.T) {
	t.Parallel()
	b, s := newBox(t), &shelf{fail: fmt.Errorf("the database is down")}
	b.add("one")
	b.add("two")
	if err := b.reader(s).Look(t.Context()); err == nil || len(s.mails) != 0 {
		t.Fatalf("%v, have %v", err, s.mails)
	}
	b.look(s)
	if got := strings.Join(s.mails, " "); got != "one two" {
		t.Errorf("have %s", got)
	}
}

func TestAServerThatNumbersAnewIsReadAgain(t *testing.T) {
	t.Parallel()
	b, s := newBox(t), &shelf{}
	b.add("one")
	b.look(s)
	s.cursor.Validity++ // as if the server had had another one before
	b.look(s)
	if len(s.mails) != 2 {
		t.Errorf("have %v, want the mail a second time, for the store to recognise", s.mails)
	}
}

func TestReadingAMailDoesNotMarkItAsRead(t *testing.T) {
	t.Parallel()
	b, s := newBox(t), &shelf{}
	b.add("one")
	b.look(s)
	status, err := b.user.Status("INBOX", &goimap.StatusOptions{NumUnseen: true})
	if err != nil || status.NumUnseen == nil || *status.NumUnseen != 1 {
		t.Errorf("%v, unread %+v", err, status)
	}
}

func TestMailsThatComeWhileTheReaderRunsAreRead(t *testing.T) {
	t.Parallel()
	b, s := newBox(t), &shelf{came: make(chan struct{})}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	ended := make(chan error, 1)
	go func() { ended <- b.reader(s).Run(ctx) }()
	for _, text := range []string{"one", "two"} {
		b.add(text)
		select {
		case <-s.came:
		case <-ctx.Done():
			t.Fatalf("%s was not read", text)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAWrongPasswordIsNotTriedLikeADeadLine(t *testing.T) {
	t.Parallel()
	b, s := newBox(t), &shelf{}
	r := b.reader(s)
	r.Account.Password = "wrong"
	if err := r.Look(t.Context()); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("have %v", err)
	}
}

// A network that swallows everything says nothing: the library would wait for
// ever.
func TestADeadNetworkPathIsNoticed(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close() // held open, and silent
		}
	}()
	b := &box{t: t, port: listener.Addr().(*net.TCPAddr).Port}
	r := b.reader(&shelf{})
	r.Silence = 200 * time.Millisecond
	done := make(chan error, 1)
	go func() { done <- r.Look(t.Context()) }()
	select {
	case err := <-done:
		if dunning.ErrorCode(err) != dunning.CodeUnavailable {
			t.Errorf("have %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the reader waits for ever")
	}
}

func TestAPasswordDoesNotCrossTheNetworkInClear(t *testing.T) {
	t.Parallel()
	r := imap.Reader{Account: imap.Account{Host: "imap.example.net", TLS: "none"}, Keeper: &shelf{}, Now: time.Now}
	if err := r.Look(t.Context()); err == nil || !strings.Contains(err.Error(), "without TLS") {
		t.Errorf("have %v", err)
	}
}
