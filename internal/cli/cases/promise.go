package cases

import (
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Promise notes that the debtor will pay by a date.
type Promise struct {
	CaseArg
	Date   frame.DateArg   `required:"" placeholder:"D" help:"Promised date."`
	Amount frame.AmountArg `placeholder:"A" help:"Promised amount (default: everything)."`
}

// Run waits until the promised date and the bank's days of grace.
func (c *Promise) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewPromise(money.Cents(c.Amount), c.Date.Date))
}

// Instalments notes an agreed plan of part payments.
type Instalments struct {
	CaseArg
	Parts        []frame.MovementArg `arg:"" name:"date=amount" help:"Each part, as 2026-12-15=400. Together they make what is open."`
	Acknowledged bool                `help:"The debtor signed that he owes the sum: limitation starts afresh (C. civ. 2240)."`
	Signed       *frame.DateArg      `placeholder:"D" help:"With --acknowledged: the day of the signature (default: today)."`
}

// Run waits as long as the parts are paid on time.
func (c *Instalments) Run(s *frame.Session) error {
	if c.Signed != nil && !c.Acknowledged {
		return dunning.Errorf(dunning.CodeInvalid, "--signed goes with --acknowledged")
	}
	parts := make([]dunning.Instalment, len(c.Parts))
	for i, p := range c.Parts {
		parts[i] = dunning.Instalment{Date: p.Date, Amount: p.Amount}
	}
	if c.Acknowledged {
		return Plain(s, c.CaseArg, dunning.NewAcknowledged(parts, c.Signed.Value()))
	}
	return Plain(s, c.CaseArg, dunning.NewInstalments(parts))
}
