package operate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/app"
	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/dropfolder"
)

// InboxCheck looks whether mails can be read.
type InboxCheck struct{}

// Run connects, says what works and how to mend what does not. It changes
// nothing and reads no mail.
func (InboxCheck) Run(s *frame.Session) error {
	cfg, err := s.Config()
	if err != nil {
		return err
	}
	up := checkup{s: s}
	up.mailbox(cfg)
	up.mailFolders(cfg)
	if err := up.print(); err != nil {
		return err
	}
	for _, f := range up.list {
		if !f.OK {
			return fmt.Errorf("mails cannot be read as they should")
		}
	}
	return nil
}

// mailbox logs in to the mailbox and looks at its folders.
func (c *checkup) mailbox(cfg config.Config) {
	m := cfg.Inbox.IMAP
	if m.Host == "" {
		if len(cfg.Inbox.Folders) == 0 {
			c.warn("mailbox", "name the mailbox that answers come to under inbox.imap, or a drop folder under inbox.folders",
				"nothing is read: whoever answers is chased until somebody records it by hand")
		}
		return
	}
	ctx, cancel := context.WithTimeout(c.s.Ctx, 3*checkTimeout)
	defer cancel()
	r, err := app.ProbeMailbox(ctx, cfg)
	if err != nil {
		c.result("mailbox", err, "look at inbox.imap and RELANCE_IMAP_PASSWORD", "")
		return
	}
	c.ok("mailbox", "%s lets %s in; %d mails in %s", m.Host, m.Username, r.Mails, frame.FirstOf(strings.Join(m.Folders, ", "), "INBOX"))
	if len(r.Missing) > 0 {
		c.fault("folders", fmt.Sprintf("write them as they are: %s", frame.Shorten(strings.Join(r.Folders, ", "), 300)), "the mailbox has no %s", strings.Join(r.Missing, ", "))
	}
	if r.Announces {
		c.ok("new mails", "the server announces them")
	} else {
		c.warn("new mails", "", "the server does not announce them: they are looked for every 45 seconds")
	}
	if r.Junk != "" && !slices.Contains(m.Folders, r.Junk) {
		c.warn("junk", fmt.Sprintf("add %q to inbox.imap.folders", r.Junk), "answers that the server takes for unsolicited are not read")
	}
	if r.Sent == "" {
		c.warn("sent", "", "no folder of sent mails: a send of unknown outcome is settled by answers and reports alone")
	} else {
		c.ok("sent", "%s: a send of unknown outcome is looked up there", r.Sent)
	}
}

// mailFolders looks at the drop folders.
func (c *checkup) mailFolders(cfg config.Config) {
	for _, name := range cfg.Inbox.Folders {
		dir := cfg.Path(name)
		c.result("drop folder", dropfolder.Writable(dir), "make the folder writable, or name another in inbox.folders", "%s can be written to", dir)
	}
}

// InboxLogin lets a person give access to the mailbox.
type InboxLogin struct {
	Wait time.Duration `default:"15m" help:"How long to wait for the person."`
}

// Run shows what to open, waits for the person and keeps the token.
func (l *InboxLogin) Run(s *frame.Session) error {
	cfg, err := s.Config()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.Ctx, l.Wait)
	defer cancel()
	file, err := app.LoginMailbox(ctx, cfg, func(address, code string) {
		if code == "" {
			fmt.Fprintln(s.Stderr, s.W.Sprintf("open this page in a browser on this machine, and allow relance to read and send:\n\n  %s\n", address))
			return
		}
		fmt.Fprintln(s.Stderr, s.W.Sprintf("open %s on any device, type the code %s, and allow relance to read and send", address, code))
	})
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(map[string]string{"token_file": file})
	}
	if file == "" {
		s.Say("the provider agrees: the application lets itself in, nothing is kept")
		return nil
	}
	s.Say("access is given and kept in %s; try it: relance inbox check", file)
	return nil
}
