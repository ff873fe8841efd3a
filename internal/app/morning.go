package app

import (
	"context"
	"time"

	"relance/internal/backoffice/staff"
	"relance/internal/config"
	"relance/internal/postgres/accounts"
	"relance/internal/posting"
	"relance/internal/smtp"
)

// Mornings gives the use cases of the mail of the morning.
func (a *App) Mornings() *staff.Mornings {
	s := accounts.New(a.store)
	return &staff.Mornings{Store: s, Rounds: s, Users: s, Days: a.Overview(), Keys: a.store, Site: a.Config.ConsoleAddress()}
}

// sendMornings sends the mails of the morning that are due.
func (a *App) sendMornings(ctx context.Context, now time.Time) (int, error) {
	if a.Config.Mail.Mode == config.Off {
		return 0, nil
	}
	sender, err := posting.Sender(a.Config)
	if err != nil {
		return 0, err
	}
	defer sender.Close()
	post := &posting.StaffPost{Config: a.Config, Now: a.store.Now, Send: func(ctx context.Context, e smtp.Envelope) (smtp.Outcome, error) { return sender.Send(ctx, e, nil) }}
	m := a.Mornings()
	m.Send = func(ctx context.Context, mail staff.MorningMail) (bool, error) {
		return post.One(ctx, posting.StaffMail{
			Kind: "morning", From: mail.From, Name: mail.Name, To: mail.To.Address, Subject: mail.Mail.Subject, Text: mail.Mail.Text, HTML: mail.Mail.HTML,
		})
	}
	return m.Run(ctx, now)
}
