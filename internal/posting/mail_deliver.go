package posting

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"sync/atomic"

	"relance/activities"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/smtp"
)

// MailConnections is how many mails one worker sends at once.
const MailConnections = 8

// Sender is the connection to the mail server of a configuration.
func Sender(cfg config.Config) (*smtp.Sender, error) {
	m := cfg.Mail.SMTP
	o := smtp.Options{
		Host: m.Host, Port: m.Port, Security: security[m.TLS], User: m.Username, Password: cfg.Secrets.SMTPPassword,
		MaxConnections: MailConnections,
	}
	if m.Login == config.LoginOAuth {
		o.Token = Tokens(cfg).Token
	}
	return smtp.New(o)
}

var security = map[string]smtp.Security{"": smtp.StartTLS, "starttls": smtp.StartTLS, "implicit": smtp.Implicit, "none": smtp.NoTLS}

// MailDeliverer hands mails to a server, or in mode redirect to the creditor's
// own address.
func (p *Post) MailDeliverer(sender *smtp.Sender) activities.Deliverer {
	d := mailDeliverer{sender: sender, links: p.Links, random: rand.Reader}
	if p.Config.Mail.Mode == config.Redirect {
		d.redirect = p.Config.Mail.RedirectTo
	}
	return d
}

// mailDeliverer hands mails to the SMTP server.
type mailDeliverer struct {
	sender   *smtp.Sender
	redirect string // everything goes there; empty is the debtor
	links    LinkStore
	random   io.Reader
}

// Deliver sends the exact bytes, with the link to the debtor's page put in where
// they have one. Until the store has agreed to the hand-over a
// cancellation stops the send; afterwards it is carried through, since only
// its end tells whether the mail has left.
func (m mailDeliverer) Deliver(ctx context.Context, p activities.Parcel, ready func(context.Context) error) (activities.Delivery, error) {
	mail, err := m.linked(ctx, p.Reserved.Message.ID, p.Rendered.Recipient, p.Rendered.Bytes)
	if err != nil {
		return activities.Delivery{}, err
	}
	env := smtp.Envelope{
		From: p.Reserved.Notice.Creditor.Email, To: p.Rendered.Recipient, Bytes: mail, ID: p.Rendered.MessageID, DSN: true,
		Still: p.Still,
	}
	if m.redirect != "" {
		env = env.Redirect(m.redirect)
	}
	send, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var handed atomic.Bool
	stop := context.AfterFunc(ctx, func() {
		if !handed.Load() {
			cancel()
		}
	})
	defer stop()
	out, err := m.sender.Send(send, env, func(ctx context.Context) error {
		handed.Store(true)
		return ready(ctx)
	})
	switch {
	case err != nil && out.Stage == smtp.StageContent && !errors.Is(err, activities.ErrChanged):
		// Nobody could say whether it is still to be sent: it did not leave.
		return activities.Delivery{Outcome: dunning.SendRetry, Reply: "stopped before the text", Code: "stopped"}, nil
	case err != nil:
		return activities.Delivery{}, err
	}
	return activities.Delivery{Outcome: outcomes[out.Verdict], Address: out.Address, Reply: out.String(), Code: out.Code()}, nil
}

var outcomes = map[smtp.Verdict]dunning.SendOutcome{
	smtp.Accepted: dunning.SendAccepted, smtp.Refused: dunning.SendRefused,
	smtp.Retry: dunning.SendRetry, smtp.Unknown: dunning.SendUnknown,
}
