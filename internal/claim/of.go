package claim

import (
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
)

// InputOf puts together what a claim on a day follows from, by the record:
// the due date as it was agreed since, what was received and credited, what is
// contested.
func InputOf(v dunning.CaseView, on calendar.Date, rates *interest.Rates) Input {
	in := Input{
		Invoice: v.Invoice, Regime: v.Debtor.Regime, Creditor: v.Creditor, On: on, Rates: rates,
		Received: v.Received(), Credited: v.Credits, Disputed: v.Disputed(),
		Notice: v.NoticeReceived, Judgment: v.Case.Judgment(), Particulars: v.Particulars,
	}
	in.Invoice.Due = v.Case.Due
	return in
}

// Of works the claim of a case out. Nothing is claimed of what is contested whole, nor
// where the case ended in a way that gives the claim up: principal that was paid
// late leaves interest and the fixed fee, a settlement or write-off leaves
// nothing.
func Of(v dunning.CaseView, in Input) (dunning.Claim, error) {
	if in.Disputed >= v.Invoice.Payable || v.Case.GivenUp() {
		return dunning.Claim{On: in.On}, nil
	}
	return New(in)
}
