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
	return s.fact(c.caseArg, func(body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindPromise, Date: c.Date.Date, Amount: money.Cents(c.Amount)}
		if c.Date.Before(s.today()) {
			return e, dunning.Errorf(dunning.CodeInvalid, "the promised date %s has passed", c.Date.Date).
				WithHint("write the date by which the money will come")
		}
		return e, dunning.CheckFactFor(body, e)
	})
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
	return s.fact(c.caseArg, func(body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindInstalments}
		if c.Acknowledged {
			e.Category, e.Date = string(dunning.LimitAcknowledgement), s.today()
		}
		if c.Signed != nil {
			if !c.Acknowledged {
				return e, dunning.Errorf(dunning.CodeInvalid, "--signed goes with --acknowledged")
			}
			e.Date = c.Signed.Date
		}
		for _, p := range c.Parts {
			e.Instalments = append(e.Instalments, dunning.Instalment{Date: p.Date, Amount: p.Amount})
		}
		if err := dunning.CheckFact(e); err != nil {
			return e, err
		}
		if last := e.Instalments[len(e.Instalments)-1]; last.Date.Before(s.today()) {
			return e, dunning.Errorf(dunning.CodeInvalid, "the last instalment (%s) has passed", last.Date).
				WithHint("write the dates to come")
		}
		return e, dunning.CheckFactFor(body, e)
	})
}
