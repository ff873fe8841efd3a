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
}

// Cursor implements imap.Keeper.
func (m mailbox) Cursor(ctx context.Context, folder string) (inbox.Cursor, error) {
	return m.office.MailCursors.MailCursor(ctx, m.name, folder)
}

// Keep implements imap.Keeper.
func (m mailbox) Keep(ctx context.Context, raw []byte, to inbox.Cursor) error {
	to.Mailbox = m.name
	_, err := m.office.TakeMail(ctx, access.Own("inbox"), inbox.Incoming{Raw: raw, Door: "imap", Cursor: &to})
	return err
}

// Looked implements imap.Keeper.
func (m mailbox) Looked(ctx context.Context, to inbox.Cursor) error {
	to.Mailbox = m.name
	return m.office.MailCursors.MoveMailCursor(ctx, to)
}

// ImapReader gives the reader of the configured mailbox; nil when there is none.
func (a *App) ImapReader(office *backoffice.Office) *imap.Reader {
	c := a.Config.Inbox.IMAP
	if c.Host == "" {
		return nil
	}
	return &imap.Reader{
		Account: imap.Account{Host: c.Host, Port: c.Port, TLS: c.TLS, Username: c.Username, Password: a.Config.Secrets.IMAPPassword},
		Folders: c.Folders, Keeper: mailbox{office, fmt.Sprintf("%s@%s", c.Username, c.Host)},
		Since: 30 * 24 * time.Hour, Now: time.Now, Every: 5 * time.Minute,
		Failed: func(err error) { a.Log.Warn("the mailbox is not read", "error", err) },
	}
}
