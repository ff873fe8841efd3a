package posting

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"relance/activities"
	"relance/internal/answer"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/mailbox"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/smtp/smtptest"
)

// desk is where somebody answers a debtor's mail.
type desk struct {
	*Post
	t      *testing.T
	store  *postgres.Store
	server *smtptest.Server
	out    activities.Deliverer
	mail   int64
}

func openDesk(t *testing.T, mode config.Mode) *desk {
	t.Helper()
	d := &desk{t: t, store: postgrestest.New(t), server: smtptest.Start(t, smtptest.Options{})}
	cfg := config.Default()
	cfg.Mail = config.Mail{Mode: mode, RedirectTo: "moi@example.fr", SMTP: config.SMTP{Host: d.server.Host, Port: d.server.Port, TLS: "none"}}
	d.Post = New(cfg, sending.NewRoom(d.store), slog.New(slog.DiscardHandler), d.store.Now)
	sender, err := Sender(cfg)
	d.must(err)
	t.Cleanup(sender.Close)
	d.out = d.MailDeliverer(sender)
	d.must(d.store.SaveCreditor(t.Context(), seller(), nil))
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	_, err = d.store.AddInvoice(t.Context(), dunning.NewInvoice{Creditor: seller().ID, Debtor: buyer(), Now: now, Invoice: dunning.Invoice{
		Number: "F-1", Issued: calendar.NewDate(2026, 4, 12), Due: calendar.NewDate(2026, 5, 12), DueRule: dunning.DueStated, Currency: "EUR", Total: 120000, Payable: 120000, Source: "test",
	}})
	d.must(err)
	raw := []byte("Message-ID: <m@client.example.com>\r\nDate: Mon, 1 Jun 2026 10:12:00 +0200\r\nFrom: Camille Durand <camille@example.com>\r\nSubject: F-1\r\n\r\nQuand dois-je payer ?\r\n")
	taken, err := mailbox.New(d.store).TakeMail(t.Context(), inbox.Arrival{Raw: raw, Reading: inbox.Read(raw, inbox.Options{}), Door: "test"})
	d.must(err)
	d.mail = taken.ID
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

// write answers the mail and gives the bytes.
func (d *desk) write(n int) (answer.Kept, []byte) {
	d.t.Helper()
	r := inbox.Reading{Class: inbox.Reply, From: "camille@example.com", FromName: "Camille Durand", Subject: "F-1", MessageID: "<m@client.example.com>"}
	reply, err := answer.To(seller(), r, "Dès que possible.")
	d.must(err)
	reply.MessageID = fmt.Sprintf("relance.r%d.%d@example.fr", d.mail, n)
	composed, err := d.ComposeAnswer(d.t.Context(), reply)
	d.must(err)
	kept, err := mailbox.New(d.store).WriteAnswer(d.t.Context(), answer.Written{Mail: d.mail, Rendered: composed, Author: "claire"})
	d.must(err)
	return kept, composed.Bytes
}

func (d *desk) send() bool {
	d.t.Helper()
	found, err := d.sendAnswer(d.t.Context(), sending.New(d.store), sending.New(d.store), d.out, "worker")
	d.must(err)
	return found
}

func (d *desk) state(id int64) dunning.MessageState {
	d.t.Helper()
	m, err := d.store.Message(d.t.Context(), id)
	d.must(err)
	return m.State
}

func TestAnAnswerLeavesByteForByteInTheThread(t *testing.T) {
	t.Parallel()
	d := openDesk(t, config.Live)
	kept, composed := d.write(1)
	if !d.send() || d.send() {
		t.Error("it was to be sent once")
	}
	got := d.server.Messages()
	if len(got) != 1 || !bytes.Equal(got[0].Bytes, composed) || got[0].To != "camille@example.com" || got[0].From != seller().Email {
		t.Fatalf("the server has %d mails: %+v", len(got), got)
	}
	for _, want := range []string{"In-Reply-To: <m@client.example.com>", "References: <m@client.example.com>", "Subject: Re: F-1"} {
		if !strings.Contains(string(composed), want) {
			t.Errorf("%q is not in\n%s", want, composed)
		}
	}
	if strings.Contains(string(composed), "Auto-Submitted") {
		t.Error("it bears the mark of a program")
	}
	if s := d.state(kept.Message.ID); s != dunning.MessageAccepted {
		t.Errorf("it is %s", s)
	}
}

func TestWhatBecomesOfAnAnswerThatMeetsTrouble(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		step smtptest.Step
		want dunning.MessageState
	}{
		"no word after the final dot": {smtptest.Step{At: smtptest.Dot, Drop: true}, dunning.MessageUnknown},
		"try again later":             {smtptest.Step{At: smtptest.Rcpt, Code: 450}, dunning.MessageRendered},
		"no such user":                {smtptest.Step{At: smtptest.Rcpt, Code: 550, Enhanced: "5.1.1"}, dunning.MessageRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t, config.Live)
			d.server.Script("camille@example.com", row.step)
			kept, _ := d.write(1)
			if !d.send() || d.send() {
				t.Error("one attempt was wanted")
			}
			if s := d.state(kept.Message.ID); s != row.want {
				t.Errorf("it is %s, want %s", s, row.want)
			}
		})
	}
}

func TestATrialShowsAnAnswerToItsWriterAlone(t *testing.T) {
	t.Parallel()
	d := openDesk(t, config.Redirect)
	kept, _ := d.write(1)
	if !d.send() || d.send() {
		t.Error("it was to be shown once")
	}
	if got := d.server.Messages(); len(got) != 1 || got[0].To != "moi@example.fr" {
		t.Errorf("the server has %+v", got)
	}
	if s := d.state(kept.Message.ID); s != dunning.MessageWithheld {
		t.Errorf("it is %s", s)
	}
}
