package letters

import (
	"fmt"
	"os"
	"path/filepath"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/posting"
	"relance/internal/words"
)

// previewArgs say which notice is shown: that of an invoice on record, or the
// sample one with one's own name on it.
type previewArgs struct {
	Number string `arg:"" optional:"" help:"Invoice on record; without it, a sample invoice."`
	Sample bool   `help:"The sample invoice, also when nothing is on record; in French, unless --lang says en."`
	Level  string `default:"" enum:"courtesy,first,second,final,formal_notice,thanks,receipt," placeholder:"LEVEL" help:"courtesy, first, second, final, formal_notice, thanks or receipt (default: the step that comes next; of the sample, first)."`
	Regime string `default:"b2b" enum:"b2b,b2c,public,non_professional" help:"Of the sample: ${enum}."`
	Own    string `name:"creditor" placeholder:"ID" help:"Creditor of the configuration who signs the sample (default: the only one, else an invented one)."`
	Set    string `name:"templates" placeholder:"NAME" help:"Named set of the folder of templates."`
	Output string `short:"o" placeholder:"FILE" help:"Write there; - is the standard output."`
}

// notice gives the notice to show and the templates to word it with.
func (c previewArgs) notice(s *frame.Session) (n dunning.Notice, t *notice.Templates, err error) {
	cfg, err := s.Config()
	if err != nil {
		return n, nil, err
	}
	if t, err = posting.Templates(cfg); err != nil {
		return n, nil, fmt.Errorf("templates: %w", err)
	}
	switch {
	case c.Number != "" && c.Sample:
		return n, nil, frame.Usage(fmt.Errorf("--sample and the invoice %s cannot both be shown: leave one out", c.Number))
	case c.Number != "":
		n, err = c.onRecord(s)
	default:
		n, err = c.sample(cfg, frame.FirstOf(s.Lang, string(words.French)))
	}
	if c.Set != "" {
		n.Template = c.Set
	}
	return n, t, err
}

// sample is the invented invoice in a language, from the user's own creditor
// when there is one.
func (c previewArgs) sample(cfg config.Config, language string) (dunning.Notice, error) {
	n := notice.Sample(dunning.Level(frame.FirstOf(c.Level, string(dunning.First))), dunning.Regime(c.Regime), language)
	switch {
	case c.Own == "" && len(cfg.Creditors) == 1:
		n.Creditor = cfg.Creditors[0]
	case c.Own != "":
		for _, creditor := range cfg.Creditors {
			if creditor.ID == c.Own {
				n.Creditor = creditor
				_, p, _ := cfg.PlanOf(creditor)
				return notice.InPlan(n, p), nil
			}
		}
		return n, dunning.Errorf(dunning.CodeNotFound, "the configuration has no creditor %q", c.Own)
	}
	_, p, _ := cfg.PlanOf(n.Creditor)
	return notice.InPlan(n, p), nil
}

// write puts a preview where it was asked for and says so.
func (c previewArgs) write(s *frame.Session, data []byte, otherwise string) error {
	path := frame.FirstOf(c.Output, otherwise)
	if path == "-" {
		_, err := s.Stdout.Write(data)
		return err
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return fmt.Errorf("writing the preview: %w", err)
	}
	if s.JSON {
		return s.PrintJSON(struct {
			File  string `json:"file"`
			Bytes int    `json:"bytes"`
		}{path, len(data)})
	}
	s.Say("%s (%d bytes)", path, len(data))
	return nil
}

// extension tells the format that a file name asks for.
func extension(path string) string {
	if ext := filepath.Ext(path); ext != "" {
		return ext[1:]
	}
	return ""
}

// onRecord is the notice that would leave for an invoice on record.
func (c previewArgs) onRecord(s *frame.Session) (n dunning.Notice, err error) {
	d, err := s.Desk("")
	if err != nil {
		return n, err
	}
	defer d.Close()
	ref, err := d.Find(s.Ctx, d.Who, backoffice.CaseName{Number: c.Number})
	if err != nil {
		return n, err
	}
	return d.Preview(s.Ctx, d.Who, ref, dunning.Level(c.Level))
}
