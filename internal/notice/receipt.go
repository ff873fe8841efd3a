package notice

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// awaited says what a receipt asks for, and when.
func (b viewer) awaited(v *View) {
	var sum money.Cents
	apart, one := false, dunning.Awaited{}
	type part struct {
		by   calendar.Date
		line Line
	}
	var parts []part
	for i, it := range b.d.main {
		a := it.Awaited
		if a.Amount <= 0 {
			continue
		}
		apart = apart || len(parts) > 0 && !sameDate(a, one)
		one, sum = a, sum+a.Amount
		parts = append(parts, part{a.By, v.Items[i]})
	}
	slices.SortStableFunc(parts, func(a, b part) int { return a.by.Compare(b.by) }) // what is due first comes first
	switch {
	case apart:
		for _, p := range parts {
			v.Apart = append(v.Apart, p.line)
		}
	case v.Agreed && sum != b.d.claim.Principal:
		v.Next = b.some(sum)
	}
	var bound []dunning.NoticeItem
	for _, it := range b.d.main {
		if reserved(b.n, []dunning.NoticeItem{it}) != "" {
			bound = append(bound, it)
		}
	}
	if v.Reserved = reserved(b.n, bound); len(bound) < len(b.d.main) {
		v.ReservedFor = b.w.list(numbersOf(bound))
	}
}

// sameDate tells whether two sums are asked for by the same day, on the same
// ground.
func sameDate(a, b dunning.Awaited) bool { return a.By == b.By && a.Agreed == b.Agreed }

// reserved names what earlier notices claimed besides the principal and nobody
// waived: a receipt that speaks of the principal gives up none of it.
func reserved(n dunning.Notice, items []dunning.NoticeItem) string {
	interest, fee := false, false
	for _, it := range items {
		if len(it.ClaimedOn(n.Regime())) == 0 {
			continue
		}
		_, noInterest := it.Particulars.Waiver(dunning.WaiveInterest)
		_, noFee := it.Particulars.Waiver(dunning.WaiveFee)
		interest = interest || !noInterest && !n.Creditor.WaiveInt
		fee = fee || !noFee && !n.Creditor.WaiveFee && n.Currency == "EUR" && !n.Regime().Consumer()
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

// left says for thanks what earlier notices claimed besides the principal and
// what is still due of it: to thank for the principal gives up none of it (C.
// com. L441-10 II, CCP R2192-36).
func (b viewer) left(v *View) {
	v.Plain = true
	for _, it := range b.d.main {
		v.Plain = v.Plain && !spokenOf(b.n.Regime(), it)
		days := it.ClaimedOn(b.n.Regime())
		sum := dunning.LeftOf(it.Claim).Sum()
		if len(days) == 0 || sum <= 0 {
			continue
		}
		v.Left = append(v.Left, Left{
			Number: clean(it.Invoice.Number), Claimed: b.w.date(days[len(days)-1]), Interest: b.some(it.Claim.Interest),
			Fee: b.some(it.Claim.Fee), Costs: b.some(it.Claim.Costs), Sum: b.sum(sum),
		})
	}
}

// spokenOf tells whether an earlier notice spoke of interest or fee at all: the
// second reminder to a business or a public buyer does.
func spokenOf(r dunning.Regime, it dunning.NoticeItem) bool {
	return slices.ContainsFunc(it.Earlier, func(e dunning.Earlier) bool {
		return e.Level.Claims(r) || !r.Consumer() && e.Level == dunning.Second
	})
}

func numbersOf(items []dunning.NoticeItem) (out []string) {
	for _, it := range items {
		out = append(out, clean(it.Invoice.Number))
	}
	return out
}
