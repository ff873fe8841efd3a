package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"time"

	"relance/internal/access"
	"relance/internal/config"
	"relance/internal/console/office"
	"relance/internal/dunning"
	"relance/internal/posting"
	"relance/internal/smtp"
)

// Renewal lets a program be set up while it runs.
type Renewal struct {
	File  string              // the configuration file
	Env   func(string) string // the environment
	Began time.Time           // when the program took its configuration up
	Begin func()              // begins anew with what the file says
}

// setup sets the installation up for the console. It is nil where the program cannot
// begin anew by itself.
func (a *App) setup() office.Setup {
	if a.Renewal.Begin == nil {
		return nil
	}
	return installer{a}
}

type installer struct{ a *App }

// Installed says what the file sets.
func (i installer) Installed(_ context.Context, who access.Actor) (in office.Installation, err error) {
	if err := access.May(who, access.Operate, ""); err != nil {
		return in, err
	}
	cfg := i.a.Config
	m := cfg.Mail
	in = office.Installation{
		File: filepath.Base(i.a.Renewal.File), Mode: string(m.Mode), RedirectTo: m.RedirectTo, Host: m.SMTP.Host, TLS: m.SMTP.TLS, Username: m.SMTP.Username,
		Port: m.SMTP.Port, HasPassword: cfg.Secrets.SMTPPassword != "", Since: i.a.Renewal.Began.UTC().Format(time.RFC3339Nano),
	}
	in.Changed = i.changed()
	if len(cfg.Creditors) > 0 {
		in.Creditor, in.Others = cfg.Creditors[0], len(cfg.Creditors)-1
	}
	return in, nil
}

// changed tells whether the file says something else than what the program works with:
// somebody has changed it by hand since it was read.
func (i installer) changed() bool {
	if _, err := os.Stat(i.a.Renewal.File); errors.Is(err, fs.ErrNotExist) {
		return false // a first visit
	}
	now, err := config.Load(i.a.Renewal.File, i.a.Renewal.Env)
	return err != nil || !reflect.DeepEqual(now.Creditors, i.a.Config.Creditors) || !reflect.DeepEqual(now.Mail, i.a.Config.Mail)
}

// Reread lets the program begin anew with what the file says by now.
func (i installer) Reread(_ context.Context, who access.Actor) ([]dunning.Fault, error) {
	if err := access.May(who, access.Operate, ""); err != nil {
		return nil, err
	}
	_, err := config.LoadToSend(i.a.Renewal.File, i.a.Renewal.Env)
	var faults config.Faults
	if errors.As(err, &faults) {
		return faults, nil
	}
	if err == nil {
		i.a.Renewal.Begin()
	}
	return nil, err
}

// Install writes the file, and lets the program begin anew. What somebody changed in it
// by hand is not overwritten with what was read before.
func (i installer) Install(_ context.Context, who access.Actor, in office.Installation) ([]dunning.Fault, error) {
	if err := access.May(who, access.Operate, ""); err != nil {
		return nil, err
	}
	if i.changed() {
		return []dunning.Fault{{Path: filepath.Base(i.a.Renewal.File), Text: "the file was changed by hand since it was read", Hint: "let it be read again first"}}, nil
	}
	err := config.Install(i.a.Renewal.File, i.a.Renewal.Env, config.Installation{
		Creditor: in.Creditor, Mode: config.Mode(in.Mode), RedirectTo: in.RedirectTo, Password: in.Password,
		SMTP: config.SMTP{Host: in.Host, Port: in.Port, TLS: in.TLS, Username: in.Username},
	})
	var faults config.Faults
	if errors.As(err, &faults) {
		return faults, nil
	}
	if err == nil {
		i.a.Renewal.Begin()
	}
	return nil, err
}

// testPatience bounds the wait for the mail server.
const testPatience = 20 * time.Second

// TestMail sends a mail by the server of the configuration, whatever mail.mode says:
// it goes to the person who asks for it.
func (i installer) TestMail(ctx context.Context, who access.Actor, to string) error {
	if err := access.May(who, access.Operate, ""); err != nil {
		return err
	}
	cfg := i.a.Config
	from := to
	if len(cfg.Creditors) > 0 {
		from = cfg.Creditors[0].Email
	}
	sender, err := posting.Sender(cfg)
	if err != nil {
		return err
	}
	defer sender.Close()
	ctx, cancel := context.WithTimeout(ctx, testPatience)
	defer cancel()
	now := time.Now()
	body, err := smtp.Compose(smtp.Mail{
		From: smtp.Address{Mail: from}, To: smtp.Address{Mail: to}, Subject: "Message d’essai de relance", Date: now, Language: "fr",
		MessageID: fmt.Sprintf("essai.%d@relance.invalid", now.UnixNano()),
		Text:      "Bonjour,\n\nce message montre que relance sait envoyer par votre serveur de messagerie. Il n’est rattaché à aucune facture.\n",
	})
	if err != nil {
		return err
	}
	out, err := sender.Send(ctx, smtp.Envelope{From: from, To: to, Bytes: body}, func(context.Context) error { return nil })
	if err != nil {
		return err
	}
	return untaken(cfg.Mail.SMTP, out)
}

// untaken says why a mail server did not take the test mail, by what the person can
// mend; nil when it took it.
func untaken(server config.SMTP, out smtp.Outcome) error {
	const hint = "look at server, port, account and password"
	var unknown *net.DNSError
	var plain tls.RecordHeaderError
	switch {
	case out.Verdict == smtp.Accepted:
		return nil
	case errors.As(out.Cause, &unknown):
		return dunning.Errorf(dunning.CodeUnavailable, "no mail server is called %s", server.Host).WithHint("look at the name of the server")
	case errors.Is(out.Cause, syscall.ECONNREFUSED):
		return dunning.Errorf(dunning.CodeUnavailable, "nobody answers at %s on this port", server.Host).WithHint("look at the server and its port: 587 or 465 with most providers")
	case errors.As(out.Cause, &plain):
		return dunning.Errorf(dunning.CodeUnavailable, "%s speaks another kind of encryption on this port", server.Host).WithHint("choose another kind of encryption, or its usual port: 587 for STARTTLS, 465 for TLS")
	case errors.Is(out.Cause, context.DeadlineExceeded), errors.Is(out.Cause, os.ErrDeadlineExceeded):
		return dunning.Errorf(dunning.CodeUnavailable, "%s does not answer", server.Host).WithHint("look at the server and its port: 587 or 465 with most providers")
	case out.Reply.Code == 535 || out.Reply.Code == 534 || out.Reply.Code == 530:
		return dunning.Errorf(dunning.CodeUnavailable, "%s refused the account or the password: %s", server.Host, out.Reply.String()).WithHint("look at account and password; some providers want a password of its own for programs")
	}
	return dunning.Errorf(dunning.CodeUnavailable, "%s did not take the test mail: %s", server.Host, out).WithHint(hint)
}
