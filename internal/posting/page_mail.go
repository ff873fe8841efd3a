package posting

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/patience"
	"relance/internal/smtp"
	"relance/internal/visit"
)

// PageLetters keeps the mails about debtors' pages.
type PageLetters interface {
	LeaseMail(ctx context.Context) (visit.Letter, bool, error)
	FinishMail(ctx context.Context, id int64, state, document string, again time.Time) error
}

// PageSecrets keeps hashes of what such mails bring.
type PageSecrets interface {
	Renew(ctx context.Context, old int64, hash visit.Hash) error
	KeepCode(ctx context.Context, link int64, hash visit.Hash) error
	Link(ctx context.Context, hash visit.Hash) (visit.Link, error)
}

// PagePost sends the mails about debtors' pages. A secret is made when its mail
// leaves; what is kept of the mail has none.
type PagePost struct {
	Post    *Post
	Letters PageLetters
	Secrets PageSecrets
	Archive interface {
		SaveDocument(ctx context.Context, d dunning.Document) (dunning.Document, error)
	}
	Send func(ctx context.Context, e smtp.Envelope) (smtp.Outcome, error) // nil while mail.mode is off
}

// How often the mails are looked for, and how long one waits that was not taken.
const (
	pageLook  = 2 * time.Second
	pageTries = 12
)

// Run sends them until the context ends.
func (p *PagePost) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		sent, err := p.One(ctx)
		if err != nil && ctx.Err() == nil {
			p.Post.Log.Warn("a mail about a debtor's page waits", "error", err)
		}
		if !sent || err != nil {
			patience.Pause(ctx, pageLook)
		}
	}
	return nil
}

// One sends the next mail; false when none waits.
func (p *PagePost) One(ctx context.Context) (bool, error) {
	l, found, err := p.Letters.LeaseMail(ctx)
	if err != nil || !found {
		return false, err
	}
	to := l.To()
	if to == "" {
		return true, p.Letters.FinishMail(ctx, l.ID, "dropped", "", time.Time{})
	}
	kept, secret, err := p.compose(ctx, l, to)
	switch {
	case errors.Is(err, errNoLink):
		return true, p.Letters.FinishMail(ctx, l.ID, "dropped", "", time.Time{})
	case err != nil:
		return true, errors.Join(err, p.Letters.FinishMail(ctx, l.ID, "waiting", "", p.again(l)))
	}
	if p.Send == nil {
		return true, p.finish(ctx, l, "withheld", kept)
	}
	leaving, _ := visit.Insert(kept, secret)
	e := smtp.Envelope{From: l.Creditor.Email, To: to, Bytes: leaving, ID: pageMailID(l)}
	if p.Post.Config.Mail.Mode == config.Redirect {
		e = e.Redirect(p.Post.Config.Mail.RedirectTo)
	}
	out, err := p.Send(context.WithoutCancel(ctx), e)
	if err != nil {
		return true, errors.Join(err, p.Letters.FinishMail(ctx, l.ID, "waiting", "", p.again(l)))
	}
	if out.Verdict == smtp.Retry && l.Attempts < pageTries && l.Kind != visit.CodeMail {
		return true, p.Letters.FinishMail(ctx, l.ID, "waiting", "", p.again(l))
	}
	return true, p.finish(context.WithoutCancel(ctx), l, pageStates[out.Verdict], kept)
}

var pageStates = map[smtp.Verdict]string{
	smtp.Accepted: "accepted", smtp.Refused: "refused", smtp.Retry: "refused", smtp.Unknown: "unknown",
}

// again is when a mail that was not taken is tried once more.
func (p *PagePost) again(l visit.Letter) time.Time {
	return p.Post.Now().Add(time.Duration(l.Attempts*l.Attempts) * time.Minute)
}

// finish keeps the mail as it can be shown.
func (p *PagePost) finish(ctx context.Context, l visit.Letter, state string, kept []byte) error {
	d, err := p.Archive.SaveDocument(ctx, dunning.Document{MediaType: "message/rfc822", Name: "page.eml", Bytes: kept})
	if err != nil {
		return err
	}
	return p.Letters.FinishMail(ctx, l.ID, state, d.SHA256, time.Time{})
}

// errNoLink says that there is nothing that a mail could bring.
var errNoLink = errors.New("no link lives")

// codeWidth is the length that a code is padded to, behind it: it stands where
// what is kept of the mail has the placeholder of a link.
const codeWidth = len(visit.Placeholder)

// compose writes a mail with the placeholder, and makes the secret that it
// brings; empty for none.
func (p *PagePost) compose(ctx context.Context, l visit.Letter, to string) (mail []byte, secret string, err error) {
	shown := ""
	switch l.Kind {
	case visit.LinkMail:
		if secret, err = visit.NewToken(rand.Reader); err != nil {
			return nil, "", err
		}
		if err := p.Secrets.Renew(ctx, l.Link.ID, visit.HashOf(secret)); err != nil {
			return nil, "", err
		}
		if _, err := p.Secrets.Link(ctx, visit.HashOf(secret)); err != nil {
			return nil, "", errNoLink
		}
		shown = p.Post.page(l.Creditor)
	case visit.CodeMail:
		code, err := visit.NewCode(rand.Reader)
		if err != nil {
			return nil, "", err
		}
		if err := p.Secrets.KeepCode(ctx, l.Link.ID, visit.CodeHash(l.Link.ID, code)); err != nil {
			return nil, "", err
		}
		shown, secret = visit.Placeholder, code+strings.Repeat(" ", codeWidth-len(code))
	}
	if l.Kind != visit.AnswerMail && shown == "" {
		return nil, "", errNoLink
	}
	w := l.Words(shown)
	m := smtp.Mail{
		From: smtp.Address{Name: notice.SenderName(l.Creditor), Mail: l.Creditor.Email}, To: smtp.Address{Name: l.Debtor.Name, Mail: to},
		Subject: w.Subject, Text: w.Text, Language: l.Debtor.Language, Date: p.Post.Now().In(calendar.Metropole.Location()), MessageID: pageMailID(l),
	}
	if l.Creditor.ReplyTo != "" {
		m.ReplyTo = smtp.Address{Name: notice.SenderName(l.Creditor), Mail: l.Creditor.ReplyTo}
	}
	mail, err = smtp.Compose(m)
	return mail, secret, err
}

// pageMailID is the same for every attempt, and tells nothing to strangers.
func pageMailID(l visit.Letter) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "page/%s/%d/%d", l.Creditor.ID, l.Link.ID, l.ID))
	_, domain, _ := strings.Cut(l.Creditor.Email, "@")
	return fmt.Sprintf("relance.page.%s@%s", hex.EncodeToString(sum[:12]), domain)
}
