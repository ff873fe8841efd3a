package mailbox

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/inbox"
)

// Explain reads mails from files. It needs neither configuration nor
// database.
type Explain struct {
	Files  []string      `arg:"" name:"file" help:"Mails (.eml) and mailboxes (mbox); a folder means all files in it; - is the standard input."`
	SentAt frame.DateArg `placeholder:"D" help:"Day to which words like \"lundi prochain\" refer; else the mail's own date."`
}

// explained is one mail as the contract prints it.
type explained struct {
	File string `json:"file"`
	inbox.Reading
}

// Run prints mail after mail, so that any number of them needs no more memory
// than the longest.
func (c *Explain) Run(s *frame.Session) error {
	return s.EachFile(c.Files, func(name string, list *frame.JSONList) (bool, error) { return c.file(s, name, list) })
}

// file prints the mails of one file and tells whether all could be read; the
// error is one of writing.
func (c *Explain) file(s *frame.Session, name string, list *frame.JSONList) (ok bool, err error) {
	in, err := s.OpenFile(name)
	if err != nil {
		return false, sayMail(s, list, explained{File: name, Reading: inbox.Unreadable(frame.FileFault(err))})
	}
	defer in.Close()
	ok = true
	var written error
	err = inbox.Split(filepath.Base(name), in, func(raw []byte, cut bool) error {
		r := inbox.Read(raw, inbox.Options{SentAt: c.SentAt.Date})
		if cut {
			r.Warnings = append(r.Warnings, "message trop long\u00a0: coupé à 35 Mio")
		}
		ok = ok && r.Error == ""
		written = sayMail(s, list, explained{File: name, Reading: r})
		return written
	})
	switch {
	case written != nil:
		return ok, written
	case err != nil:
		return false, sayMail(s, list, explained{File: name, Reading: inbox.Unreadable(frame.FileFault(err))})
	}
	return ok, nil
}

// sayMail prints one mail.
func sayMail(s *frame.Session, list *frame.JSONList, e explained) error {
	if e.Error != "" {
		s.Complain(e.File+": "+e.Error, "")
	}
	switch {
	case s.JSON:
		return list.Add(e)
	case e.Error != "":
		return nil
	}
	_, err := io.WriteString(s.Stdout, mailCard(s, e))
	return err
}

// mailCard shows a mail as a bookkeeper reads it.
func mailCard(s *frame.Session, e explained) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s\n", frame.OneLine(e.File), s.W.Mail(e.Class))
	field := s.Fields(&b)
	field("From", frame.JoinParts(e.FromName, e.From))
	field("Subject", frame.Shorten(frame.OneLine(e.Subject), 120))
	if !e.Date.IsZero() {
		field("Date", s.W.Weekday(e.Sent))
	}
	field("Failed for", frame.JoinParts(e.FailedRecipients...))
	field("Code", e.StatusCode)
	field("Answers", e.OriginalMessageID)
	if !e.BackOn.IsZero() {
		field("Back on", s.W.Weekday(e.BackOn))
	}
	for _, f := range e.Files {
		field("File", frame.JoinParts(f.Name, f.Type))
	}
	field("Text", frame.Shorten(e.ReplyText, 1200))
	for _, in := range e.Intents {
		field("Says", intentText(s, in))
	}
	field("Rules", frame.JoinParts(e.Rules...))
	for _, w := range e.Warnings {
		field("Attention", s.W.Reword(w))
	}
	b.WriteByte('\n')
	return b.String()
}

// intentText is a proposal in one line, with its evidence.
func intentText(s *frame.Session, in inbox.Intent) string {
	parts := []string{s.W.Intent(in.Kind), s.W.IntentDetail(in.Detail)}
	if !in.Date.IsZero() {
		parts = append(parts, s.W.Sprintf("on %s", in.Date))
	}
	if in.Amount != nil {
		parts = append(parts, s.Amount(*in.Amount, "EUR"))
	}
	parts = append(parts, in.Contact)
	parts = append(parts, in.Invoices...)
	return frame.JoinParts(parts...) + s.W.Colon() + "«\u00a0" + frame.OneLine(in.Sentence) + "\u00a0»"
}
