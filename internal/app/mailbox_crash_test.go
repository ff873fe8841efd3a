package app

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/imap"
	"relance/internal/imap/dovecottest"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
)

// What the process of the crash test is told.
const (
	crashDSN  = "RELANCE_CRASH_DSN"
	crashPort = "RELANCE_CRASH_PORT"
	crashAt   = "RELANCE_CRASH_AT"
)

// dying is a mailbox whose process is killed at a point of its reading.
type dying struct {
	mailReader
	at string
}

// point kills the process where it is to die: no cleaning up, as kill -9.
func (d dying) point(name string) {
	if d.at == name {
		syscall.Kill(os.Getpid(), syscall.SIGKILL) // it does not come back
		select {}
	}
}

func (d dying) Cursor(ctx context.Context, folder string) (inbox.Cursor, error) {
	c, err := d.mailReader.Cursor(ctx, folder)
	d.point("after the cursor was read")
	return c, err
}

func (d dying) Keep(ctx context.Context, raw []byte, to inbox.Cursor) error {
	d.point("before a mail is kept")
	err := d.mailReader.Keep(ctx, raw, to)
	d.point("after a mail was kept")
	return err
}

func (d dying) Looked(ctx context.Context, to inbox.Cursor) error {
	d.point("before the look is noted")
	err := d.mailReader.Looked(ctx, to)
	d.point("after the look was noted")
	return err
}

// program is a worker as far as the mailbox goes.
func program(store *postgres.Store, port int) *App {
	cfg := config.Default()
	cfg.Inbox.IMAP = config.IMAP{Host: "127.0.0.1", Port: port, Username: dovecottest.User}
	log := slog.New(slog.DiscardHandler)
	return &App{Config: cfg, Log: log, store: store, Post: posting.New(cfg, sending.NewRoom(store), log, store.Now)}
}

// look reads the mailbox once, and dies on the way when it is told where.
func (a *App) look(ctx context.Context, at string) error {
	office, err := a.Office()
	if err != nil {
		return err
	}
	r := imap.Reader{
		Account: imap.Account{Host: "127.0.0.1", Port: a.Config.Inbox.IMAP.Port, Username: dovecottest.User, Password: dovecottest.Password,
			Roots: &tls.Config{InsecureSkipVerify: true}}, //nolint:gosec // the test's own server, on loopback
		Folders: []string{"INBOX", "Clients"}, Keeper: dying{mailReader{office, a.mailboxName(), func(inbox.Taken) {}}, at},
		Since: 30 * 24 * time.Hour, Now: time.Now, Silence: 20 * time.Second, Failed: func(error) {},
	}
	return r.Look(ctx)
}

// TestAReaderOfTheMailboxThatDies is the process that the crash test starts.
func TestAReaderOfTheMailboxThatDies(t *testing.T) {
	dsn := os.Getenv(crashDSN)
	if dsn == "" {
		t.Skip("the crash test starts it")
	}
	port, err := strconv.Atoi(os.Getenv(crashPort))
	if err != nil {
		t.Fatal(err)
	}
	store, err := postgres.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := program(store, port).look(t.Context(), os.Getenv(crashAt)); err != nil {
		t.Fatal(err)
	}
}

// crash is a mailbox, a store, and processes that read one into the other.
type crash struct {
	t     *testing.T
	box   *dovecottest.Server
	store *postgres.Store
	sent  [][]byte
}

func (c *crash) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// answer has another debtor write an answer.
func (c *crash) answer() {
	c.t.Helper()
	n := len(c.sent)
	today := calendar.DateOf(time.Now())
	_, err := c.store.AddInvoice(c.t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Now: time.Now(), Author: "test",
		Debtor:  dunning.Debtor{Key: fmt.Sprint("C-", n), Name: "Client", Email: fmt.Sprintf("c%d@client.example.com", n), Regime: dunning.B2B},
		Invoice: dunning.Invoice{Number: fmt.Sprint("F-", n), Issued: today.AddDays(-40), Due: today.AddDays(-10), DueRule: dunning.DueStated, Currency: "EUR", Total: 100, Payable: 100, Source: "test"},
	})
	c.must(err)
	raw := fmt.Appendf(nil, "Message-ID: <%d@client.example.com>\r\nDate: %s\r\nFrom: c%d@client.example.com\r\nSubject: Re: facture\r\n\r\nPayé hier.\r\n", n, time.Now().Format(time.RFC1123Z), n)
	c.sent = append(c.sent, raw)
	client, err := imapclient.DialTLS(fmt.Sprintf("127.0.0.1:%d", c.box.Port), &imapclient.Options{TLSConfig: c.box.Trust()})
	c.must(err)
	defer client.Close()
	c.must(client.Login(dovecottest.User, dovecottest.Password).Wait())
	put := client.Append("INBOX", int64(len(raw)), nil)
	_, err = put.Write(raw)
	c.must(err)
	c.must(put.Close())
	_, err = put.Wait()
	c.must(err)
}

// reader starts a process that reads the mailbox.
func (c *crash) reader(at string) *exec.Cmd {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), os.Args[0], "-test.run=^TestAReaderOfTheMailboxThatDies$") //nolint:gosec // this test
	cmd.Env = append(os.Environ(), crashDSN+"="+c.store.Pool().Config().ConnString(), crashPort+"="+strconv.Itoa(c.box.Port), crashAt+"="+at)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	c.must(cmd.Start())
	c.t.Cleanup(func() {
		if c.t.Failed() && out.Len() > 0 {
			c.t.Logf("%s: %s", at, out.String())
		}
	})
	return cmd
}

// dieAt kills a reader at a point of its own.
func (c *crash) dieAt(point string) {
	c.t.Helper()
	if err := c.reader(point).Wait(); err == nil {
		c.t.Errorf("the reader that was to die %s went on", point)
	}
}

// dieWithin kills a reader in the middle of its transaction, when it writes to a
// table.
func (c *crash) dieWithin(table string) {
	c.t.Helper()
	ctx := c.t.Context()
	run := func(sql string) {
		c.t.Helper()
		_, err := c.store.Pool().Exec(ctx, sql)
		c.must(err)
	}
	run(`create or replace function stand_still() returns trigger language plpgsql as $$ begin perform pg_sleep(120); return new; end $$`)
	run(`create trigger still before insert or update on ` + table + ` for each row execute function stand_still()`)
	cmd := c.reader("")
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	pid := 0
	for pid == 0 {
		select {
		case err := <-done:
			c.t.Fatalf("the reader never wrote to %s: %v", table, err)
		case <-time.After(20 * time.Millisecond):
		}
		c.must(c.store.Pool().QueryRow(ctx, `
			select coalesce(max(a.pid), 0) from pg_stat_activity a join pg_locks l on l.pid = a.pid
			where a.wait_event = 'PgSleep' and l.relation = $1::regclass`, table).Scan(&pid))
	}
	c.must(cmd.Process.Kill())
	<-done
	run(fmt.Sprintf(`select pg_terminate_backend(%d, 10000)`, pid))
	run(`drop trigger still on ` + table)
}

// A reader that is killed at any point of its reading loses no answer and takes
// none twice; nor do two readers at once, a server that numbers its mails anew,
// and the same mail by three doors.
func TestAReaderKilledAnywhereTakesEachMailOnce(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts a mail server and a dozen processes")
	}
	c := &crash{t: t, box: dovecottest.Start(t), store: postgrestest.New(t)}
	c.must(c.store.SaveCreditor(t.Context(), dunning.Creditor{ID: "atelier", Name: "Atelier", Email: "compta@example.fr"}, []dunning.Plan{dunning.DefaultPlan()}))
	for _, point := range []string{"after the cursor was read", "before a mail is kept", "after a mail was kept", "before the look is noted", "after the look was noted"} {
		c.answer()
		c.dieAt(point)
	}
	for _, table := range []string{"documents", "mails", "mail_cases", "events", "cases", "outbox", "mail_cursors"} {
		c.answer()
		c.dieWithin(table)
	}
	c.answer()
	c.answer()
	var wait sync.WaitGroup
	for range 2 {
		cmd := c.reader("")
		wait.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("a reader beside another: %v", err)
			}
		})
	}
	wait.Wait()
	c.each("after two readers")

	c.box.Stop()
	c.box.NumberAnew("INBOX")
	c.box.Up()
	c.must(c.reader("").Wait())
	office, err := program(c.store, c.box.Port).Office()
	c.must(err)
	for _, raw := range c.sent {
		for _, door := range []string{"folder", "lmtp"} {
			if door == "lmtp" {
				raw = append([]byte("Return-Path: <x@client.example.com>\r\nDelivered-To: compta@example.fr\r\n"), raw...)
			}
			taken, err := office.TakeMail(t.Context(), access.Own("inbox"), inbox.Incoming{Raw: raw, Door: door})
			c.must(err)
			if !taken.Duplicate {
				t.Errorf("by the door %s it is another mail: %+v", door, taken)
			}
		}
	}
	c.each("after a server that numbers anew and three doors")
}

// each looks that every answer is on record once and holds its case once.
func (c *crash) each(when string) {
	c.t.Helper()
	var mails, held, replies int
	c.must(c.store.Pool().QueryRow(c.t.Context(), `
		select (select count(*) from mails), (select count(*) from cases k where exists (
		    select 1 from jsonb_array_elements(coalesce(k.body->'holds', '[]')) h where h->>'kind' = 'reply')), (select count(*) from events where kind = 'reply')`).
		Scan(&mails, &held, &replies))
	if n := len(c.sent); mails != n || held != n || replies != n {
		c.t.Errorf("%s: %d answers came, %d mails, %d cases held, %d facts", when, n, mails, held, replies)
	}
}
