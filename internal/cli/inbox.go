package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"relance/internal/inbox"
)

// inboxCmd looks after what debtors and mail servers write back.
type inboxCmd struct {
	Explain inboxExplainCmd `cmd:"" help:"Show what mails are and what they say: bounce, automatic answer, reply, proposals. Records nothing."`
	List    inboxListCmd    `cmd:"" help:"List mails that wait to be read."`
	Show    inboxShowCmd    `cmd:"" help:"Open a mail: what it is, what it says, what is proposed."`
	Take    inboxTakeCmd    `cmd:"" help:"Take mails in from files: replies suspend the cases of their debtor."`
	Assign  inboxAssignCmd  `cmd:"" help:"Say whose a mail is."`
	Answer  inboxAnswerCmd  `cmd:"" help:"Write back in the thread of a mail: the worker sends it."`
	Accept  inboxAcceptCmd  `cmd:"" help:"Agree to what a mail proposes: it becomes a fact in your name."`
	Check   inboxCheckCmd   `cmd:"" help:"Look whether the mailbox can be read, and say how to mend it."`
	Login   inboxLoginCmd   `cmd:"" help:"Give access to a mailbox of Microsoft 365 or Google (OAuth)."`
	Done    inboxDoneCmd    `cmd:"" help:"Say that a mail was dealt with: cases that waited for it go on."`
}

// inboxExplainCmd reads mails from files. It needs neither configuration nor
// database.
type inboxExplainCmd struct {
	Files  []string `arg:"" name:"file" help:"Mails (.eml) and mailboxes (mbox); a folder means all files in it; - is the standard input."`
	SentAt dateArg  `placeholder:"D" help:"Day to which words like \"lundi prochain\" refer; else the mail's own date."`
}

// explained is one mail as the contract prints it.
type explained struct {
	File string `json:"file"`
	inbox.Reading
}

// Run prints mail after mail, so that any number of them needs no more memory
// than the longest.
func (c *inboxExplainCmd) Run(s *session) error {
	files := expand(c.Files)
	list := jsonList{s: s}
	if s.json {
		if err := list.open(); err != nil {
			return err
		}
	}
	step, failed := s.progress(len(files), "reading"), 0
	for _, name := range files {
		if err := s.ctx.Err(); err != nil {
			return fmt.Errorf("stopped before %s: %w", name, err)
		}
		ok, err := c.file(s, name, &list)
		if err != nil {
			return err
		}
		if !ok {
			failed++
		}
		step(true)
	}
	step(false)
	if s.json {
		if err := list.close(); err != nil {
			return err
		}
	}
	if failed > 0 {
		return someFailed{failed, len(files)}
	}
	return nil
}

// file prints the mails of one file and tells whether all could be read; the
// error is one of writing.
func (c *inboxExplainCmd) file(s *session, name string, list *jsonList) (ok bool, err error) {
	in, err := s.openFile(name)
	if err != nil {
		return false, s.explained(list, explained{File: name, Reading: inbox.Unreadable(fileFault(err))})
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
		written = s.explained(list, explained{File: name, Reading: r})
		return written
	})
	switch {
	case written != nil:
		return ok, written
	case err != nil:
		return false, s.explained(list, explained{File: name, Reading: inbox.Unreadable(fileFault(err))})
	}
	return ok, nil
}

// explained prints one mail.
func (s *session) explained(list *jsonList, e explained) error {
	if e.Error != "" {
		s.complain(e.File+": "+e.Error, "")
	}
	switch {
	case s.json:
		return list.add(e)
	case e.Error != "":
		return nil
	}
	_, err := io.WriteString(s.Stdout, s.mailCard(e))
	return err
}

// mailCard shows a mail as a bookkeeper reads it.
func (s *session) mailCard(e explained) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s\n", oneLine(e.File), s.w.Mail(e.Class))
	field := s.fields(&b)
	field("From", joinParts(e.FromName, e.From))
	field("Subject", shorten(oneLine(e.Subject), 120))
	if !e.Date.IsZero() {
		field("Date", s.w.Weekday(e.Sent))
	}
	field("Failed for", joinParts(e.FailedRecipients...))
	field("Code", e.StatusCode)
	field("Answers", e.OriginalMessageID)
	if !e.BackOn.IsZero() {
		field("Back on", s.w.Weekday(e.BackOn))
	}
	for _, f := range e.Files {
		field("File", joinParts(f.Name, f.Type))
	}
	field("Text", shorten(e.ReplyText, 1200))
	for _, in := range e.Intents {
		field("Says", s.intentText(in))
	}
	field("Rules", joinParts(e.Rules...))
	for _, w := range e.Warnings {
		field("Attention", s.w.Reword(w))
	}
	b.WriteByte('\n')
	return b.String()
}

// intentText is a proposal in one line, with its evidence.
func (s *session) intentText(in inbox.Intent) string {
	parts := []string{s.w.Intent(in.Kind), s.w.IntentDetail(in.Detail)}
	if !in.Date.IsZero() {
		parts = append(parts, s.w.Sprintf("on %s", in.Date))
	}
	if in.Amount != nil {
		parts = append(parts, s.amount(*in.Amount, "EUR"))
	}
	parts = append(parts, in.Contact)
	parts = append(parts, in.Invoices...)
	return joinParts(parts...) + s.w.Colon() + "«\u00a0" + oneLine(in.Sentence) + "\u00a0»"
}
