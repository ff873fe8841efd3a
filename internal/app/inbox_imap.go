package app

import (
	"context"
	"fmt"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/imap"
	"relance/internal/inbox"
)

// mailbox is the configured mailbox as the reader sees it: the back office
// keeps what it brings.
type mailbox struct {
	office *backoffice.Office
	name   string
	note   func(inbox.Taken) // logs what became of a mail
}

// Cursor implements imap.Keeper.
func (m mailbox) Cursor(ctx context.Context, folder string) (inbox.Cursor, error) {
	return m.office.MailCursors.MailCursor(ctx, m.name, folder)
}

// Keep implements imap.Keeper.
func (m mailbox) Keep(ctx context.Context, raw []byte, to inbox.Cursor) error {
	to.Mailbox = m.name
	taken, err := m.office.TakeMail(ctx, access.Own("inbox"), inbox.Incoming{Raw: raw, Door: "imap", Cursor: &to})
	if err == nil {
		m.note(taken)
	}
	return err
}

// Looked implements imap.Keeper.
func (m mailbox) Looked(ctx context.Context, to inbox.Cursor) error {
	to.Mailbox = m.name
	return m.office.MailCursors.MoveMailCursor(ctx, to)
}

// MailboxName is what the configured mailbox is called on record; "" for none.
func (a *App) MailboxName() string {
	c := a.Config.Inbox.IMAP
	if c.Host == "" {
		return ""
	}
	return fmt.Sprintf("%s@%s", c.Username, c.Host)
}

// mailboxRead notes that the whole mailbox was read: cases that waited for that
// go on.
func (a *App) mailboxRead(box mailbox) func(context.Context) error {
	return func(ctx context.Context) error {
		released, err := box.office.MailCursors.MailboxRead(ctx, box.name)
		if released > 0 {
			a.Log.Info("the mailbox was read: cases that waited for it go on", "cases", released)
		}
		return err
	}
}

// ImapReader gives the reader of the configured mailbox; nil when there is none.
func (a *App) ImapReader(office *backoffice.Office) *imap.Reader {
	c := a.Config.Inbox.IMAP
	if c.Host == "" {
		return nil
	}
	box := mailbox{office, a.MailboxName(), a.noteMail}
	return &imap.Reader{
		Account: imap.Account{Host: c.Host, Port: c.Port, TLS: c.TLS, Username: c.Username, Password: a.Config.Secrets.IMAPPassword},
		Folders: c.Folders, Keeper: box, Read: a.mailboxRead(box),
		Since: 30 * 24 * time.Hour, Now: time.Now, Every: 5 * time.Minute,
		Failed: func(err error) { a.Log.Warn("the mailbox is not read", "error", err) },
	}
}
