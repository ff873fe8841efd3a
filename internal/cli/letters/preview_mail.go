package letters

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/notice"
)

// previewMail is a mail with the words of a notice, to be opened in a mail
// program. The sender composes anew: it adds the attached invoices and the
// headers of the conversation, and never sends these bytes.
func previewMail(n dunning.Notice, words notice.Rendered) ([]byte, error) {
	from := mail.Address{Name: n.Creditor.Name, Address: n.Creditor.Email}
	to := mail.Address{Name: n.Debtor.Name, Address: n.Debtor.Email}
	at := calendar.DefaultWindow().Instant(n.Date, calendar.Metropole, 0).In(calendar.Metropole.Location())
	var b bytes.Buffer
	related := multipart.NewWriter(&b)
	for _, h := range [][2]string{
		{"From", from.String()}, {"Reply-To", n.Creditor.ReplyAddress()}, {"To", to.String()},
		{"Subject", mime.QEncoding.Encode("utf-8", words.Subject)}, {"Date", at.Format(time.RFC1123Z)},
		{"MIME-Version", "1.0"}, {"Content-Type", "multipart/related; boundary=" + related.Boundary()},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], strings.NewReplacer("\r", "", "\n", "").Replace(h[1]))
	}
	b.WriteString("\r\n")
	err := errors.Join(writeWords(related, words), writeImage(related, words.QRPNG), related.Close())
	return b.Bytes(), err
}

// writeWords writes the two shapes of the same words.
func writeWords(w *multipart.Writer, words notice.Rendered) error {
	var b bytes.Buffer
	both := multipart.NewWriter(&b)
	for _, part := range [][2]string{{"text/plain", words.Text}, {"text/html", words.HTML}} {
		p, err := both.CreatePart(textproto.MIMEHeader{
			"Content-Type": {part[0] + "; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"},
		})
		if err != nil {
			return err
		}
		q := quotedprintable.NewWriter(p)
		_, err = io.WriteString(q, part[1])
		if err := errors.Join(err, q.Close()); err != nil {
			return err
		}
	}
	if err := both.Close(); err != nil {
		return err
	}
	outer, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {"multipart/alternative; boundary=" + both.Boundary()}})
	if err != nil {
		return err
	}
	_, err = outer.Write(b.Bytes())
	return err
}

// writeImage adds the QR code that the HTML part shows, when there is one.
func writeImage(w *multipart.Writer, png []byte) error {
	if len(png) == 0 {
		return nil
	}
	p, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type": {"image/png"}, "Content-Transfer-Encoding": {"base64"},
		"Content-Id": {"<" + notice.QRContentID + ">"}, "Content-Disposition": {"inline; filename=paiement.png"},
	})
	if err != nil {
		return err
	}
	text := base64.StdEncoding.EncodeToString(png)
	for len(text) > 76 {
		if _, err := io.WriteString(p, text[:76]+"\r\n"); err != nil {
			return err
		}
		text = text[76:]
	}
	_, err = io.WriteString(p, text)
	return err
}
