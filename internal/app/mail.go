package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/notice"
	"relance/internal/smtp"
)

// mailComposer writes the e-mail of a claim: figures, words, bytes.
type mailComposer struct {
	templates *notice.Templates
	rates     *interest.Rates
	tasks     taskOpener
}

// taskOpener asks a person for something.
type taskOpener interface {
	OpenTask(ctx context.Context, k dunning.Task) error
}

// askForRate opens a task when interest had to stop for want of a rate: the
// notice says so, and still leaves.
func askForRate(ctx context.Context, tasks taskOpener, c dunning.Claimed, n dunning.Notice) error {
	if n.Totals.Until.IsZero() || len(n.Items) == 0 {
		return nil
	}
	next := calendar.HalfYearOf(n.Totals.Until.AddDays(1))
	return tasks.OpenTask(ctx, dunning.Task{Ref: c.Ref, Code: dunning.TaskRateMissing, Step: next.String(), Detail: next.String()})
}

// Compose renders once; go-mail's boundaries are random, so the bytes are kept
// and never made again.
func (m mailComposer) Compose(ctx context.Context, c dunning.Claimed, now time.Time) (dunning.Rendered, error) {
	n, err := dunning.WithClaims(c.Notice, m.rates)
	if err != nil {
		return dunning.Rendered{}, err
	}
	if err := askForRate(ctx, m.tasks, c, n); err != nil {
		return dunning.Rendered{}, err
	}
	words, err := m.templates.Render(n)
	if err != nil {
		return dunning.Rendered{}, fmt.Errorf("rendering the notice: %w", err)
	}
	mail := smtp.Mail{
		From:     smtp.Address{Name: n.Creditor.Name, Mail: n.Creditor.Email},
		To:       smtp.Address{Name: n.Debtor.Name, Mail: n.Debtor.Email},
		Subject:  words.Subject,
		Date:     now.In(calendar.Metropole.Location()),
		Language: n.Debtor.Language,
		Text:     words.Text, HTML: words.HTML,
		MessageID:  messageID(c.Message, n.Creditor.Email),
		References: c.Thread,
	}
	if n.Creditor.ReplyTo != "" {
		mail.ReplyTo = smtp.Address{Name: n.Creditor.Name, Mail: n.Creditor.ReplyTo}
	}
	if len(c.Thread) > 0 {
		mail.InReplyTo = c.Thread[len(c.Thread)-1]
	}
	if len(words.QRPNG) > 0 {
		mail.Inline = []smtp.File{{Name: "paiement.png", Type: "image/png", ContentID: notice.QRContentID, Bytes: words.QRPNG}}
	}
	for _, d := range c.Attachments {
		mail.Attached = append(mail.Attached, smtp.File{Name: d.Name, Type: d.MediaType, Bytes: d.Bytes})
	}
	data, err := smtp.Compose(mail)
	if err != nil {
		return dunning.Rendered{}, err
	}
	return dunning.Rendered{
		MessageID: mail.MessageID, Subject: words.Subject, Recipient: n.Debtor.Email, MediaType: "message/rfc822", Bytes: data,
	}, nil
}

// messageID is fixed before the first attempt and tells nothing to strangers.
func messageID(m dunning.Message, from string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d/%s", m.Creditor, m.Debtor, m.ID, m.Created.UTC().Format(time.RFC3339Nano)))
	_, domain, _ := strings.Cut(from, "@")
	return fmt.Sprintf("relance.%d.%s@%s", m.ID, hex.EncodeToString(sum[:8]), domain)
}

// mailDeliverer hands mails to the SMTP server.
type mailDeliverer struct {
	sender   *smtp.Sender
	redirect string // everything goes there; empty is the debtor
}

// Deliver sends the exact bytes. Until the store has agreed to the hand-over a
// cancellation stops the send; afterwards it is carried through, since only
// its end tells whether the mail has left.
func (m mailDeliverer) Deliver(ctx context.Context, p activities.Parcel, ready func(context.Context) error) (activities.Delivery, error) {
	env := smtp.Envelope{
		From: p.Claim.Notice.Creditor.Email, To: p.Rendered.Recipient, Bytes: p.Rendered.Bytes, ID: p.Rendered.MessageID, DSN: true,
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
	if err != nil {
		return activities.Delivery{}, err
	}
	return activities.Delivery{Outcome: outcomes[out.Verdict], Address: out.Address, Reply: out.String()}, nil
}

var outcomes = map[smtp.Verdict]dunning.SendOutcome{
	smtp.Accepted: dunning.SendAccepted, smtp.Refused: dunning.SendRefused,
	smtp.Retry: dunning.SendRetry, smtp.Unknown: dunning.SendUnknown,
}
