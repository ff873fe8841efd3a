package dunning

import (
	"relance/internal/calendar"
	"relance/internal/money"
)

// FixedFee is the 40 € of C. com. D441-5 and CCP D2192-35. It covers the first
// of the costs, whether it is claimed or was waived.
const FixedFee money.Cents = 40_00

// Disputed is what of the balance is contested, 0 for nothing.
func (v CaseView) Disputed() (sum money.Cents) {
	for _, h := range v.Case.Holds {
		if h.Kind != HoldDispute {
			continue
		}
		if h.Amount <= 0 {
			return v.Case.Balance
		}
		sum += h.Amount
	}
	return min(sum, max(v.Case.Balance, 0))
}

// GivenUp tells whether the case ended in a way that leaves nothing to claim.
func (c Case) GivenUp() bool {
	if c.State != Closed {
		return false
	}
	switch c.Outcome {
	case Settled, Credited, WrittenOff, Cancelled:
		return true
	}
	return false
}

// Uncontested is what is open and not in dispute.
func (c Case) Uncontested() money.Cents {
	for _, h := range c.Holds {
		if h.Kind == HoldDispute && h.Amount <= 0 {
			return 0
		}
	}
	return c.Chased()
}

// Covered is what of the justified costs need not be paid any more: covered by
// the fixed fee, whether it is claimed or was waived, and by payments.
func (c Claim) Covered() (byFee, byPayments money.Cents) {
	var sum money.Cents
	for _, o := range c.Outlays {
		sum += o.Amount
	}
	byFee = min(FixedFee, sum)
	return byFee, sum - byFee - c.Costs
}

// Below tells whether an invoice's own step is milder than the message it is in.
func (it NoticeItem) Below(l Level) bool {
	return it.Level.Rank() > 0 && it.Level.Rank() < l.Rank()
}

// ClaimedOn gives the days of the earlier notices that asked for more than the
// principal of an invoice, oldest first.
func (it NoticeItem) ClaimedOn(r Regime) (days []calendar.Date) {
	for _, e := range it.Earlier {
		if e.Level.Claims(r) {
			days = append(days, e.Date)
		}
	}
	return days
}
