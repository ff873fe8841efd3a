package app

import (
	"context"
	"fmt"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/imap"
	"relance/internal/inbox"
	"relance/internal/oauth"
	"relance/internal/postgres/mailbox"
	"relance/internal/posting"
)

// mailReader is the configured mailbox as the reader sees it: the back office
// keeps what it brings.
type mailReader struct {
	office *backoffice.Office
	name   string
	note   func(inbox.Taken) // logs what became of a mail
}

// Cursor implements imap.Keeper.
func (m mailReader) Cursor(ctx context.Context, folder string) (inbox.Cursor, error) {
	return m.office.MailCursors.MailCursor(ctx, m.name, folder)
}

// Keep implements imap.Keeper.
func (m mailReader) Keep(ctx context.Context, raw []byte, to inbox.Cursor) error {
	to.Mailbox = m.name
	taken, err := m.office.TakeMail(ctx, access.Own("inbox"), inbox.Incoming{Raw: raw, Door: "imap", Cursor: &to})
	if err == nil {
		m.note(taken)
	}
	return err
}

// Looked implements imap.Keeper.
func (m mailReader) Looked(ctx context.Context, to inbox.Cursor) error {
	to.Mailbox = m.name
	return m.office.MailCursors.MoveMailCursor(ctx, to)
}

// mailboxName is what the configured mailbox is called on record; "" for none.
func (a *App) mailboxName() string {
	c := a.Config.Inbox.IMAP
	if c.Host == "" {
		return ""
	}
	return fmt.Sprintf("%s@%s", c.Username, c.Host)
}

// mailboxRead notes that the whole mailbox was read: cases that waited for that
// go on.
func (a *App) mailboxRead(box mailReader) func(context.Context) error {
	return func(ctx context.Context) error {
		released, err := box.office.MailCursors.MailboxRead(ctx, box.name)
		if released > 0 {
			a.Log.Info("the mailbox was read: cases that waited for it go on", "cases", released)
		}
		return err
	}
}

// imapReader gives the reader of the configured mailbox; nil when there is none.
func (a *App) imapReader(office *backoffice.Office) *imap.Reader {
	c := a.Config.Inbox.IMAP
	if c.Host == "" {
		return nil
	}
	box := mailReader{office, a.mailboxName(), a.noteMail}
	return &imap.Reader{
		Account: account(a.Config),
		Folders: c.Folders, Keeper: box, Read: a.mailboxRead(box),
		Since: 30 * 24 * time.Hour, Now: time.Now, Every: 5 * time.Minute,
		Failed: func(err error) { a.Log.Warn("the mailbox is not read", "error", err) },
	}
}

// ProbeMailbox looks whether the configured mailbox can be read.
func ProbeMailbox(ctx context.Context, cfg config.Config) (inbox.MailboxReport, error) {
	r := imap.Reader{Account: account(cfg), Folders: cfg.Inbox.IMAP.Folders, Now: time.Now, Silence: 20 * time.Second}
	return r.Probe(ctx)
}

// LoginMailbox lets a person give access to the mail servers of Microsoft 365 or
// Google. It gives the file that holds the token; "" when none is needed.
func LoginMailbox(ctx context.Context, cfg config.Config, ask func(address, code string)) (file string, err error) {
	if cfg.OAuth.Provider == "" {
		return "", dunning.Errorf(dunning.CodeInvalid, "nothing says whom to log in with").
			WithHint("describe your application under oauth in the configuration; docs/inbox.md says how")
	}
	tokens := posting.Tokens(cfg)
	if err := tokens.Login(ctx, ask); err != nil {
		return "", err
	}
	if tokens.Access.Flow == oauth.Application {
		return "", nil
	}
	return tokens.File, nil
}

// account is the configured mailbox.
func account(cfg config.Config) imap.Account {
	c := cfg.Inbox.IMAP
	a := imap.Account{Host: c.Host, Port: c.Port, TLS: c.TLS, Username: c.Username, Password: cfg.Secrets.IMAPPassword}
	if c.Login == config.LoginOAuth {
		a.Token = posting.Tokens(cfg)
	}
	return a
}

// settleSent looks in the folder of sent mails for those whose outcome nobody
// knows: what lies there has left. What does not may have left as well.
func (a *App) settleSent(ctx context.Context, now time.Time) (n int, err error) {
	office, err := a.Office()
	if err != nil {
		return 0, err
	}
	r := a.imapReader(office)
	if r == nil {
		return 0, nil
	}
	since := now.AddDate(0, 0, -30)
	unknown, err := mailbox.New(a.store).UnknownMails(ctx, since)
	if err != nil || len(unknown) == 0 {
		return 0, err
	}
	ids := make([]string, 0, len(unknown))
	for id := range unknown {
		ids = append(ids, id)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	found, err := r.Sent(ctx, ids, since)
	for _, id := range found {
		if err := mailbox.New(a.store).ProveSent(ctx, unknown[id]); err != nil {
			return n, err
		}
		n++
	}
	return n, err
}
