package cli

import (
	"os"
	"path/filepath"
	"strings"

	"relance/internal/app"
	"relance/internal/dunning"
	"relance/internal/money"
)

// costCmd records a justified cost of recovery.
type costCmd struct {
	caseArg
	Amount   amountArg `arg:"" help:"What it cost, without VAT where the creditor deducts it."`
	What     string    `placeholder:"WORDS" help:"What for; printed in letters and the statement."`
	Date     *dateArg  `placeholder:"D" help:"Date of the bill (default: today)."`
	Document string    `placeholder:"FILE" type:"existingfile" help:"The bill: becomes a piece of the evidence."`
	Withdraw bool      `help:"Take back the cost of this amount and date."`
}

// Run records it (C. com. L441-10 II); a consumer never owes any (CPC exéc. L111-8).
func (c *costCmd) Run(s *session) error {
	return s.factIn(c.caseArg, func(a *app.App, body dunning.Case) (e dunning.Event, err error) {
		e = dunning.Event{Kind: dunning.KindCost, Amount: money.Cents(c.Amount), Date: s.today()}
		if c.Date != nil {
			e.Date = c.Date.Date
		}
		v, err := a.Store.Case(s.ctx, body.Ref())
		if err != nil {
			return e, err
		}
		if err := c.check(v, e); err != nil {
			return e, err
		}
		if c.Withdraw {
			e.Status = dunning.Withdrawn
			return e, nil
		}
		if e.Document, err = s.keep(a, c.Document); err != nil {
			return e, err
		}
		e.Note, err = s.note(a, c.What)
		return e, err
	})
}

func (c *costCmd) check(v dunning.CaseView, e dunning.Event) error {
	switch {
	case c.Withdraw && v.Particulars.Outlay(e.Date, e.Amount) < 0:
		return dunning.Errorf(dunning.CodeConflict, "no cost of %s on %s is on record for invoice %s", e.Amount, e.Date, v.Invoice.Number).
			WithHint("relance show %s lists them", v.Invoice.Number)
	case c.Withdraw:
		return nil
	case v.Debtor.Regime.Consumer():
		return dunning.Errorf(dunning.CodeInvalid, "the debtor of invoice %s is no professional: costs before an enforceable title stay with the creditor (CPC exéc. L111-8)", v.Invoice.Number).
			WithHint("if the debtor is a business, say so first: relance debtor set %s --regime b2b", v.Debtor.Key)
	case strings.TrimSpace(c.What) == "":
		return dunning.Errorf(dunning.CodeInvalid, "it is not said what the cost is for").WithHint(`write --what "sommation de payer"`)
	case v.Case.Currency != "EUR":
		return dunning.CheckFactFor(dunning.Case{Number: v.Case.Number, Currency: v.Case.Currency}, e)
	}
	return nil
}

// keep puts a file on record and gives its SHA-256; none for no file.
func (s *session) keep(a *app.App, path string) (string, error) {
	if path == "" {
		return "", nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", dunning.Errorf(dunning.CodeInvalid, "the file cannot be read: %w", err)
	}
	d, err := a.Store.SaveDocument(s.ctx, dunning.Document{MediaType: "application/octet-stream", Name: filepath.Base(path), Bytes: data})
	return d.SHA256, err
}
