package publicbuyer

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/period"
)

// PayPeriods are the payment periods of public buyers, in days: 30; 50 for
// public hospitals and army health services; 60 for public undertakings (CCP
// R2192-10, R2192-11).
func PayPeriods() []int {
	return []int{period.Of(period.PublicBuyer).Days, period.Of(period.PublicHospital).Days, period.Of(period.PublicUndertaking).Days}
}

// shortestPeriod holds where nobody has said which period applies.
var shortestPeriod = period.Of(period.PublicBuyer).Days

// presumedReceipt is after how many days a payment request counts as received
// when its receipt is on no record (CCP R2192-14).
var presumedReceipt = period.Of(period.DeemedReceived).Days

// PeriodEnd is the last day of a public buyer's payment period: it runs from
// the receipt of the payment request, or from the performance when that is
// later (CCP R2192-12, R2192-13). It is zero while the receipt or the length of
// the period is not on record: then nobody knows it.
func PeriodEnd(i dunning.Invoice, days int) calendar.Date {
	if i.Received.IsZero() || !slices.Contains(PayPeriods(), days) {
		return calendar.Date{}
	}
	return later(i.Received, i.Completed).AddDays(days)
}

// Due is the day from which a public buyer counts as late, and whether
// the end of the period is on record. Without a record the request counts as
// received two days after its date (CCP R2192-14) and the period as the
// shortest; a later date that the invoice states stays, since nobody is chased
// early. The date printed on an invoice does not bind a public buyer.
func Due(i dunning.Invoice, days int) (due calendar.Date, known bool) {
	if end := PeriodEnd(i, days); !end.IsZero() {
		return later(end, stated(i)), true
	}
	if days == 0 {
		days = shortestPeriod
	}
	from := i.Received
	if from.IsZero() {
		from = i.Issued.AddDays(presumedReceipt)
	}
	return later(later(from, i.Completed).AddDays(days), stated(i)), false
}

// CaseDue is the due date of a case whose invoice was recorded as was, once
// the receipt or the length of the period is known better. A later date that a
// person gave the debtor stays.
func CaseDue(c dunning.Case, was dunning.Invoice, wasDays int, now dunning.Invoice, days int) calendar.Date {
	due, _ := Due(now, days)
	before, _ := Due(was, wasDays)
	if c.Due != before && c.Due != was.Due {
		return later(due, c.Due)
	}
	return due
}

// CheckReceipt refuses a receipt that cannot be: of a debtor who is no public
// buyer, or before the request was made.
func CheckReceipt(d dunning.Debtor, i dunning.Invoice, on calendar.Date) error {
	switch {
	case d.Regime != dunning.Public:
		return dunning.Errorf(dunning.CodeInvalid, "the debtor of invoice %s is no public buyer: no payment period runs from its receipt", i.Number).
			WithHint("what parties of private law agreed is another due date, which can be moved")
	case on.Before(i.Issued):
		return dunning.Errorf(dunning.CodeInvalid, "invoice %s is of %s: it was not received on %s", i.Number, i.Issued, on).
			WithHint("look at the year")
	}
	return nil
}

// stated is a due date that the parties wrote down; none when it was worked out.
func stated(i dunning.Invoice) calendar.Date {
	if i.DueRule == dunning.DueDefault || i.DueRule == dunning.DuePublic {
		return calendar.Date{}
	}
	return i.Due
}

func later(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}
