package posting

import (
	"context"
	"errors"
	"os"
	"time"

	"relance/activities"
	"relance/internal/answer"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/patience"
	"relance/internal/smtp"
)

// AnswerQueue keeps the replies that people have written until they have left.
type AnswerQueue interface {
	LeaseAnswer(ctx context.Context, owner string) (answer.Outgoing, bool, error)
	HandOverAnswer(ctx context.Context, message int64, owner string) (bool, error)
	FinishAnswer(ctx context.Context, f dunning.Finished) error
}

// AnswerGuard looks after replies on their way.
type AnswerGuard interface {
	Handing(ctx context.Context, message int64) (bool, error)
	WithholdAnswer(ctx context.Context, message int64) error
}

// ReplyTemplates loads the beginnings of replies with the user's own over them.
func ReplyTemplates(cfg config.Config) (answer.Templates, error) {
	if cfg.Inbox.Templates == "" {
		return answer.Load(nil)
	}
	return answer.Load(os.DirFS(cfg.Path(cfg.Inbox.Templates)))
}

// ComposeAnswer makes the bytes of a reply that a person wrote, once. Unlike a
// notice it bears no mark of a program.
func (p *Post) ComposeAnswer(_ context.Context, d answer.Reply) (dunning.Rendered, error) {
	mail := smtp.Mail{
		From: smtp.Address{Name: notice.SenderName(d.Creditor), Mail: d.Creditor.Email}, To: smtp.Address{Name: d.ToName, Mail: d.To},
		Subject: d.Subject, MessageID: d.MessageID, InReplyTo: d.InReplyTo, References: d.References,
		Date: p.Now().In(calendar.Metropole.Location()), Text: d.Text, Personal: true,
	}
	if d.Creditor.ReplyTo != "" {
		mail.ReplyTo = smtp.Address{Name: mail.From.Name, Mail: d.Creditor.ReplyTo}
	}
	for _, f := range d.Attachments {
		mail.Attached = append(mail.Attached, smtp.File{Name: f.Name, Type: f.MediaType, Bytes: f.Bytes})
	}
	data, err := smtp.Compose(mail)
	return dunning.Rendered{MessageID: d.MessageID, Subject: d.Subject, Recipient: d.To, MediaType: "message/rfc822", Bytes: data}, err
}

// answersLook is how often the worker looks for replies: people wait to see
// theirs leave.
const answersLook = 5 * time.Second

// SendAnswers sends the replies that people write until the context ends. Each
// leaves once: of one that was handed over and whose end nobody heard a person
// is asked.
func (p *Post) SendAnswers(ctx context.Context, q AnswerQueue, g AnswerGuard, d activities.Deliverer, owner string) error {
	for ctx.Err() == nil {
		sent, err := p.sendAnswer(ctx, q, g, d, owner)
		if err != nil && ctx.Err() == nil {
			p.Log.Warn("answers wait", "error", err)
		}
		if !sent || err != nil {
			patience.Pause(ctx, answersLook)
		}
	}
	return nil
}

// sendAnswer sends the next reply, when there is one.
func (p *Post) sendAnswer(ctx context.Context, q AnswerQueue, g AnswerGuard, d activities.Deliverer, owner string) (found bool, err error) {
	out, found, err := q.LeaseAnswer(ctx, owner)
	if !found || err != nil {
		return found, err
	}
	shown := p.Config.Mail.Mode == config.Redirect
	ready := func(ctx context.Context) error {
		if shown {
			return nil
		}
		ok, err := q.HandOverAnswer(ctx, out.Message.ID, owner)
		if err == nil && !ok {
			err = activities.ErrChanged
		}
		return err
	}
	still := func(ctx context.Context) error {
		if shown {
			return nil
		}
		handing, err := g.Handing(ctx, out.Message.ID)
		if err == nil && !handing {
			err = activities.ErrChanged
		}
		return err
	}
	delivery, err := d.Deliver(ctx, activities.Parcel{
		Reserved: dunning.Reserved{Message: out.Message, Notice: dunning.Notice{Creditor: dunning.Creditor{Email: out.From}}},
		Rendered: dunning.Rendered{MessageID: out.Message.MessageID, Recipient: out.Message.Recipient, Bytes: out.Bytes}, Still: still,
	}, ready)
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second) // what happened is kept, also at the end
	defer cancel()
	switch {
	case errors.Is(err, activities.ErrChanged): // somebody else has it, or a switch came on
		return true, nil
	case err != nil:
		return true, err
	case shown:
		return true, g.WithholdAnswer(record, out.Message.ID)
	}
	p.Log.Info("answer", "message", out.Message.ID, "outcome", string(delivery.Outcome), "code", delivery.Code)
	return true, q.FinishAnswer(record, dunning.Finished{
		Message: out.Message.ID, Outcome: delivery.Outcome, Address: delivery.Address, Reply: delivery.Reply, At: p.Now(),
	})
}
