package notice

import (
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// agree lets the debtor have agreed to a sum by a day.
func agree(n *dunning.Notice, by calendar.Date, sum money.Cents) bool {
	n.Items[0].Awaited = dunning.Awaited{By: by, Amount: sum, Agreed: true}
	return n.Level == dunning.PartReceipt
}

// apart is a receipt over an invoice whose instalments were agreed and one about
// which nothing was.
func apart(n *dunning.Notice) bool {
	n.Items = append(n.Items, moreItems(*n)...)
	return agree(n, n.Date.AddDays(50), 200_00)
}

// claimed is a receipt, or thanks, after a notice that claimed interest and fee.
func claimed(n *dunning.Notice) bool {
	if !answers(n.Level) {
		return false
	}
	it, level := &n.Items[0], dunning.Final
	if n.Regime().Consumer() {
		level = dunning.FormalNotice
	}
	it.Earlier = []dunning.Earlier{{Level: level, Channel: dunning.Email, Date: n.Date.AddDays(-8)}}
	if n.Level != dunning.Thanks {
		return true
	}
	it.Claim = dunning.Claim{On: n.Date, Interest: 17_98}
	if _, waived := it.Particulars.Waiver(dunning.WaiveFee); !n.Regime().Consumer() && !waived {
		it.Claim.Fee = 40_00
	}
	it.Claim.Total = it.Claim.Interest + it.Claim.Fee
	return true
}
