package dunning

import (
	"relance/internal/calendar"
	"relance/internal/interest"
	"relance/internal/money"
)

// ClaimInput puts together what a claim on a day follows from, by the record:
// the due date as it was agreed since, what was received and credited, what is
// contested.
func (v CaseView) ClaimInput(on calendar.Date, rates *interest.Rates) ClaimInput {
	in := ClaimInput{
		Invoice: v.Invoice, Regime: v.Debtor.Regime, Creditor: v.Creditor, On: on, Rates: rates,
		Received: v.Received(), Credited: v.Credits, Disputed: v.Disputed(),
		Notice: v.NoticeReceived, Judgment: v.Case.Judgment(), Particulars: v.Particulars,
	}
	in.Invoice.Due = v.Case.Due
	return in
}

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

// Claim works a claim out. Nothing is claimed of what is contested whole, nor
// where the case ended in a way that gives the claim up: principal that was paid
// late leaves interest and the fixed fee, a settlement or write-off leaves
// nothing.
func (v CaseView) Claim(in ClaimInput) (Claim, error) {
	if in.Disputed >= v.Invoice.Payable || v.Case.givenUp() {
		return Claim{On: in.On}, nil
	}
	return NewClaim(in)
}

func (c Case) givenUp() bool {
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
