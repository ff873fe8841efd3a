package letters

import (
	"fmt"

	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/visit"
)

// noticePreviewCmd shows a notice as the debtor would get it.
type noticePreviewCmd struct {
	previewArgs

	Format string `enum:"text,html,eml," default:"" help:"text, html or eml (default: what the name of FILE says, else text)."`
}

// Run words the notice and sends nothing.
func (c *noticePreviewCmd) Run(s *frame.Session) error {
	n, templates, err := c.notice(s)
	if err != nil {
		return err
	}
	cfg, err := s.Config()
	if err != nil {
		return err
	}
	n.Portal = cfg.PageAddress(n.Creditor, visit.Placeholder)
	words, err := templates.Render(n)
	if err != nil {
		return fmt.Errorf("rendering the notice: %w", err)
	}
	if s.JSON && c.Output == "" {
		return s.PrintJSON(struct {
			Subject   string `json:"subject"`
			Recipient string `json:"recipient"`
			Text      string `json:"text"`
			HTML      string `json:"html"`
			QR        string `json:"qr"`
		}{words.Subject, n.Debtor.Email, words.Text, words.HTML, words.QRPayload})
	}
	data, err := previewBytes(s, c.format(), n, words)
	if err != nil {
		return err
	}
	return c.write(s, data, "-")
}

// format is the one asked for, else the one that the file's name tells.
func (c *noticePreviewCmd) format() string {
	if c.Format != "" {
		return c.Format
	}
	switch ext := extension(c.Output); ext {
	case "html", "eml":
		return ext
	case "htm":
		return "html"
	}
	return "text"
}

// previewBytes gives a notice in one of the three formats.
func previewBytes(s *frame.Session, format string, n dunning.Notice, words notice.Rendered) ([]byte, error) {
	switch format {
	case "html":
		return []byte(words.HTML), nil
	case "eml":
		return previewMail(n, words)
	}
	return []byte(s.W.Sprintf("To: %s\nSubject: %s\n\n", n.Debtor.Email, words.Subject) + words.Text), nil
}
