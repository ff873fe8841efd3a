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

// claimed is a receipt after a notice that claimed interest and fee.
func claimed(n *dunning.Notice) bool {
	n.Items[0].Earlier = []dunning.Earlier{{Level: dunning.Final, Channel: dunning.Email, Date: n.Date.AddDays(-8)}}
	return n.Level == dunning.PartReceipt
}
