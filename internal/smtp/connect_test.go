package smtp_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/smtp"
	"relance/internal/smtp/smtptest"
)

func TestConnectEncryptsAndLogsIn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		server   smtptest.Security
		login    bool
		password string
		security smtp.Security
		want     smtp.Verdict
	}{
		"STARTTLS and PLAIN":           {smtptest.StartTLS, false, "sésame", smtp.StartTLS, smtp.Accepted},
		"STARTTLS and LOGIN":           {smtptest.StartTLS, true, "sésame", smtp.StartTLS, smtp.Accepted},
		"TLS from the start and PLAIN": {smtptest.Implicit, false, "sésame", smtp.Implicit, smtp.Accepted},
		"TLS from the start and LOGIN": {smtptest.Implicit, true, "sésame", smtp.Implicit, smtp.Accepted},
		"wrong password":               {smtptest.StartTLS, false, "ouvre-toi", smtp.StartTLS, smtp.Retry},
		"server without STARTTLS":      {smtptest.Plain, false, "sésame", smtp.StartTLS, smtp.Retry},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := smtptest.Start(t, smtptest.Options{Security: row.server, User: "brunel", Password: "sésame", Login: row.login})
			s := newSender(t, srv, func(o *smtp.Options) {
				o.Security, o.User, o.Password = row.security, "brunel", row.password
			})
			o := send(t, s, envelope(small))
			if o.Verdict != row.want {
				t.Fatalf("%s", o)
			}
			if strings.Contains(o.String(), row.password) {
				t.Errorf("the outcome holds the password: %s", o)
			}
			if got := srv.Messages(); o.Verdict == smtp.Accepted && (!got[0].Encrypted || got[0].User != "brunel") {
				t.Errorf("encrypted %v, user %q", got[0].Encrypted, got[0].User)
			}
		})
	}
}

func TestConnectRefusesACertificateItDoesNotTrust(t *testing.T) {
	t.Parallel()
	for _, security := range []smtptest.Security{smtptest.StartTLS, smtptest.Implicit} {
		srv := smtptest.Start(t, smtptest.Options{Security: security})
		s := newSender(t, srv, func(o *smtp.Options) { o.Security, o.TLS = secure(security), nil })
		o := send(t, s, envelope(small))
		if o.Verdict != smtp.Retry || o.Stage != smtp.StageConnect || !strings.Contains(o.String(), "certificate") {
			t.Errorf("%s: %s", security, o)
		}
	}
}

func TestCheckSaysWhatToMend(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{Security: smtptest.StartTLS, User: "brunel", Password: "sésame"})
	login := func(password string) func(*smtp.Options) {
		return func(o *smtp.Options) { o.Security, o.User, o.Password = smtp.StartTLS, "brunel", password }
	}
	if err := newSender(t, srv, login("sésame")).Check(t.Context()); err != nil {
		t.Errorf("good settings: %v", err)
	}
	err := newSender(t, srv, login("faux")).Check(t.Context())
	if dunning.ErrorCode(err) != dunning.CodeUnavailable || !strings.Contains(dunning.ErrorHint(err), "password") {
		t.Errorf("wrong password: %v, hint %q", err, dunning.ErrorHint(err))
	}
	srv.Close()
	err = newSender(t, srv, login("sésame")).Check(t.Context())
	if !strings.Contains(dunning.ErrorHint(err), "check host, port") {
		t.Errorf("no server: %v, hint %q", err, dunning.ErrorHint(err))
	}
}

func TestNewRefusesUnsafeOrWrongOptions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]smtp.Options{
		"no host":               {},
		"host with port":        {Host: "smtp.example.com:587"},
		"unknown security":      {Host: "smtp.example.com", Security: "ssl"},
		"unknown login":         {Host: "smtp.example.com", Auth: "NTLM"},
		"password in the clear": {Host: "smtp.example.com", Security: smtp.NoTLS, User: "u", Password: "p"},
		"port beyond the last":  {Host: "smtp.example.com", Port: 70000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := smtp.New(o); dunning.ErrorCode(err) != dunning.CodeInvalid {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestPoolReplacesAConnectionThatDied(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	s := newSender(t, srv)
	send(t, s, envelope(small))
	// Alive at NOOP, dead at MAIL: tried again on a fresh connection, unseen
	// by the caller, and the hook runs once.
	srv.Script("", smtptest.Step{At: smtptest.Mail, Drop: true})
	calls := 0
	o, err := s.Send(t.Context(), envelope(small), func(context.Context) error { calls++; return nil })
	if err != nil || o.Verdict != smtp.Accepted || calls != 1 || srv.Connections() != 2 {
		t.Errorf("%s, %v, %d calls, %d connections", o, err, calls, srv.Connections())
	}
	// The same with a server that says goodbye.
	srv.Script("", smtptest.Step{At: smtptest.Mail, Code: 421, Enhanced: "4.3.2"})
	if o := send(t, s, envelope(small)); o.Verdict != smtp.Accepted || srv.Connections() != 3 {
		t.Errorf("%s, %d connections", o, srv.Connections())
	}
	// A fresh connection that dies is not tried again.
	fresh := newSender(t, srv)
	srv.Script("", smtptest.Step{At: smtptest.Mail, Drop: true}, smtptest.Step{})
	if o := send(t, fresh, envelope(small)); o.Verdict != smtp.Retry {
		t.Errorf("%s", o)
	}
}

func TestPoolKeepsToItsLimits(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	s := newSender(t, srv, func(o *smtp.Options) { o.MaxConnections, o.MaxMessages = 2, 5 })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if o := send(t, s, envelope(small)); o.Verdict != smtp.Accepted {
					t.Errorf("%s", o)
				}
			}
		})
	}
	wg.Wait()
	perConn := map[int]int{}
	for _, m := range srv.Messages() {
		perConn[m.Conn]++
	}
	for conn, n := range perConn {
		if n > 5 {
			t.Errorf("connection %d carried %d mails", conn, n)
		}
	}
	if srv.Accepted() != 40 || len(perConn) > 10 {
		t.Errorf("%d mails over %d connections", srv.Accepted(), len(perConn))
	}
}

func TestPoolClosesIdleConnections(t *testing.T) {
	t.Parallel()
	lines := make(chan string, 100)
	host, port := dialogue(t, func(line string) (string, bool) {
		lines <- line
		return answers(line), line != "QUIT"
	})
	s, err := smtp.New(smtp.Options{Host: host, Port: port, Security: smtp.NoTLS, IdleTimeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if o := send(t, s, envelope(small)); o.Verdict != smtp.Accepted {
		t.Fatalf("%s", o)
	}
	timeout := time.After(time.Minute)
	for {
		select {
		case line := <-lines:
			if line == "QUIT" {
				return
			}
		case <-timeout:
			t.Fatal("the idle connection was not closed")
		}
	}
}

// A server may refuse in the middle of the content. Its reason must be heard
// and no dot sent.
func TestSendHearsARefusalInMidContent(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		said string
		want smtp.Verdict
	}{
		"too large":       {"552 5.3.4 too large\r\n", smtp.Refused},
		"shutting down":   {"421 4.3.2 shutting down\r\n", smtp.Retry},
		"250 before time": {"250 2.0.0 ok\r\n", smtp.Retry},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			var got []string
			host, port := dialogue(t, func(line string) (string, bool) {
				mu.Lock()
				defer mu.Unlock()
				got = append(got, line)
				if strings.HasPrefix(line, "Subject:") {
					return row.said, true
				}
				return answers(line), true
			})
			s, err := smtp.New(smtp.Options{Host: host, Port: port, Security: smtp.NoTLS})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			o := send(t, s, envelope(large))
			if o.Verdict != row.want || o.Stage != smtp.StageContent || !strings.HasPrefix(row.said, o.Reply.String()) {
				t.Errorf("%s", o)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, line := range got {
				if line == "." || line == "QUIT" || line == "RSET" {
					t.Errorf("the client sent %q after a broken transfer", line)
				}
			}
		})
	}
}

// dialogue is a server that answers line by line, for what no proper server
// does. answer gives the reply ("" is silence) and whether to go on.
func dialogue(t *testing.T, answer func(line string) (string, bool)) (host string, port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				_, _ = io.WriteString(c, "220 mx.example.org\r\n")
				lines := bufio.NewScanner(c)
				for more := true; more && lines.Scan(); {
					var reply string
					reply, more = answer(lines.Text())
					_, _ = io.WriteString(c, reply)
				}
			}()
		}
	}()
	address := l.Addr().(*net.TCPAddr)
	return "127.0.0.1", address.Port
}

// answers are those of a server without extensions.
func answers(line string) string {
	switch word, _, _ := strings.Cut(line, " "); word {
	case "EHLO", "MAIL", "RCPT", "NOOP", "RSET", ".":
		return "250 ok\r\n"
	case "DATA":
		return "354 go\r\n"
	case "QUIT":
		return "221 bye\r\n"
	}
	return ""
}

// A server that does not end its answer is left alone before it fills the
// memory, whatever it answers to.
func TestSendLeavesAServerThatTalksWithoutEnd(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"", "EHLO", "MAIL", "RCPT", "DATA", "."} {
		t.Run("to "+command, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			var said atomic.Int64
			go talker(l, command, &said)
			s, err := smtp.New(smtp.Options{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: smtp.NoTLS, HELO: "relance.example.org"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			o := send(t, s, envelope(small))
			want := smtp.Retry
			if command == "." {
				want = smtp.Unknown
			}
			if o.Verdict != want {
				t.Errorf("%s, want %s", o, want)
			}
			if n := said.Load(); n > 64<<20 {
				t.Errorf("the server could say %d bytes", n)
			}
		})
	}
}

// talker answers as a server does, but to one command with lines without end;
// the command "" is the greeting.
func talker(l net.Listener, command string, said *atomic.Int64) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = c.Close() }()
			flood := func(code string) {
				for {
					n, err := io.WriteString(c, code+"-"+strings.Repeat("A", 500)+"\r\n")
					if said.Add(int64(n)); err != nil {
						return
					}
				}
			}
			if command == "" {
				flood("220")
				return
			}
			_, _ = io.WriteString(c, "220 mx.example.org\r\n")
			lines, text := bufio.NewScanner(c), false
			for lines.Scan() {
				line := lines.Text()
				switch {
				case text && line != ".":
				case strings.HasPrefix(line, command):
					flood("250")
					return
				default:
					text = line == "DATA"
					_, _ = io.WriteString(c, answers(line))
				}
			}
		}()
	}
}

// A token is asked for at each login, so that an old one is never used.
func TestALoginByTokenAsksForANewOneEachTime(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{Security: smtptest.StartTLS, User: "compta@brunel.example.fr", Token: "access-2"})
	asked := 0
	s := newSender(t, srv, func(o *smtp.Options) {
		o.Security, o.User = smtp.StartTLS, "compta@brunel.example.fr"
		o.Token = func(context.Context) (string, error) { asked++; return fmt.Sprint("access-", asked), nil }
	})
	first := send(t, s, envelope(small))
	if first.Verdict != smtp.Retry || strings.Contains(first.String(), "access-1") {
		t.Errorf("with an old token: %s", first)
	}
	if o := send(t, s, envelope(small)); o.Verdict != smtp.Accepted {
		t.Errorf("with a new one: %s", o)
	}
}
