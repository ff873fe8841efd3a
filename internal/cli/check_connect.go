package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"relance/internal/app"
	"relance/internal/config"
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
}

// database asks PostgreSQL, or, where `relance up` will bring its own, looks
// for the programs.
func (c *checkup) database(cfg config.Config) {
	ctx, cancel := context.WithTimeout(c.s.ctx, checkTimeout)
	defer cancel()
	if cfg.Secrets.DatabaseURL == "" {
		found, err := standalone.FindBinaries(ctx, 0)
		c.result("database", err, "", "DATABASE_URL is not set: `relance up` runs PostgreSQL %d from %s", found.Major, found.Dir)
		return
	}
	a, err := app.Open(ctx, cfg, c.s.logger(cfg))
	if err == nil {
		defer a.Close()
		err = a.Store.Ping(ctx)
	}
	if err != nil {
		c.result("database", err, "look at DATABASE_URL, and whether the server runs", "")
		return
	}
	_, err = a.Store.Creditors(ctx)
	c.result("database", err, "run `relance migrate`", "reachable and migrated")
	if err == nil {
		c.sending(a)
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
	ctx, cancel := context.WithTimeout(c.s.ctx, checkTimeout)
	defer cancel()
	o := temporalclient.Options{CodecKeys: cfg.Secrets.CodecKeys, Log: c.s.logger(cfg)}
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
			c.warn("mail", "when what would leave is right, set mail.mode and mail.smtp", "%s", modeText(cfg.Mail))
			return
		}
		c.fault("mail", "set mail.smtp.host", "mail.mode is %s, but there is no mail server", cfg.Mail.Mode)
		return
	}
	ctx, cancel := context.WithTimeout(c.s.ctx, checkTimeout)
	defer cancel()
	sender, err := (&app.App{Config: cfg}).Sender()
	if err == nil {
		defer sender.Close()
		err = sender.Check(ctx)
	}
	if text := modeText(cfg.Mail); err == nil && text != "" {
		c.warn("mail", "when what would leave is right, set mail.mode: live", "%s takes mails; %s", cfg.Mail.SMTP.Host, text)
		return
	}
	c.result("mail", err, "look at mail.smtp and RELANCE_SMTP_PASSWORD", "%s takes mails; mail.mode is %s", cfg.Mail.SMTP.Host, cfg.Mail.Mode)
}

// letters asks whether the folder for letters can be written to, and those for
// bank files. A folder that is not there yet is made by the first letter, or by
// the worker.
func (c *checkup) letters(cfg config.Config) {
	if cfg.Letters.Carrier == "maileva" {
		c.maileva(cfg)
	}
	if cfg.Letters.Carrier == "mercifacteur" {
		c.mercifacteur(cfg)
	}
	if cfg.Letters.Electronic == "ar24" {
		c.ar24(cfg)
	}
	folder := cfg.Path(cfg.Letters.Folder)
	c.result("letters", writable(folder), "make the folder writable, or name another as letters.folder", "%s can be written to", folder)
	for _, name := range cfg.Reconcile.Folders {
		dir := cfg.Path(name)
		c.result("reconcile", writable(dir), "make the folder writable, or name another in reconcile.folders", "%s can be written to", dir)
	}
}

// maileva logs in to Maileva and looks at the account; nothing is sent.
func (c *checkup) maileva(cfg config.Config) {
	where := "it prints and posts for money"
	if cfg.Letters.Maileva.Sandbox {
		where = "sandbox, nothing is printed"
	}
	ctx, cancel := context.WithTimeout(c.s.ctx, checkTimeout)
	defer cancel()
	a := app.App{Config: cfg}
	c.result("maileva", a.CheckCarrier(ctx), "look at RELANCE_MAILEVA_CLIENT_ID, _CLIENT_SECRET, _USERNAME, _PASSWORD, and whether they are of the sandbox",
		"lets us in (%s); this program was never tried with the live service: begin with letters.maileva.sandbox", where)
}

// mercifacteur logs in to Merci Facteur and lists the user's letters; nothing is
// sent.
func (c *checkup) mercifacteur(cfg config.Config) {
	ctx, cancel := context.WithTimeout(c.s.ctx, checkTimeout)
	defer cancel()
	a := app.App{Config: cfg}
	c.result("mercifacteur", a.CheckCarrier(ctx),
		"look at RELANCE_MERCIFACTEUR_SERVICE_ID, _SECRET_KEY, letters.mercifacteur.user, and whether Merci Facteur lets this IP address in",
		"lets us in (it prints and posts for money, unless this is a Sandbox account); this program was never tried against the live service: begin with a Sandbox account")
}

// ar24 asks AR24 about the sender; nothing is sent. Sessions and letters are in
// the database, which the question does not need.
func (c *checkup) ar24(cfg config.Config) {
	where := "it sends for money"
	if cfg.Letters.AR24.Sandbox {
		where = "sandbox, letters have no effect"
	}
	ctx, cancel := context.WithTimeout(c.s.ctx, checkTimeout)
	defer cancel()
	a := app.App{Config: cfg}
	c.result("ar24", a.CheckElectronic(ctx), "look at RELANCE_AR24_TOKEN, _PRIVATE_KEY, letters.ar24.user, and whether they are of the sandbox",
		"knows the sender (%s); this program was never tried against the live service, nor its sandbox: begin with letters.ar24.sandbox", where)
}

// writable tries to make a file in a folder, or in the first one above it that
// exists.
func writable(folder string) error {
	for {
		info, err := os.Stat(folder)
		switch above := filepath.Dir(folder); {
		case errors.Is(err, fs.ErrNotExist) && above != folder:
			folder = above
			continue
		case err != nil:
			return err
		case !info.IsDir():
			return fmt.Errorf("%s is not a folder", folder)
		}
		f, err := os.CreateTemp(folder, ".relance-check-*")
		if err != nil {
			return err
		}
		return errors.Join(f.Close(), os.Remove(f.Name()))
	}
}
