package smtp

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	netmail "net/mail"
	"strings"
	"time"

	mail "github.com/wneessen/go-mail"

	"relance/internal/dunning"
)

// Mail is what a notice says, before it becomes bytes.
type Mail struct {
	From    Address
	ReplyTo Address // zero: answers go to From
	To      Address
	Subject string
	// MessageID, without angle brackets, is fixed by the caller before the
	// first attempt, so that a mail can be recognised after a crash.
	MessageID string
	// InReplyTo and References, without angle brackets and oldest first, make
	// a debtor's mails one conversation.
	InReplyTo  string
	References []string
	Date       time.Time // shown to the debtor, in its own time zone
	Language   string    // of the text, "fr" or "en"; empty is fr
	Text       string    // plain text; required
	HTML       string    // the same for clients that show HTML; empty sends plain text only
	Inline     []File    // images that HTML shows as cid:ContentID
	Attached   []File    // invoices, byte for byte
	Personal   bool      // a person wrote it: it bears no mark of a program
}

// Address is a mailbox with a name to show.
type Address struct {
	Name string
	Mail string
}

// File is an attachment or an inline image.
type File struct {
	Name      string // shown to the debtor; accents are allowed
	Type      string // "application/pdf"; empty is application/octet-stream
	ContentID string // for inline images, without angle brackets
	Bytes     []byte
}

// Compose gives the bytes of a mail, ready for Envelope.Bytes. Two calls give
// different bytes (boundaries are random): compose once and keep the result.
//
// Unless a person wrote it, it marks the mail as generated (Auto-Submitted, X-Auto-Response-Suppress) so
// that out-of-office assistants stay silent, and adds no List- header: a
// notice of debt is not a mailing. Names are shown as one line without what
// steers a screen; a line break or control character elsewhere in a header is
// refused with dunning.CodeInvalid.
func Compose(m Mail) ([]byte, error) {
	m.From.Name, m.ReplyTo.Name, m.To.Name = shown(m.From.Name), shown(m.ReplyTo.Name), shown(m.To.Name)
	if err := m.check(); err != nil {
		return nil, dunning.Errorf(dunning.CodeInvalid, "composing mail: %w", err)
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	m.headers(msg)
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	}
	for _, f := range m.Inline {
		msg.EmbedReadSeeker(f.Name, bytes.NewReader(f.Bytes), f.mime("inline"))
	}
	for _, f := range m.Attached {
		msg.AttachReadSeeker(f.Name, bytes.NewReader(f.Bytes), f.mime("attachment"))
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("composing mail: %w", err)
	}
	out := b.Bytes()
	if !bytes.HasSuffix(out, []byte("\r\n")) {
		out = append(out, '\r', '\n')
	}
	if err := checkLines(out); err != nil {
		return nil, fmt.Errorf("composing mail: %w", err)
	}
	return out, nil
}

func (m Mail) headers(msg *mail.Msg) {
	msg.FromMailAddress(m.From.header())
	msg.ToMailAddress(m.To.header())
	if m.ReplyTo.Mail != "" {
		msg.ReplyToMailAddress(m.ReplyTo.header())
	}
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.MessageID)
	msg.SetDateWithValue(m.Date)
	if m.InReplyTo != "" {
		msg.SetGenHeader(mail.HeaderInReplyTo, "<"+m.InReplyTo+">")
	}
	if refs := m.references(); len(refs) > 0 {
		msg.SetGenHeader(mail.HeaderReferences, "<"+strings.Join(refs, "> <")+">")
	}
	language := m.Language
	if language == "" {
		language = "fr"
	}
	msg.SetGenHeader(mail.HeaderContentLang, language)
	if m.Personal {
		return
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply")
}

// references ends with InReplyTo, as RFC 5322 §3.6.4 wants, and keeps the
// first and the last twenty of a long conversation.
func (m Mail) references() []string {
	refs := m.References
	if m.InReplyTo != "" && (len(refs) == 0 || refs[len(refs)-1] != m.InReplyTo) {
		refs = append(refs[:len(refs):len(refs)], m.InReplyTo)
	}
	if len(refs) > 21 {
		refs = append([]string{refs[0]}, refs[len(refs)-20:]...)
	}
	return refs
}

func (a Address) header() *netmail.Address {
	address, err := envelopeAddress(a.Mail)
	if err != nil {
		address = a.Mail // checked before: cannot happen
	}
	return &netmail.Address{Name: a.Name, Address: address}
}

// mime sets the part's headers: an RFC 2231 name in Content-Disposition for
// today's clients, an RFC 2047 name in Content-Type for old ones.
func (f File) mime(disposition string) mail.FileOption {
	return func(file *mail.File) {
		media := f.Type
		if media == "" {
			media = "application/octet-stream"
		}
		name := shortName(f.Name)
		file.Header.Set("Content-Type", fmt.Sprintf("%s; name=%q", media, mime.QEncoding.Encode("utf-8", name)))
		file.Header.Set("Content-Disposition",
			mime.FormatMediaType(disposition, map[string]string{"filename": name}))
		if f.ContentID != "" {
			file.Header.Set("Content-ID", "<"+f.ContentID+">")
		}
		file.Writer = func(w io.Writer) (int64, error) {
			n, err := w.Write(f.Bytes)
			return int64(n), err
		}
	}
}
