package invoices

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/intake"
)

// Start takes invoices in and starts one case each.
type Start struct {
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
func (c *Start) Run(s *frame.Session) error {
	if err := c.check(); err != nil {
		return err
	}
	im, err := c.prepare(s)
	if err != nil {
		return err
	}
	if im.rooms != nil {
		defer im.rooms.Close()
	}
	if c.Watch != "" {
		return im.watch()
	}
	stopped := im.run(s.Ctx, frame.Expand(c.Files))
	if err := im.finish(stopped); err != nil {
		return err
	}
	if stopped != nil {
		return stopped
	}
	if n := im.counts[backoffice.Failed] + im.counts[backoffice.Conflicting]; n > 0 {
		return frame.SomeOf(n, len(im.items)-im.counts[backoffice.Remark])
	}
	return nil
}

// check finds words that do not go together.
func (c *Start) check() error {
	switch {
	case c.Watch == "" && len(c.Files) == 0:
		return frame.Usage(errors.New("name files or folders, or a folder to --watch"))
	case c.Watch != "" && len(c.Files) > 0:
		return frame.Usage(errors.New("--watch takes no other files: put them into the folder"))
	case c.Watch != "" && c.DryRun:
		return frame.Usage(errors.New("--watch moves files, a dry run does not: use one of them"))
	case c.Watch != "" && (c.Every < 100*time.Millisecond || c.Every > time.Hour):
		return frame.Usage(fmt.Errorf("--every must lie between 100ms and 1h, not %s", c.Every))
	case c.Profile != "" && !slices.ContainsFunc(intake.Profiles(), func(p string) bool { return strings.EqualFold(p, c.Profile) }):
		return frame.Usage(fmt.Errorf("profile %q is none of %s", c.Profile, strings.Join(intake.Profiles(), ", ")))
	}
	return nil
}

// prepare opens the back office. A dry run needs no database: it then cannot
// tell what is on record.
func (c *Start) prepare(s *frame.Session) (*importing, error) {
	cfg, err := s.Config()
	if err != nil {
		return nil, err
	}
	a, err := s.Rooms()
	switch {
	case err != nil && c.DryRun:
		return newImporting(s, c, nil, &backoffice.Office{Now: s.Now, Configured: cfg.Creditors, Plans: cfg.PlansOf()}), nil
	case err != nil:
		return nil, err
	case !c.DryRun:
		err = a.SaveCreditors(s.Ctx)
	}
	var o *backoffice.Office
	if err == nil {
		o, err = a.Office()
	}
	if err != nil {
		a.Close()
		return nil, err
	}
	return newImporting(s, c, a, o), nil
}
