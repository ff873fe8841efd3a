package dunning

import "relance/internal/money"

// Left is what notices claimed besides the principal and what is neither paid
// nor waived once the principal is: late interest and the fixed fee stay due
// after a late payment (C. com. L441-10 II, D441-5; CCP R2192-36).
type Left struct {
	Interest money.Cents `json:"interest,omitempty"`
	Fee      money.Cents `json:"fee,omitempty"`
	Costs    money.Cents `json:"costs,omitempty"` // justified, above the fee
}

// Sum is all of it.
func (l Left) Sum() money.Cents { return l.Interest + l.Fee + l.Costs }

// LeftOf is what a claim holds besides its principal.
func LeftOf(c Claim) Left { return Left{Interest: c.Interest, Fee: c.Fee, Costs: c.Costs} }

// Claims tells whether notices of a level ask for more than the principal. From
// a consumer the formal notice asks for interest only (C. civ. 1231-6).
func (l Level) Claims(r Regime) bool {
	if r.Consumer() {
		return l == FormalNotice
	}
	return l.Rank() >= Final.Rank()
}

// Claimed tells whether a notice of this case may have asked for more than the
// principal.
func (c Case) Claimed() bool {
	for _, s := range c.Steps {
		if !s.Sent.IsZero() && s.Level.Rank() >= Final.Rank() {
			return true
		}
	}
	return false
}

// SettledBy says why a case that owes nothing more of its principal ends.
func (c Case) SettledBy() Reason {
	switch {
	case c.Left.Sum() > 0:
		return ReasonPrincipalPaid
	case c.Outcome == Credited:
		return ReasonCreditedInFull
	}
	return ReasonPaidInFull
}

// applyToClosed takes in what can still happen to a case that is over: what was
// left of interest and fee is paid, given up, or claimed by hand.
func applyToClosed(c *Case, e Event, fx *Effects) {
	switch {
	case e.Kind == KindDebtorChanged:
		c.Debtor = e.Debtor
		return
	case e.Kind == KindWaive:
		c.giveUp(e)
	case e.Kind == KindPaid && e.Balance != nil:
		c.Left = e.Left
	case e.Kind != KindClaim:
		return
	}
	if e.Kind == KindClaim || c.Left.Sum() <= 0 {
		fx.closeTasks(TaskAccessories)
	}
}

// giveUp drops what a waiver gives up of what is left.
func (c *Case) giveUp(e Event) {
	switch {
	case e.Status == Withdrawn:
	case Waivable(e.Category) == WaiveInterest:
		c.Left.Interest = 0
	case Waivable(e.Category) == WaiveFee:
		c.Left.Fee = 0
	}
}
