package letters

import (
	"fmt"

	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/posting"
)

// letterPreviewCmd shows a notice as a letter.
type letterPreviewCmd struct {
	previewArgs

	Simple bool `help:"A simple letter, also where the level wants a registered one."`
}

// Run lays the letter out and hands it to no carrier.
func (c *letterPreviewCmd) Run(s *frame.Session) error {
	n, _, err := c.notice(s)
	if err != nil {
		return err
	}
	if c.Simple {
		n.Channel = dunning.Letter
	}
	cfg, err := s.Config()
	if err != nil {
		return err
	}
	press, err := posting.NewPress(cfg)
	if err != nil {
		return err
	}
	behind, err := c.enclosures(s, n)
	if err != nil {
		return err
	}
	pdf, err := press.Letter(n, behind)
	if err != nil {
		return fmt.Errorf("laying the letter out: %w", err)
	}
	return c.write(s, pdf, "apercu-"+string(n.Level)+".pdf")
}

// enclosures are what would go behind the letter of an invoice on record.
func (c previewArgs) enclosures(s *frame.Session, n dunning.Notice) (dunning.Enclosures, error) {
	if c.Number == "" {
		return dunning.Enclosures{}, nil
	}
	d, err := s.Desk("")
	if err != nil {
		return dunning.Enclosures{}, err
	}
	defer d.Close()
	return d.Enclosures(s.Ctx, d.Who, n)
}
