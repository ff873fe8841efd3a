package cases

import (
	"os"
	"path/filepath"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Cost records a justified cost of recovery.
type Cost struct {
	CaseArg
	Amount   frame.AmountArg `arg:"" help:"What it cost, without VAT where the creditor deducts it."`
	What     string          `placeholder:"WORDS" help:"What for; printed in letters and the statement."`
	Date     *frame.DateArg  `placeholder:"D" help:"Date of the bill (default: today)."`
	Document string          `placeholder:"FILE" type:"existingfile" help:"The bill: becomes a piece of the evidence."`
	Withdraw bool            `help:"Take back the cost of this amount and date."`
}

// Run records it (C. com. L441-10 II); a consumer never owes any (CPC exéc. L111-8).
func (c *Cost) Run(s *frame.Session) error {
	f := backoffice.Fact{Words: c.What, Event: dunning.NewCost(money.Cents(c.Amount), c.Date.Value()).WithdrawnIf(c.Withdraw)}
	if c.Document != "" {
		data, err := os.ReadFile(c.Document)
		if err != nil {
			return dunning.Errorf(dunning.CodeInvalid, "the file cannot be read: %w", err)
		}
		f.File = &dunning.Document{MediaType: "application/octet-stream", Name: filepath.Base(c.Document), Bytes: data}
	}
	return fact(s, c.CaseArg, f)
}
