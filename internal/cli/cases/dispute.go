package cases

import (
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Dispute suspends what a debtor contests.
type Dispute struct {
	CaseArg
	Amount   frame.AmountArg `placeholder:"A" help:"Contested part (default: everything). The rest is chased on."`
	Category string          `enum:"price,quality,delivery,quantity,not_ordered,already_paid,other," default:"" placeholder:"WORD" help:"price, quality, delivery, quantity, not_ordered, already_paid or other."`
}

// Run suspends the contested part until relance resolve.
func (c *Dispute) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewDispute(money.Cents(c.Amount), c.Category))
}

// Resolve ends a dispute.
type Resolve struct{ CaseArg }

// Run lets the case go on, re-spaced; what was agreed to be less is a credit.
func (c *Resolve) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewResolveDispute())
}
