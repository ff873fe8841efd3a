package cli

import (
	"fmt"
	"slices"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/posting"
)

// letterPreviewCmd shows a notice as a letter.
type letterPreviewCmd struct {
	previewArgs

	Simple bool `help:"A simple letter, also where the level wants a registered one."`
}

// Run lays the letter out and hands it to no carrier.
func (c *letterPreviewCmd) Run(s *session) error {
	n, templates, err := c.notice(s)
	if err != nil {
		return err
	}
	switch {
	case c.Simple:
		n.Channel = dunning.Letter
	case !slices.Contains([]dunning.Channel{dunning.Letter, dunning.RegisteredLetter}, n.Channel):
		n.Channel = dunning.RegisteredLetter
	}
	cfg, err := s.config()
	if err != nil {
		return err
	}
	signatures, err := posting.Signatures(cfg)
	if err != nil {
		return err
	}
	carrier := cfg.Letters.Carrier
	switch fault, _ := n.Debtor.ElectronicFault(); {
	case n.Channel != dunning.RegisteredLetter:
		carrier = config.FolderCarrier
	case cfg.Letters.Electronic != "" && fault == "":
		carrier = cfg.Letters.Electronic
	}
	pdf, err := letter.Render(n, posting.SheetOptions(templates, signatures, n, carrier))
	if err != nil {
		return fmt.Errorf("laying the letter out: %w", err)
	}
	return c.write(s, pdf, "apercu-"+string(n.Level)+".pdf")
}
