package posting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/smtp"
)

// StaffMail is a mail to somebody who works with the program.
type StaffMail struct {
	Kind                string           // of the mail, for its Message-ID
	From                dunning.Creditor // in whose name it leaves
	Name, To            string
	Subject, Text, HTML string
}

// StaffPost sends such mails.
type StaffPost struct {
	Config config.Config
	Now    func() time.Time // UTC
	Send   func(ctx context.Context, e smtp.Envelope) (smtp.Outcome, error)
}

// One hands a mail over. Again says that it was surely not taken, and may be later;
// one of unknown outcome is not repeated.
func (p *StaffPost) One(ctx context.Context, m StaffMail) (again bool, err error) {
	now := p.Now()
	id := staffMailID(m, now)
	bytes, err := smtp.Compose(smtp.Mail{
		From: smtp.Address{Name: notice.SenderName(m.From), Mail: m.From.Email}, To: smtp.Address{Name: m.Name, Mail: m.To},
		Subject: m.Subject, Text: m.Text, HTML: m.HTML, Date: now.In(calendar.Metropole.Location()), MessageID: id,
	})
	if err != nil {
		return false, err
	}
	e := smtp.Envelope{From: m.From.Email, To: m.To, Bytes: bytes, ID: id}
	if p.Config.Mail.Mode == config.Redirect {
		e = e.Redirect(p.Config.Mail.RedirectTo)
	}
	out, err := p.Send(ctx, e)
	if err != nil { // it did not come to a conversation with the server
		return true, err
	}
	switch out.Verdict {
	case smtp.Retry:
		return true, nil
	case smtp.Refused:
		return false, dunning.Errorf(dunning.CodeRejected, "the server refused the mail to somebody of the staff")
	case smtp.Accepted, smtp.Unknown:
	}
	return false, nil
}

// staffMailID tells nothing to strangers.
func staffMailID(m StaffMail, now time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d", m.Kind, m.To, now.UnixNano()))
	_, domain, _ := strings.Cut(m.From.Email, "@")
	return fmt.Sprintf("relance.%s.%s@%s", m.Kind, hex.EncodeToString(sum[:12]), domain)
}
