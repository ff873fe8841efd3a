package cli

import (
	"relance/internal/dunning"
	"relance/internal/money"
)

// promiseCmd notes that the debtor will pay by a date.
type promiseCmd struct {
	caseArg
	Date   dateArg   `required:"" placeholder:"D" help:"Promised date."`
	Amount amountArg `placeholder:"A" help:"Promised amount (default: everything)."`
}

// Run waits until the promised date and the bank's days of grace.
func (c *promiseCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindPromise, Date: c.Date.Date, Amount: money.Cents(c.Amount)})
}

// instalmentsCmd notes an agreed plan of part payments.
type instalmentsCmd struct {
	caseArg
	Parts        []movementArg `arg:"" name:"date=amount" help:"Each part, as 2026-12-15=400. Together they make what is open."`
	Acknowledged bool          `help:"The debtor signed that he owes the sum: limitation starts afresh (C. civ. 2240)."`
	Signed       *dateArg      `placeholder:"D" help:"With --acknowledged: the day of the signature (default: today)."`
}

// Run waits as long as the parts are paid on time.
func (c *instalmentsCmd) Run(s *session) error {
	if c.Signed != nil && !c.Acknowledged {
		return dunning.Errorf(dunning.CodeInvalid, "--signed goes with --acknowledged")
	}
	e := dunning.Event{Kind: dunning.KindInstalments, Date: c.Signed.date()}
	if c.Acknowledged {
		e.Category = string(dunning.LimitAcknowledgement)
	}
	for _, p := range c.Parts {
		e.Instalments = append(e.Instalments, dunning.Instalment{Date: p.Date, Amount: p.Amount})
	}
	return s.plain(c.caseArg, e)
}
