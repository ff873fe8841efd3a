package backoffice

import (
	"context"
	"io"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/visit"
)

// MailKeeper keeps mails that come back, and what people do with them.
type MailKeeper interface {
	TakeMail(ctx context.Context, a inbox.Arrival) (inbox.Taken, error)
	AssignMail(ctx context.Context, id int64, creditor, debtor, author string) (inbox.Taken, error)
	FinishMail(ctx context.Context, id int64, author string) ([]dunning.Ref, error)
}

// AttachmentTaker takes in what comes attached to a mail, when it is a lifecycle
// message of an invoice; anything else it leaves alone. Again is a no-op.
type AttachmentTaker interface {
	TakeAttached(ctx context.Context, who Actor, file string, data []byte) error
}

// MailCursors knows how far mailboxes were read.
type MailCursors interface {
	MailCursor(ctx context.Context, mailbox, folder string) (inbox.Cursor, error)
	MoveMailCursor(ctx context.Context, c inbox.Cursor) error
	MailboxRead(ctx context.Context, mailbox string) (released int, err error)
}

// MailReader reads mails on record.
type MailReader interface {
	Mails(ctx context.Context, f inbox.Filter) ([]inbox.Mail, error)
	MailsTogether(ctx context.Context, filters ...inbox.Filter) ([][]inbox.Mail, error)
	MailByID(ctx context.Context, id int64) (inbox.Mail, error)
}

// TakeMail takes in a mail that a door brings. What follows is decided and done
// at once, by what the mail is and whose it is; its words are proposals and
// change nothing. The same mail again does nothing. Its attachments are looked at
// afterwards, by LookAtAttachments: whatever is wrong with them, the mail counts.
func (o *Office) TakeMail(ctx context.Context, who Actor, in inbox.Incoming) (inbox.Taken, error) {
	if err := access.May(who, access.RecordAnswer, ""); err != nil {
		return inbox.Taken{}, err
	}
	return o.Mailbox.TakeMail(ctx, inbox.Arrival{Raw: in.Raw, Reading: readMail(in.Raw), Door: in.Door, Cursor: in.Cursor})
}

// TakeMails takes in the mails of a file that was put down, one after the other,
// each in a transaction of its own: after an error the file may come again as it
// is. Name tells a mail from a mailbox.
func (o *Office) TakeMails(ctx context.Context, who Actor, name string, file io.Reader) (out []inbox.Taken, err error) {
	err = inbox.Split(name, file, func(raw []byte, _ bool) error {
		if len(raw) == 0 {
			return nil
		}
		m, err := o.TakeMail(ctx, who, inbox.Incoming{Raw: raw, Door: "folder"})
		if err == nil {
			out = append(out, m)
		}
		return err
	})
	return out, err
}

// Mails lists mails on record. Mails of which nobody knows whose they are are
// shown to those who work for every creditor.
func (o *Office) Mails(ctx context.Context, who Actor, f inbox.Filter) ([]inbox.Mail, error) {
	ids, all := who.Creditors()
	switch {
	case all:
	case len(ids) == 0:
		return nil, access.May(who, access.SeeCases, "")
	default:
		f.Creditors = ids
	}
	return o.MailReader.Mails(ctx, f)
}

// OpenedMail is a mail with what it says and what people made of it.
type OpenedMail struct {
	inbox.Mail
	Reading inbox.Reading
	Raw     []byte            // its bytes, with the tokens of debtors' pages cut out; none when it was deleted
	Facts   []answer.Fact     // that proposals became, with who agreed
	Answers []dunning.Message // that people wrote
}

// Bytes gives the bytes that are shown; CodeNotFound when they were deleted for
// age.
func (m OpenedMail) Bytes() ([]byte, error) {
	if !m.Deleted.IsZero() {
		return nil, gone(m.Mail)
	}
	return m.Raw, nil
}

// gone says that a mail was kept for as long as it is kept.
func gone(m inbox.Mail) error {
	return dunning.Errorf(dunning.CodeNotFound, "the words of mail %d were deleted on %s", m.ID, civil(m.Deleted)).WithHint("inbox.keep says how long mails are kept")
}

// Mail opens a mail: what it says is read again from its bytes.
func (o *Office) Mail(ctx context.Context, who Actor, id int64) (OpenedMail, error) {
	m, err := o.mail(ctx, who, access.SeeCases, id)
	if err != nil {
		return OpenedMail{}, err
	}
	out := OpenedMail{Mail: m, Reading: inbox.Reading{Class: m.Class}}
	if m.Deleted.IsZero() {
		doc, err := o.Archive.Document(ctx, m.Document)
		if err != nil {
			return OpenedMail{}, err
		}
		out.Reading, out.Raw = readMail(doc.Bytes).As(m.Tie), visit.MaskMail(doc.Bytes)
	}
	out.Facts, out.Answers, err = o.Replies.MailStory(ctx, id)
	return out, err
}

// AssignMail says whose a mail is: what follows from it follows now.
func (o *Office) AssignMail(ctx context.Context, who Actor, id int64, creditor, debtor string) (inbox.Taken, error) {
	if _, err := o.mail(ctx, who, access.RecordAnswer, id); err != nil {
		return inbox.Taken{}, err
	}
	if err := access.May(who, access.RecordAnswer, creditor); err != nil {
		return inbox.Taken{}, err
	}
	return Once(ctx, o.Keys, Deed{who, "assign mail", []any{id, creditor, debtor}}, func(ctx context.Context) (inbox.Taken, error) {
		return o.Mailbox.AssignMail(ctx, id, creditor, debtor, who.Name)
	})
}

// FinishMail says that a mail was read and dealt with. It gives the cases that
// go on now: those that waited for this reply and for no other.
func (o *Office) FinishMail(ctx context.Context, who Actor, id int64) ([]dunning.Ref, error) {
	if _, err := o.mail(ctx, who, access.RecordAnswer, id); err != nil {
		return nil, err
	}
	return Once(ctx, o.Keys, Deed{who, "finish mail", id}, func(ctx context.Context) ([]dunning.Ref, error) {
		return o.Mailbox.FinishMail(ctx, id, who.Name)
	})
}

// mail gives a mail that an actor may work with; one of a creditor who is not
// his does not exist.
func (o *Office) mail(ctx context.Context, who Actor, deed access.Deed, id int64) (inbox.Mail, error) {
	m, err := o.MailReader.MailByID(ctx, id)
	if err != nil {
		return inbox.Mail{}, err
	}
	switch err := access.May(who, deed, m.Creditor); dunning.ErrorCode(err) {
	case dunning.CodeNotFound:
		return inbox.Mail{}, dunning.Errorf(dunning.CodeNotFound, "no mail %d", id)
	default:
		if err == nil && deed != access.SeeCases && !m.Deleted.IsZero() {
			err = gone(m)
		}
		return m, err
	}
}
