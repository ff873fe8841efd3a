package figures

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Line is a line of a statement of account.
type Line struct {
	Date            calendar.Date
	Number          string // of the invoice
	What            string // LineInvoice, LinePayment or LineCredit
	Debit, Credited money.Cents
	Balance         money.Cents // after it
}

// What a line of a statement is.
const (
	LineInvoice = "invoice"
	LinePayment = "payment"
	LineCredit  = "credit"
	LineGiven   = "given_up"
)

// Statement is the account of a debtor up to a day, in order of time: its last
// balance is what is open then.
func Statement(items []Item, on calendar.Date) (out []Line) {
	for _, it := range items {
		if it.Issued.After(on) {
			continue
		}
		out = append(out, Line{Date: it.Issued, Number: it.Number, What: LineInvoice, Debit: it.Total})
		for _, m := range it.Moves {
			if m.Date.After(on) || it.Given && m.Date.After(it.GivenOn) {
				continue
			}
			what := LinePayment
			if m.Credit {
				what = LineCredit
			}
			out = append(out, Line{Date: m.Date, Number: it.Number, What: what, Credited: m.Amount})
		}
		if it.Given && !it.GivenOn.After(on) {
			before := it
			before.Given = false
			out = append(out, Line{Date: it.GivenOn, Number: it.Number, What: LineGiven, Credited: before.OpenOn(it.GivenOn)})
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return a.Date.Sub(b.Date) })
	var balance money.Cents
	for i := range out {
		balance += out[i].Debit - out[i].Credited
		out[i].Balance = balance
	}
	return out
}
