package cli

import (
	"relance/internal/dunning"
	"relance/internal/money"
)

// disputeCmd suspends what a debtor contests.
type disputeCmd struct {
	caseArg
	Amount   amountArg `placeholder:"A" help:"Contested part (default: everything). The rest is chased on."`
	Category string    `enum:"price,quality,delivery,quantity,not_ordered,already_paid,other," default:"" placeholder:"WORD" help:"price, quality, delivery, quantity, not_ordered, already_paid or other."`
}

// Run suspends the contested part until relance resolve.
func (c *disputeCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindDispute, Amount: money.Cents(c.Amount), Category: c.Category})
}

// resolveCmd ends a dispute.
type resolveCmd struct{ caseArg }

// Run lets the case go on, re-spaced; what was agreed to be less is a credit.
func (c *resolveCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindResolveDispute})
}
