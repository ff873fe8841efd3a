package posting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/notice"
	"relance/internal/smtp"
)

// mailComposer writes the e-mail of a claim: figures, words, bytes.
type mailComposer struct {
	templates *notice.Templates
	rates     *interest.Rates
	tasks     Tasks
	page      func(dunning.Creditor) string // address of the debtor's page, as it is kept
	log       *slog.Logger
}

// MailComposer loads templates and rates.
func (p *Post) MailComposer() (activities.Composer, error) {
	templates, err := Templates(p.Config)
	if err != nil {
		return nil, err
	}
	rates, err := p.Config.RateTable()
	return mailComposer{templates, rates, p.Store, p.page, p.Log}, err
}

// Templates names the wordings that it writes by.
func (m mailComposer) Templates() string { return m.templates.Digest() }

// askForRate opens a task when interest had to stop for want of a rate: the
// notice says so, and still leaves.
func askForRate(ctx context.Context, tasks Tasks, c dunning.Reserved, n dunning.Notice) error {
	if n.Totals.Until.IsZero() || len(n.Items) == 0 {
		return nil
	}
	next := calendar.HalfYearOf(n.Totals.Until.AddDays(1))
	return tasks.OpenCreditorTask(ctx, dunning.Task{Ref: c.Ref, Code: dunning.TaskRateMissing, Step: next.String(), Detail: next.String()})
}

// tellPassedOver tells the operator which own text a notice could not be worded by:
// its mark, without what it says.
func tellPassedOver(log *slog.Logger, c dunning.Reserved, why string) {
	if mark, _, _ := strings.Cut(why, ": "); mark != "" && log != nil {
		log.Warn("a text of the creditor's own was passed over", "creditor", c.Ref.Creditor, "invoice", c.Ref.Number, "text", mark)
	}
}

// Compose renders once; go-mail's boundaries are random, so the bytes are kept
// and never made again.
func (m mailComposer) Compose(ctx context.Context, c dunning.Reserved, now time.Time) (dunning.Rendered, error) {
	n, err := claim.InNotice(c.Notice, m.rates)
	if err != nil {
		return dunning.Rendered{}, err
	}
	if err := askForRate(ctx, m.tasks, c, n); err != nil {
		return dunning.Rendered{}, err
	}
	n.Portal = m.page(n.Creditor)
	words, err := m.templates.Render(n)
	if err != nil {
		return dunning.Rendered{}, fmt.Errorf("rendering the notice: %w", err)
	}
	tellPassedOver(m.log, c, words.PassedOver)
	mail := smtp.Mail{
		From:     smtp.Address{Name: notice.SenderName(n.Creditor), Mail: n.Creditor.Email},
		To:       smtp.Address{Name: n.Debtor.Name, Mail: n.Debtor.Email},
		Subject:  words.Subject,
		Date:     now.In(calendar.Metropole.Location()),
		Language: n.Debtor.Language,
		Text:     words.Text, HTML: words.HTML,
		MessageID:  messageID(c.Message, n.Creditor.Email),
		References: c.Thread,
	}
	if n.Creditor.ReplyTo != "" {
		mail.ReplyTo = smtp.Address{Name: notice.SenderName(n.Creditor), Mail: n.Creditor.ReplyTo}
	}
	if len(c.Thread) > 0 {
		mail.InReplyTo = c.Thread[len(c.Thread)-1]
	}
	if len(words.QRPNG) > 0 {
		mail.Inline = []smtp.File{{Name: "paiement.png", Type: "image/png", ContentID: notice.QRContentID, Bytes: words.QRPNG}}
	}
	for _, d := range c.Attachments {
		mail.Attached = append(mail.Attached, smtp.File{Name: plainName(d.Name), Type: d.MediaType, Bytes: d.Bytes})
	}
	data, err := smtp.Compose(mail)
	if err != nil {
		return dunning.Rendered{}, err
	}
	return dunning.Rendered{
		MessageID: mail.MessageID, Subject: words.Subject, Recipient: n.Debtor.Email, MediaType: "message/rfc822", Bytes: data,
		Wording: words.Wording, PassedOver: words.PassedOver,
	}, nil
}

// plainName is the name of a file without what steers a screen or ends a line: some
// are those that other people gave their files.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, name)
}

// messageID is fixed before the first attempt and tells nothing to strangers.
func messageID(m dunning.Message, from string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d/%s", m.Creditor, m.Debtor, m.ID, m.Created.UTC().Format(time.RFC3339Nano)))
	_, domain, _ := strings.Cut(from, "@")
	return fmt.Sprintf("relance.%d.%s@%s", m.ID, hex.EncodeToString(sum[:8]), domain)
}
