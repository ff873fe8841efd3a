package app

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/postgrestest"
	"relance/internal/smtp/smtptest"
)

// mornings is an installation with two creditors, a debtor of each that answered, and
// people who asked for the mail of the morning.
type mornings struct {
	*App
	t      *testing.T
	server *smtptest.Server
	people *accounts.Store
}

const codeName = `<img src=x onerror=alert(1)>`

func openMornings(t *testing.T, mode config.Mode) *mornings {
	t.Helper()
	m := &mornings{t: t, server: smtptest.Start(t, smtptest.Options{})}
	cfg := config.Default()
	cfg.Mail = config.Mail{Mode: mode, RedirectTo: "moi@example.fr", SMTP: config.SMTP{Host: m.server.Host, Port: m.server.Port, TLS: "none"}}
	cfg.Console.Address = "https://relance.example.com/"
	m.App = &App{store: postgrestest.New(t), Config: cfg}
	m.people = accounts.New(m.store)
	for _, id := range []string{"atelier", "moulin"} {
		m.must(m.store.SaveCreditor(t.Context(), dunning.Creditor{ID: id, Name: "Maison " + id, Email: id + "@example.com"}, []dunning.Plan{dunning.DefaultPlan()}))
		added, err := m.store.AddInvoice(t.Context(), dunning.NewInvoice{
			Creditor: id, Now: m.store.Now(), Author: "test", Debtor: dunning.Debtor{Key: "C-1", Name: codeName + " Vasseur", Email: "client@example.org"},
			Invoice: dunning.Invoice{Number: "F-1", Issued: calendar.NewDate(2026, 1, 1), Due: calendar.NewDate(2026, 2, 1), DueRule: dunning.DueStated, Currency: "EUR", Total: 123_456, Payable: 123_456, Source: "test"},
		})
		m.must(err)
		m.must(m.store.OpenTask(t.Context(), dunning.Task{Ref: added.Ref, Code: dunning.TaskReply}))
	}
	return m
}

func (m *mornings) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// person adds somebody who asked for the mail.
func (m *mornings) person(login, name, creditor string) access.Actor {
	m.t.Helper()
	_, err := m.people.AddUser(m.t.Context(), audit.Who{Name: "root", Door: "cli"}, people.NewUser{Login: login, Name: name, Grant: people.Grant{Creditor: creditor, Role: "clerk"}}, people.HashOf(login))
	m.must(err)
	who := access.Actor{Name: login, Roles: map[string]access.Role{creditor: access.Clerk}, Door: access.Console, Proof: access.Session}
	m.must(m.Mornings().SetMorning(m.t.Context(), who, login))
	return who
}

// sent runs the chore at an hour of Paris and counts what left.
func (m *mornings) sent(day, hour string) int {
	m.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+hour, calendar.Metropole.Location())
	m.must(err)
	n, err := m.sendMornings(m.t.Context(), at)
	m.must(err)
	return n
}

// decoded gives the subject of a mail, and its parts by type.
func decoded(t *testing.T, raw []byte) (subject string, parts map[string]string) {
	t.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts = map[string]string{}
	for r := multipart.NewReader(msg.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return subject, parts
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		parts[kind] = string(body)
	}
}

func TestWhoAskedGetsOneMailOnAWorkingMorningAboutHisOwnWork(t *testing.T) {
	t.Parallel()
	m := openMornings(t, config.Live)
	m.person("lea@example.fr", codeName+" Léa", "atelier")
	m.person("paul@example.fr", "Paul", "*")
	if n := m.sent("2026-11-28", "08:00") + m.sent("2026-12-25", "08:00") + m.sent("2026-11-30", "07:20") + m.sent("2026-11-30", "12:00"); n != 0 {
		t.Errorf("%d left on a Saturday, a holiday, too early or too late", n)
	}
	if n := m.sent("2026-11-30", "07:30"); n != 2 {
		t.Fatalf("%d left, want 2", n)
	}
	if n := m.sent("2026-11-30", "07:40"); n != 0 {
		t.Errorf("%d left a second time", n)
	}
	for login, want := range map[string]string{"lea@example.fr": "1\u00a0chose à faire", "paul@example.fr": "2\u00a0choses à faire"} {
		got := m.server.To(login)
		if len(got) != 1 {
			t.Fatalf("%s got %d", login, len(got))
		}
		subject, parts := decoded(t, got[0].Bytes)
		if subject != "Ce matin\u00a0: "+want {
			t.Errorf("%s reads %q", login, subject)
		}
		for kind, body := range parts {
			if !strings.Contains(body, "https://relance.example.com/taches?quoi=reponses") || !strings.Contains(body, "https://relance.example.com/compte") {
				t.Errorf("the %s leads nowhere: %s", kind, body)
			}
			for _, never := range []string{"Vasseur", "F-1", "1\u202f234", "client@"} {
				if strings.Contains(body, never) {
					t.Errorf("the %s says %q of a debtor", kind, never)
				}
			}
		}
		if len(parts) != 2 || strings.Contains(parts["text/html"], "<img") {
			t.Errorf("%s: %d parts, or a name that is code", login, len(parts))
		}
	}
	if n := m.sent("2026-12-01", "09:00"); n != 2 {
		t.Errorf("%d left on the next morning, want 2", n)
	}
}

func TestNoMailOfTheMorningLeavesWhenNothingWaitsOrNobodyAsks(t *testing.T) {
	t.Parallel()
	m := openMornings(t, config.Live)
	who := m.person("lea@example.fr", "Léa", "atelier")
	m.person("out@example.fr", "Parti", "atelier")
	m.must(m.people.SetDisabled(t.Context(), audit.Who{Name: "root", Door: "cli"}, "out@example.fr", true))
	_, err := m.store.Pool().Exec(t.Context(), `update tasks set done_at = now()`)
	m.must(err)
	if n := m.sent("2026-11-30", "08:00"); n != 0 {
		t.Errorf("%d left though nothing waits", n)
	}
	_, err = m.store.Pool().Exec(t.Context(), `update tasks set done_at = null`)
	m.must(err)
	m.must(m.Mornings().SetMorning(t.Context(), who, ""))
	if n := m.sent("2026-12-01", "08:00"); n != 0 {
		t.Errorf("%d left to somebody who ended it, or who is out", n)
	}
	if err := m.Mornings().SetMorning(t.Context(), who, "a@example.com, b@example.com"); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("two addresses are one: %v", err)
	}
}

func TestAMailOfTheMorningThatIsNotTakenIsTriedAgainAndAnUnknownOneIsNot(t *testing.T) {
	t.Parallel()
	m := openMornings(t, config.Live)
	m.person("later@example.fr", "Léa", "atelier")
	m.person("lost@example.fr", "Paul", "atelier")
	m.server.Script("later@example.fr", smtptest.Step{At: smtptest.Rcpt, Code: 450})
	m.server.Script("lost@example.fr", smtptest.Step{At: smtptest.Dot, Drop: true})
	m.sent("2026-11-30", "08:00")
	if n := m.sent("2026-11-30", "08:10"); n != 1 || len(m.server.To("later@example.fr")) != 1 {
		t.Errorf("%d left at the second try", n)
	}
}

func TestTheMailOfTheMorningFollowsTheModeOfMail(t *testing.T) {
	t.Parallel()
	off := openMornings(t, config.Off)
	off.person("lea@example.fr", "Léa", "atelier")
	if n := off.sent("2026-11-30", "08:00"); n != 0 || off.server.Accepted() != 0 {
		t.Error("a mail leaves while mail is off")
	}
	own := openMornings(t, config.Redirect)
	own.person("lea@example.fr", "Léa", "atelier")
	if own.sent("2026-11-30", "08:00"); len(own.server.To("moi@example.fr")) != 1 || len(own.server.To("lea@example.fr")) != 0 {
		t.Error("in a trial the mail does not go to the own address")
	}
}
