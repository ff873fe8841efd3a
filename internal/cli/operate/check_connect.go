package operate

import (
	"context"
	"fmt"
	"time"

	"relance/internal/app"
	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/dropfolder"
	"relance/internal/dunning"
	"relance/internal/posting"
	"relance/internal/standalone"
	"relance/internal/temporalclient"
)

// checkTimeout bounds the wait for one answer.
const checkTimeout = 10 * time.Second

// connections asks whoever the service will speak to.
func (c *checkup) connections(cfg config.Config) {
	c.database(cfg)
	c.temporal(cfg)
	c.mail(cfg)
	c.letters(cfg)
	c.mailbox(cfg)
	c.platform(cfg)
}

// platform asks the platform of electronic invoices whether it lets us in.
func (c *checkup) platform(cfg config.Config) {
	p := cfg.Statuses.Platform
	if !p.On() {
		return
	}
	ctx, cancel := context.WithTimeout(c.s.Ctx, checkTimeout)
	defer cancel()
	c.result("platform", app.CheckPlatform(ctx, cfg), "look at statuses.platform and RELANCE_FLOW_SECRET", "%s gives lifecycle statuses; nothing is sent there", p.Host())
}

// database asks PostgreSQL, or, where `relance up` will bring its own, looks
// for the programs.
func (c *checkup) database(cfg config.Config) {
	ctx, cancel := context.WithTimeout(c.s.Ctx, checkTimeout)
	defer cancel()
	if cfg.Secrets.DatabaseURL == "" {
		found, err := standalone.FindBinaries(ctx, 0)
		c.result("database", err, "", "DATABASE_URL is not set: `relance up` runs PostgreSQL %d from %s", found.Major, found.Dir)
		return
	}
	a, err := app.Open(ctx, cfg, c.s.Logger(cfg))
	if err == nil {
		defer a.Close()
		err = a.Ping(ctx)
	}
	if err != nil {
		c.result("database", err, "look at DATABASE_URL, and whether the server runs", "")
		return
	}
	o, err := a.Office()
	if err == nil {
		_, err = o.CreditorReader.Creditors(ctx)
	}
	c.result("database", err, "run `relance migrate`", "reachable and migrated")
	if err == nil {
		c.sending(a)
		c.periods(ctx, a)
	}
}

// temporal asks the Temporal server, or looks for the program that `relance
// up` starts.
func (c *checkup) temporal(cfg config.Config) {
	run, notRunning := standalone.ReadRun(cfg.Dir)
	if c.s.Getenv("TEMPORAL_ADDRESS") == "" && notRunning != nil {
		path, err := standalone.FindTemporald(cfg.Dir)
		c.result("temporal", err, "", "TEMPORAL_ADDRESS is not set: `relance up` runs %s", path)
		return
	}
	ctx, cancel := context.WithTimeout(c.s.Ctx, checkTimeout)
	defer cancel()
	o := temporalclient.Options{CodecKeys: cfg.Secrets.CodecKeys, Log: c.s.Logger(cfg)}
	if c.s.Getenv("TEMPORAL_ADDRESS") == "" {
		o.Address, o.Namespace = run.TemporalAddress, run.Namespace
	}
	client, err := temporalclient.Dial(ctx, o)
	if err != nil {
		c.result("temporal", err, "look at TEMPORAL_ADDRESS, and whether the server runs", "")
		return
	}
	client.Close()
	c.ok("temporal", "reachable, namespace %s", client.Namespace)
}

// mail logs in to the mail server and leaves again.
func (c *checkup) mail(cfg config.Config) {
	if cfg.Mail.SMTP.Host == "" {
		if cfg.Mail.Mode == config.Off {
			c.warn("mail", "when what would leave is right, set mail.mode and mail.smtp", "%s", frame.ModeText(cfg.Mail))
			return
		}
		c.fault("mail", "set mail.smtp.host", "mail.mode is %s, but there is no mail server", cfg.Mail.Mode)
		return
	}
	ctx, cancel := context.WithTimeout(c.s.Ctx, checkTimeout)
	defer cancel()
	sender, err := posting.Sender(cfg)
	if err == nil {
		defer sender.Close()
		err = sender.Check(ctx)
	}
	if text := frame.ModeText(cfg.Mail); err == nil && text != "" {
		c.warn("mail", "when what would leave is right, set mail.mode: live", "%s takes mails; %s", cfg.Mail.SMTP.Host, dunning.Phrase(text))
		return
	}
	c.result("mail", err, "look at mail.smtp and RELANCE_SMTP_PASSWORD", "%s takes mails; mail.mode is %s", cfg.Mail.SMTP.Host, cfg.Mail.Mode)
}

// letters asks the carriers whether they let us in, whether the folder for letters can be written to, and those for
// bank files. A folder that is not there yet is made by the first letter, or by
// the worker.
func (c *checkup) letters(cfg config.Config) {
	for _, v := range posting.Check(c.s.Ctx, cfg, posting.StandIns{}) {
		c.result(v.Carrier, v.Err, v.Advice, "%s", v.Remark)
	}
	folder := cfg.Path(cfg.Letters.Folder)
	c.result("letters", dropfolder.Writable(folder), "make the folder writable, or name another as letters.folder", "%s can be written to", folder)
	for key, folders := range map[string][]string{"reconcile": cfg.Reconcile.Folders, "inbox": cfg.Inbox.Folders} {
		for _, name := range folders {
			dir := cfg.Path(name)
			c.result(key, dropfolder.Writable(dir), fmt.Sprintf("make the folder writable, or name another in %s.folders", key), "%s can be written to", dir)
		}
	}
}
