package letters

import (
	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// letterShownCmd writes the letter that waits for approval.
type letterShownCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	Output   string `short:"o" placeholder:"FILE" help:"Write there; - is the standard output."`
}

// Run writes the very bytes that were shown.
func (c *letterShownCmd) Run(s *frame.Session) error {
	return s.WithCase("", backoffice.CaseName{Creditor: c.Creditor, Number: c.Number}, func(d *frame.Counter, ref dunning.Ref) error {
		f, err := d.ShownLetter(s.Ctx, d.Who, ref)
		if err != nil {
			return err
		}
		return previewArgs{Output: c.Output}.write(s, f.Bytes, "projet-de-lettre.pdf")
	})
}

// letterSpendCmd adds up the letters of a year.
type letterSpendCmd struct {
	Year int `placeholder:"YYYY" help:"Civil year (default: this one)."`
}

// Run prints a line for each creditor.
func (c *letterSpendCmd) Run(s *frame.Session) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	spend, err := d.LetterSpend(s.Ctx, d.Who, c.Year)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(spend)
	}
	rows := make([][]string, len(spend))
	for i, l := range spend {
		left := s.W.Text("no limit")
		if l.Budget > 0 {
			left = s.W.Sprintf("%s of %s", s.Amount(max(l.Budget-l.Spent, 0), "EUR"), s.Amount(l.Budget, "EUR"))
		}
		rows[i] = []string{
			l.Creditor, frame.Itoa(int64(l.Year)), frame.Itoa(int64(l.Letters)), frame.Itoa(int64(l.Registered)), s.Amount(l.Spent, "EUR"), left, frame.Itoa(int64(l.Unpriced)),
		}
	}
	s.Table([]string{"CREDITOR", "YEAR", "LETTERS", "REGISTERED", "SPENT", "LEFT", "WITHOUT PRICE"}, rows)
	return nil
}
