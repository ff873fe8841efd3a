package operate

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/cli/look"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/posting"
)

// Check looks at everything that must be right before something leaves.
type Check struct {
	Offline bool `help:"Only what needs no connection: configuration, rates, templates."`
}

// finding is the answer to one question.
type finding struct {
	Check   string `json:"check"`
	OK      bool   `json:"ok"`
	Warning bool   `json:"warning,omitempty"` // worth a look, no fault
	Detail  string `json:"detail"`
	Fix     string `json:"fix,omitempty"`

	shown string // the detail as people read it
}

// checkup collects findings.
type checkup struct {
	s    *frame.Session
	list []finding
}

// add notes a finding, in English for programs and in the language of the
// session for people.
func (c *checkup) add(f finding, format string, args ...any) {
	f.Detail = fmt.Sprintf(format, args...)
	f.shown = c.s.W.Sprintf(format, args...)
	if format == "%s" {
		f.shown = c.s.W.Reword(f.shown)
	}
	c.list = append(c.list, f)
}

// ok notes that something is right.
func (c *checkup) ok(check, format string, args ...any) {
	c.add(finding{Check: check, OK: true}, format, args...)
}

// warn notes what is right so far, and may not stay so.
func (c *checkup) warn(check, fix, format string, args ...any) {
	c.add(finding{Check: check, OK: true, Warning: true, Fix: fix}, format, args...)
}

// fault notes what is wrong and what to do about it.
func (c *checkup) fault(check, fix, format string, args ...any) {
	c.add(finding{Check: check, Fix: fix}, format, args...)
}

// result notes an error with its hint, or that all is well.
func (c *checkup) result(check string, err error, fix, format string, args ...any) {
	if err == nil {
		c.ok(check, format, args...)
		return
	}
	c.fault(check, frame.FirstOf(frame.HintOf(err), fix), "%s", err)
}

// Run asks every question, also after a fault, and fails when one was found.
func (c *Check) Run(s *frame.Session) error {
	up := checkup{s: s}
	if cfg, ok := up.config(c.Offline); ok {
		up.secrets(cfg, c.Offline)
		up.creditors(cfg)
		up.mediators(cfg)
		up.registers(cfg)
		if t := up.templates(cfg); t != nil {
			up.plans(cfg, t)
		}
		up.rates(cfg)
		if !c.Offline {
			up.connections(cfg)
		}
	}
	if err := up.print(); err != nil {
		return err
	}
	faults := 0
	for _, f := range up.list {
		if !f.OK {
			faults++
		}
	}
	if faults > 0 {
		return fmt.Errorf("%d of %d checks found a fault", faults, len(up.list))
	}
	return nil
}

func (c *checkup) print() error {
	if c.s.JSON {
		return c.s.PrintJSON(c.list)
	}
	for _, f := range c.list {
		word := c.s.W.Text("FAULT")
		switch {
		case f.Warning:
			word = c.s.W.Text("warn")
		case f.OK:
			word = c.s.W.Text("ok")
		}
		check := c.s.W.Text(f.Check)
		for line := range strings.SplitSeq(f.shown, "\n") {
			c.s.Print(fmt.Sprintf("%-5s  %-13s %s", word, check, line))
			word, check = "", ""
		}
		if f.Fix != "" {
			c.s.Print(fmt.Sprintf("%-5s  %-13s %s", "", "", c.s.W.Sprintf("fix: %s", c.s.W.Reword(f.Fix))))
		}
	}
	return nil
}

// config loads the configuration; without one nothing else can be checked.
func (c *checkup) config(offline bool) (config.Config, bool) {
	cfg, err := c.s.Config()
	if err != nil && !offline { // with the secrets that are missing, so that all is named at once
		_, err = c.s.ConfigToSend()
	}
	var faults config.Faults
	switch {
	case errors.As(err, &faults):
		for _, f := range faults {
			c.fault("configuration", f.Hint, "%s", f.Error())
		}
		return cfg, false
	case err != nil:
		c.result("configuration", err, "", "")
		return cfg, false
	}
	file := frame.FirstOf(c.s.Path, config.FileName)
	if _, err := os.Stat(file); err != nil {
		c.ok("configuration", "there is no %s: the defaults hold, mail.mode %s", file, cfg.Mail.Mode)
		return cfg, true
	}
	c.ok("configuration", "%s: %d creditor(s), %d plan(s), mail.mode %s", file, len(cfg.Creditors), len(cfg.Plans), cfg.Mail.Mode)
	return cfg, true
}

// secrets asks for those with which something leaves. Whoever looks at the
// configuration alone may have none: he is told, and that is no fault.
func (c *checkup) secrets(cfg config.Config, offline bool) {
	tell := c.fault
	if offline {
		tell = c.warn
	}
	for _, f := range cfg.CheckSecrets() {
		tell("secrets", f.Hint, "%s: %s", f.Path, dunning.Phrase(f.Text))
	}
}

// creditors asks for what every notice must show.
func (c *checkup) creditors(cfg config.Config) {
	if len(cfg.Creditors) == 0 {
		c.fault("creditors", fmt.Sprintf("write your own business under creditors: in %s", frame.FirstOf(c.s.Path, config.FileName)), "there is none: nobody to send notices for")
	}
	for i, creditor := range cfg.Creditors {
		if lacks := notice.CheckCreditor(creditor); len(lacks) > 0 {
			for k, key := range lacks {
				lacks[k] = c.s.W.Reword(string(notice.CreditorField(key))) + " (" + key + ")"
			}
			c.fault("creditors", "every notice must show it: add it to the creditor's entry",
				"%s: creditors[%d] lacks %s", creditor.ID, i, strings.Join(lacks, ", "))
			continue
		}
		c.ok("creditors", "%s: %s", creditor.ID, creditor.Name)
	}
}

// templates renders every notice of every regime and language; nil when they
// cannot be loaded.
func (c *checkup) templates(cfg config.Config) *notice.Templates {
	t, err := posting.Templates(cfg)
	if err != nil {
		c.result("templates", err, "mend the file, or take it out of the folder to use the built-in one", "")
		return nil
	}
	if cfg.Templates == "" {
		c.ok("templates", "the built-in ones")
		return t
	}
	c.ok("templates", "%s, named sets: %s", cfg.Path(cfg.Templates), frame.FirstOf(strings.Join(t.Sets(), ", "), "none"))
	return t
}

// rates asks whether interest can be claimed up to today.
func (c *checkup) rates(cfg config.Config) {
	table, err := cfg.RateTable()
	if err != nil {
		c.result("rates", err, "mend the entry under rates:", "")
		return
	}
	r := table.GapsOn(c.s.Today())
	if err := look.RatesFault(r); err != nil {
		c.result("rates", err, "", "")
		return
	}
	if r.Next != nil && r.LastKnownDay.Sub(c.s.Today()) <= soon {
		c.ok("rates", "known up to %s; soon needed: %s", r.LastKnownDay, r.Next.HalfYear)
		return
	}
	c.ok("rates", "known up to %s", r.LastKnownDay)
}

// soon is how many days before the end of what is known the next half-year is
// asked for.
const soon = 31
