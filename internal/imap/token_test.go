package imap_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/imap"
)

// passes gives tokens in their order.
type passes struct{ given, forgotten int }

func (p *passes) Token(context.Context) (string, error) {
	p.given++
	return fmt.Sprint("access-", p.given), nil
}

func (p *passes) Forget() { p.forgotten++ }

// tokenServer lets one token in; a wrong one is explained, as Microsoft and
// Google do, before it is refused.
func tokenServer(t *testing.T, user, token string) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	want := base64.StdEncoding.EncodeToString([]byte("user=" + user + "\x01auth=Bearer " + token + "\x01\x01"))
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go serveToken(conn, want)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func serveToken(conn net.Conn, want string) {
	defer conn.Close()
	fmt.Fprint(conn, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n")
	in := bufio.NewScanner(conn)
	for in.Scan() {
		words := strings.Fields(in.Text())
		switch {
		case len(words) == 4 && words[1] == "AUTHENTICATE" && words[3] == want:
			fmt.Fprintf(conn, "%s OK [CAPABILITY IMAP4rev1] in\r\n", words[0])
		case len(words) == 4 && words[1] == "AUTHENTICATE":
			fmt.Fprintf(conn, "+ %s\r\n", base64.StdEncoding.EncodeToString([]byte(`{"status":"400"}`)))
			in.Scan() // the client says what it likes, or leaves
			fmt.Fprintf(conn, "%s NO [AUTHENTICATIONFAILED] no\r\n", words[0])
		case len(words) > 1 && words[1] == "LIST":
			fmt.Fprintf(conn, "* LIST () \"/\" INBOX\r\n%s OK done\r\n", words[0])
		case len(words) > 1 && words[1] == "EXAMINE":
			fmt.Fprintf(conn, "* 3 EXISTS\r\n%s OK [READ-ONLY] done\r\n", words[0])
		case len(words) > 1:
			fmt.Fprintf(conn, "%s OK done\r\n", words[0])
		}
	}
}

func TestATokenOpensTheMailboxAndARefusedOneIsForgotten(t *testing.T) {
	t.Parallel()
	p := &passes{}
	r := imap.Reader{
		Account: imap.Account{Host: "127.0.0.1", Port: tokenServer(t, "compta@example.fr", "access-2"), TLS: "none", Username: "compta@example.fr", Token: p},
		Now:     time.Now, Silence: 5 * time.Second,
	}
	if got, err := r.Probe(t.Context()); err != nil || got.Mails != 3 || p.forgotten != 1 {
		t.Errorf("an old token, then a new one: %+v, %v, %d forgotten", got, err, p.forgotten)
	}
	_, err := r.Probe(t.Context()) // access-3 and access-4 are wrong
	if dunning.ErrorCode(err) != dunning.CodeInvalid || p.given != 4 || strings.Contains(err.Error(), "access-") {
		t.Errorf("no good token: %v, %d were asked for", err, p.given)
	}
}
