package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/intake"
)

// startCmd takes invoices in and starts one case each.
type startCmd struct {
	Files    []string          `arg:"" optional:"" name:"file" help:"Files or folders: Factur-X PDF, CII or UBL XML, CSV, JSON; - is the standard input."`
	Watch    string            `type:"existingdir" placeholder:"DIR" help:"Take in whatever is put into this folder until stopped; files move to its done or failed."`
	Every    time.Duration     `default:"3s" help:"How often the watched folder is looked at (${default})."`
	Creditor string            `placeholder:"ID" help:"Creditor of the invoices that do not name theirs."`
	Plan     string            `placeholder:"PLAN" help:"Plan of these invoices (default: the debtor's, else the creditor's)."`
	Map      map[string]string `placeholder:"FIELD=COLUMN" help:"Column of a field in a CSV file, by its header or as #3; repeat it for each field."`
	Profile  string            `placeholder:"PROFILE" help:"Software that wrote the CSV file (default: found out)."`
	Chase    []string          `placeholder:"NUMBER" help:"Chase this invoice although it is left out for its means of payment, payee, frame or type; repeat it for each."`
	DryRun   bool              `help:"Read and decide, record nothing."`
	By       string            `placeholder:"NAME" help:"Who imports (default: $$USER)."`
}

// Run accounts for every file and every line.
func (c *startCmd) Run(s *session) error {
	if err := c.check(); err != nil {
		return err
	}
	im, err := c.prepare(s)
	if err != nil {
		return err
	}
	if im.app != nil {
		defer im.app.Close()
	}
	if c.Watch != "" {
		return im.watch()
	}
	stopped := im.run(expand(c.Files))
	im.unusedChase()
	if err := im.finish(stopped); err != nil {
		return err
	}
	if stopped != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "stopped before the end").
			WithHint("start again: what is on record is not taken in twice")
	}
	if n := im.count(failed) + im.count(conflicting); n > 0 {
		return someFailed{n, len(im.items) - im.count(remark)}
	}
	return nil
}

// check finds words that do not go together.
func (c *startCmd) check() error {
	switch {
	case c.Watch == "" && len(c.Files) == 0:
		return usageError{errors.New("name files or folders, or a folder to --watch")}
	case c.Watch != "" && len(c.Files) > 0:
		return usageError{errors.New("--watch takes no other files: put them into the folder")}
	case c.Watch != "" && c.DryRun:
		return usageError{errors.New("--watch moves files, a dry run does not: use one of them")}
	case c.Watch != "" && (c.Every < 100*time.Millisecond || c.Every > time.Hour):
		return usageError{fmt.Errorf("--every must lie between 100ms and 1h, not %s", c.Every)}
	}
	return nil
}

// finish lets Temporal hear of what was recorded and prints the account.
func (im *importer) finish(stopped error) error {
	if stopped == nil && im.app != nil && !im.cmd.DryRun && im.count(started)+im.count(credited) > 0 {
		var wait bool
		if im.temporal, wait = im.s.tellStarts(im.app, startTelling); wait {
			im.temporal = queued
		}
	}
	return im.report()
}

// prepare checks the words of the command and finds the creditors.
func (c *startCmd) prepare(s *session) (*importer, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	if c.Plan != "" && !planned(cfg, c.Plan) {
		return nil, unknownPlan(cfg, c.Plan)
	}
	if c.Profile != "" && !slices.ContainsFunc(intake.Profiles(), func(p string) bool { return strings.EqualFold(p, c.Profile) }) {
		return nil, usageError{fmt.Errorf("profile %q is none of %s", c.Profile, strings.Join(intake.Profiles(), ", "))}
	}
	im := &importer{s: s, cmd: c, plans: cfg.PlansOf(), creditors: cfg.Creditors}
	switch im.app, err = s.book(); {
	case err != nil && c.DryRun:
		im.app = nil // a dry run needs no database: it then cannot tell what is on record
	case err != nil:
		return nil, err
	case !c.DryRun:
		err = im.app.SaveCreditors(s.ctx)
	}
	if im.app != nil && err == nil && len(im.creditors) == 0 {
		im.creditors, err = im.app.Store.Creditors(s.ctx)
	}
	if err == nil || im.app == nil {
		err = c.checkCreditor(im.creditors)
	}
	if err != nil && im.app != nil {
		im.app.Close()
	}
	return im, err
}

// checkCreditor names a creditor of the command line that is not configured.
func (c *startCmd) checkCreditor(all []dunning.Creditor) error {
	ids := make([]string, len(all))
	for i, cr := range all {
		ids[i] = cr.ID
	}
	if c.Creditor == "" || slices.Contains(ids, c.Creditor) {
		return nil
	}
	err := dunning.Errorf(dunning.CodeNotFound, "no creditor %q", c.Creditor)
	if len(ids) == 0 {
		return err.WithHint("describe your business under creditors in %s", config.FileName)
	}
	return err.WithHint("use one of %s, or add it under creditors in %s", strings.Join(ids, ", "), config.FileName)
}

// planned tells whether the configuration has a plan.
func planned(cfg config.Config, id string) bool {
	_, ok := cfg.Plans[id]
	return ok || id == ""
}

func unknownPlan(cfg config.Config, id string) error {
	var ids []string
	for _, p := range cfg.PlansOf() {
		ids = append(ids, p.ID)
	}
	return dunning.Errorf(dunning.CodeNotFound, "no plan %q", id).
		WithHint("use one of %s, or write it under plans in %s", strings.Join(ids, ", "), config.FileName)
}
