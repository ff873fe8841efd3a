package cli

import (
	"fmt"
	"slices"

	"relance/internal/dunning"
	"relance/internal/letter"
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
	var enclosures []string
	for _, item := range n.Items {
		enclosures = append(enclosures, "Facture "+item.Invoice.Number)
	}
	pdf, err := letter.Render(n, letter.Options{Templates: templates, Enclosures: enclosures})
	if err != nil {
		return fmt.Errorf("laying the letter out: %w", err)
	}
	return c.write(s, pdf, "apercu-"+string(n.Level)+".pdf")
}
