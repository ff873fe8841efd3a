package notice

import (
	"slices"

	"relance/internal/dunning"
	"relance/internal/money"
)

// awaited says what a receipt asks for, and when.
func (b viewer) awaited(v *View) {
	var sum money.Cents
	apart, one := false, dunning.Awaited{}
	var lines []Line
	for i, it := range b.d.main {
		a := it.Awaited
		if a.Amount <= 0 {
			continue
		}
		apart = apart || len(lines) > 0 && !sameDate(a, one)
		one, sum = a, sum+a.Amount
		lines = append(lines, v.Items[i])
	}
	switch {
	case apart:
		v.Apart = lines
	case v.Agreed && sum != b.d.claim.Principal:
		v.Next = b.some(sum)
	}
	v.Reserved = reserved(b.n, b.d.main)
}

// sameDate tells whether two sums are asked for by the same day, on the same
// ground.
func sameDate(a, b dunning.Awaited) bool { return a.By == b.By && a.Agreed == b.Agreed }

// reserved names what earlier notices claimed besides the principal and nobody
// waived: a receipt that speaks of the principal gives up none of it.
func reserved(n dunning.Notice, items []dunning.NoticeItem) string {
	interest, fee := false, false
	for _, it := range items {
		claimed := slices.ContainsFunc(it.Earlier, func(e dunning.Earlier) bool { return e.Level.Rank() >= dunning.Final.Rank() })
		if !claimed || n.Regime().Consumer() {
			continue
		}
		_, noInterest := it.Particulars.Waiver(dunning.WaiveInterest)
		_, noFee := it.Particulars.Waiver(dunning.WaiveFee)
		interest = interest || !noInterest && !n.Creditor.WaiveInt
		fee = fee || !noFee && !n.Creditor.WaiveFee && n.Currency == "EUR"
	}
	switch {
	case interest && fee:
		return "both"
	case interest:
		return "interest"
	case fee:
		return "fee"
	}
	return ""
}
