package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/dropfolder"
	"relance/internal/inbox"
	"relance/internal/lmtp"
	"relance/internal/patience"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
)

// inboxLook is how often the drop folders for mails are looked at: an answer
// should be known before the next notice leaves.
const inboxLook = 10 * time.Second

// watchInbox takes in the mails that come into the mailbox and the drop folders
// until the context ends.
func (a *App) watchInbox(ctx context.Context) error {
	office, err := a.Office()
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	if r := a.imapReader(office); r != nil {
		g.Go(func() error { return r.Run(ctx) })
	}
	g.Go(func() error { return a.lookAtAttachments(ctx, office) })
	g.Go(func() error { return a.takeDelivered(ctx, office) })
	for _, name := range a.Config.Inbox.Folders {
		dir := a.Config.Path(name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("making the folder for mails: %w", err)
		}
		folder, err := dropfolder.Open(dir, dropfolder.Options{Now: time.Now})
		if err != nil {
			return err
		}
		w := dropfolder.Watcher{
			Folder: folder, Every: inboxLook, Take: dropfolder.Each(a.droppedMails(office)),
			Failed: func(err error) { a.Log.Warn("mails of a drop folder wait", "error", err) },
		}
		g.Go(func() error { return w.Run(ctx) })
	}
	return g.Wait()
}

// takeDelivered takes the mails that the mail server of this machine brings until
// the context ends.
func (a *App) takeDelivered(ctx context.Context, office *backoffice.Office) error {
	if a.Config.Inbox.LMTP == "" {
		return nil
	}
	s := &lmtp.Server{Address: a.Config.Inbox.LMTP, Log: a.Log, Taken: a.noteMail, Take: func(ctx context.Context, raw []byte) (inbox.Taken, error) {
		return office.TakeMail(ctx, access.Own("inbox"), inbox.Incoming{Raw: raw, Door: "lmtp"})
	}}
	l, err := s.Listen(ctx)
	if err != nil {
		return fmt.Errorf("listening for mails: %w", err)
	}
	return s.Serve(ctx, l)
}

// attachmentLook is how often the attachments of mails are looked at that came
// in since.
const attachmentLook = 10 * time.Second

// lookAtAttachments looks for lifecycle messages in the attachments of mails
// until the context ends.
func (a *App) lookAtAttachments(ctx context.Context, office *backoffice.Office) error {
	for ctx.Err() == nil {
		if _, err := office.LookAtAttachments(ctx, access.Own("inbox")); err != nil && ctx.Err() == nil {
			a.Log.Warn("attachments of a mail wait", "error", err)
		}
		patience.Pause(ctx, attachmentLook)
	}
	return nil
}

// droppedMails takes in a file of a drop folder. Nothing of what a mail says
// reaches the log.
func (a *App) droppedMails(office *backoffice.Office) func(context.Context, string) (string, error) {
	return func(ctx context.Context, path string) (fault string, err error) {
		in, err := os.Open(path)
		switch {
		case os.IsNotExist(err), os.IsPermission(err):
			return err.Error(), nil
		case err != nil:
			return "", err
		}
		defer in.Close()
		taken, err := office.TakeMails(ctx, access.Own("inbox"), filepath.Base(path), in)
		for _, m := range taken {
			a.noteMail(m)
		}
		return "", err
	}
}

// noteMail logs what became of a mail. A server that refuses our mails for what
// they are is an alarm: others will too.
func (a *App) noteMail(m inbox.Taken) {
	note := a.Log.Info
	if m.Class == inbox.BouncePolicy && !m.Duplicate {
		note = a.Log.Warn
	}
	note("mail taken in", "mail", m.ID, "class", string(m.Class), "deed", string(m.Deed), "again", m.Duplicate, "cases", len(m.Cases))
}

// sendAnswers sends the replies that people write until the context ends.
// Where mail is off, none waits.
func (a *App) sendAnswers(ctx context.Context) error {
	if a.Config.Mail.Mode == config.Off {
		return nil
	}
	sender, err := posting.Sender(a.Config)
	if err != nil {
		return err
	}
	defer sender.Close()
	host, _ := os.Hostname()
	owner := fmt.Sprintf("answers/%s/%d/%d", host, os.Getpid(), time.Now().UnixNano())
	s := sending.New(a.store)
	return a.Post.SendAnswers(ctx, s, s, a.Post.MailDeliverer(sender), owner)
}
