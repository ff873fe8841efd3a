package imap_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"relance/internal/imap"
	"relance/internal/imap/dovecottest"
	"relance/internal/inbox"
)

// archive keeps each mail once, as the store does, and knows a cursor for each
// folder.
type archive struct {
	mutex   sync.Mutex
	cursors map[string]inbox.Cursor
	mails   map[[32]byte]string // by what they are; the subject
	kept    int                 // deliveries, repeats included
	fail    func(n int) error   // of the n-th delivery
	came    chan string
}

func newArchive() *archive {
	return &archive{cursors: map[string]inbox.Cursor{}, mails: map[[32]byte]string{}, came: make(chan string, 1000)}
}

func (a *archive) Cursor(_ context.Context, folder string) (inbox.Cursor, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	c := a.cursors[folder]
	c.Folder = folder
	return c, nil
}

func (a *archive) Keep(_ context.Context, raw []byte, to inbox.Cursor) error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.kept++; a.fail != nil {
		if err := a.fail(a.kept); err != nil {
			return err
		}
	}
	r := inbox.Read(raw, inbox.Options{})
	if key := r.Sameness(raw); a.mails[key] == "" {
		a.mails[key] = r.Subject
		a.came <- r.Subject
	}
	a.move(to)
	return nil
}

func (a *archive) Looked(_ context.Context, to inbox.Cursor) error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.move(to)
	return nil
}

// move never goes back within one numbering, as the store's cursor.
func (a *archive) move(to inbox.Cursor) {
	if have := a.cursors[to.Folder]; have.Validity == to.Validity && have.Last > to.Last {
		return
	}
	a.cursors[to.Folder] = to
}

func (a *archive) count() int {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return len(a.mails)
}

// await waits for a mail.
func (a *archive) await(t *testing.T, subject string) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case got := <-a.came:
			if got == subject {
				return
			}
		case <-limit:
			t.Fatalf("%s did not come", subject)
		}
	}
}

type postbox struct {
	*dovecottest.Server
	t *testing.T
}

func openPostbox(t *testing.T) *postbox {
	t.Helper()
	t.Parallel()
	return &postbox{dovecottest.Start(t), t}
}

func (p *postbox) account() imap.Account {
	return imap.Account{Host: "127.0.0.1", Port: p.Port, Username: dovecottest.User, Password: dovecottest.Password, Roots: p.Trust()}
}

func (p *postbox) reader(a *archive, folders ...string) *imap.Reader {
	return &imap.Reader{
		Account: p.account(), Folders: folders, Keeper: a, Since: 30 * 24 * time.Hour, Now: time.Now, Every: 200 * time.Millisecond,
		Silence: 5 * time.Second, Failed: func(err error) { p.t.Log(err) }, Rest: 20 * time.Millisecond,
	}
}

// as does something as another program of the mailbox's owner.
func (p *postbox) as(do func(c *imapclient.Client)) {
	p.t.Helper()
	c, err := imapclient.DialTLS(fmt.Sprintf("127.0.0.1:%d", p.Port), &imapclient.Options{TLSConfig: p.Trust()})
	if err != nil {
		p.t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(dovecottest.User, dovecottest.Password).Wait(); err != nil {
		p.t.Fatal(err)
	}
	do(c)
}

func mailOf(subject string) []byte {
	return fmt.Appendf(nil, "Message-ID: <%s@client.example.com>\r\nDate: %s\r\nFrom: Jeanne <jeanne@client.example.com>\r\nSubject: %s\r\n\r\nPayé hier.\r\n",
		subject, time.Now().Format(time.RFC1123Z), subject)
}

func (p *postbox) deliver(folder string, raw []byte) {
	p.t.Helper()
	p.as(func(c *imapclient.Client) {
		cmd := c.Append(folder, int64(len(raw)), nil)
		_, err := cmd.Write(raw)
		if err == nil {
			err = cmd.Close()
		}
		if err == nil {
			_, err = cmd.Wait()
		}
		if err != nil {
			p.t.Fatal(err)
		}
	})
}

func (p *postbox) look(a *archive, folders ...string) {
	p.t.Helper()
	if err := p.reader(a, folders...).Look(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

func TestARealServerThatIsKilledAndNumbersAnewLosesAndRepeatsNothing(t *testing.T) {
	p := openPostbox(t)
	a := newArchive()
	for i := range 25 {
		p.deliver("INBOX", mailOf(fmt.Sprint("a", i)))
	}
	a.fail = func(n int) error {
		if n == 13 {
			return fmt.Errorf("the database is down")
		}
		return nil
	}
	if err := p.reader(a, "INBOX", "Clients").Look(t.Context()); err == nil {
		t.Error("a look that cannot keep a mail succeeds")
	}
	p.look(a, "INBOX", "Clients")
	if a.count() != 25 {
		t.Fatalf("%d mails, want 25", a.count())
	}
	p.Stop()
	p.NumberAnew("INBOX")
	p.Up()
	p.deliver("INBOX", mailOf("b"))
	p.look(a, "INBOX", "Clients")
	if a.count() != 26 {
		t.Errorf("%d mails after the server numbered anew, want 26", a.count())
	}
	p.as(func(c *imapclient.Client) { // somebody sorts his mail
		if _, err := c.Select("INBOX", nil).Wait(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Move(goimap.SeqSetNum(1, 2, 3), "Clients").Wait(); err != nil {
			t.Fatal(err)
		}
	})
	p.look(a, "INBOX", "Clients")
	p.Kill()
	p.Up()
	p.deliver("Clients", mailOf("c"))
	p.look(a, "INBOX", "Clients")
	if a.count() != 27 {
		t.Errorf("%d mails in the end, want 27", a.count())
	}
}

func TestAReaderOutlivesTheServersDeaths(t *testing.T) {
	p := openPostbox(t)
	a := newArchive()
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 2 { // two workers read the same mailbox
		group.Go(func() { _ = p.reader(a).Run(ctx) })
	}
	p.deliver("INBOX", mailOf("one"))
	a.await(t, "one")
	for i, end := range []func(){p.Kill, p.Stop, p.Kill} {
		end()
		p.Up()
		name := fmt.Sprint("after death ", i)
		p.deliver("INBOX", mailOf(name))
		a.await(t, name)
	}
	cancel()
	group.Wait()
	if a.count() != 4 {
		t.Errorf("%d mails, want 4", a.count())
	}
}

func TestAMailIsAnnouncedLongBeforeItIsLookedFor(t *testing.T) {
	p := openPostbox(t)
	a := newArchive()
	r := p.reader(a)
	r.Every, r.Silence = 10*time.Minute, 3*time.Minute
	looked := make(chan struct{}, 10)
	r.Read = func(context.Context) error { looked <- struct{}{}; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = r.Run(ctx) }()
	<-looked
	p.deliver("INBOX", mailOf("announced")) // the next look by itself is 45 s away
	a.await(t, "announced")
}

func TestReadingChangesNothingOnARealServer(t *testing.T) {
	p := openPostbox(t)
	p.deliver("INBOX", mailOf("one"))
	p.look(newArchive())
	p.as(func(c *imapclient.Client) {
		status, err := c.Status("INBOX", &goimap.StatusOptions{NumUnseen: true, NumMessages: true}).Wait()
		if err != nil || *status.NumUnseen != 1 || *status.NumMessages != 1 {
			t.Errorf("%v, %+v", err, status)
		}
	})
}

func TestSentMailsAreFoundByTheirIdAndNothingElse(t *testing.T) {
	p := openPostbox(t)
	p.deliver("Sent", mailOf("relance.7.aa"))
	p.deliver("Sent", mailOf("relance.7.aab"))
	found, err := p.reader(newArchive()).Sent(t.Context(), []string{"relance.7.aa@client.example.com", "relance.7.a@client.example.com", "7.aab@client.example.com"}, time.Now())
	if err != nil || len(found) != 1 || found[0] != "relance.7.aa@client.example.com" {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestAProbeSaysWhatAMailboxHas(t *testing.T) {
	p := openPostbox(t)
	p.deliver("INBOX", mailOf("one"))
	got, err := p.reader(newArchive(), "INBOX", "Nowhere").Probe(t.Context())
	if err != nil || !got.Announces || got.Sent != "Sent" || got.Junk != "Junk" || got.Mails != 1 || len(got.Missing) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	r := p.reader(newArchive())
	r.Account.Password = "wrong"
	if _, err := r.Probe(t.Context()); err == nil {
		t.Error("a wrong password is let in")
	}
	r.Account.Roots = nil
	if _, err := r.Probe(t.Context()); err == nil {
		t.Error("a certificate that nobody signed is trusted")
	}
}

// A network path that dies says nothing. It is noticed within the silence that
// is allowed, and a new path is tried.
func TestAPathThatGoesSilentIsLeftForANewOne(t *testing.T) {
	p := openPostbox(t)
	a := newArchive()
	front := hush(t, p.Port)
	r := p.reader(a)
	r.Account.Port, r.Silence = front.port, 500*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = r.Run(ctx) }()
	p.deliver("INBOX", mailOf("before"))
	a.await(t, "before")
	front.silent.Add(1) // every connection so far swallows all from now on
	p.deliver("INBOX", mailOf("after"))
	a.await(t, "after")
}

// quiet passes connections on until it is told to swallow what it hears.
type quiet struct {
	port   int
	silent atomic.Int64 // generation up to which connections say nothing
}

func hush(t *testing.T, port int) *quiet {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	q := &quiet{port: l.Addr().(*net.TCPAddr).Port}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			born := q.silent.Load()
			back, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				_ = conn.Close()
				continue
			}
			t.Cleanup(func() { _ = conn.Close(); _ = back.Close() })
			for _, pair := range [][2]net.Conn{{conn, back}, {back, conn}} {
				go func() { q.pass(pair[0], pair[1], born) }()
			}
		}
	}()
	return q
}

func (q *quiet) pass(from io.Reader, to io.Writer, born int64) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if q.silent.Load() == born {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
	}
}

// The same bytes in two folders, and a copy to which a server has added a line,
// are one mail.
func TestTheSameMailInTwoFoldersIsOne(t *testing.T) {
	p := openPostbox(t)
	a := newArchive()
	raw := mailOf("twice")
	p.deliver("INBOX", raw)
	p.deliver("Clients", raw)
	p.deliver("Junk", append([]byte("X-Spam-Score: 1\r\n"), raw...))
	p.look(a, "INBOX", "Clients", "Junk")
	if a.count() != 1 || a.kept != 3 {
		t.Errorf("%d mails of %d that were read, want 1 of 3", a.count(), a.kept)
	}
}
