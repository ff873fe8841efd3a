package reconcile

import (
	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
)

// History is what happened to an invoice: what a claim is worked out from.
type History struct {
	Payable            money.Cents
	Received, Credited []dunning.Received
	Particulars        dunning.Particulars // waived, spent
	Judgment           calendar.Date
}

// open is what is left of the invoice by this record.
func (h *History) open() money.Cents {
	open := h.Payable
	for _, list := range [][]dunning.Received{h.Received, h.Credited} {
		for _, r := range list {
			open -= r.Amount
		}
	}
	return open
}

// claimKey names a claim on an invoice on a day.
type claimKey struct {
	invoice int64
	on      calendar.Date
}

const (
	// fixedFee is the recovery compensation (C. com. D441-5), in cents.
	fixedFee = money.Cents(4000)
	// interestCeiling bounds, in percent of the balance, the interest of a year
	// of delay: what lies above it was not paid for interest.
	interestCeiling = 40
)

// ceiling is at least what interest and fee of an invoice can have come to; 0
// for one that bears none.
func (it *Invoice) ceiling(on calendar.Date) money.Cents {
	late := on.Sub(it.Due)
	if late <= 0 || it.Balance <= 0 || it.Currency != "EUR" || it.Regime.Consumer() {
		return 0
	}
	return fixedFee + it.Balance/36500*money.Cents(interestCeiling*late) + money.Cents(interestCeiling*late)
}

// mayHold tells whether a sum above the balance may be interest and the fixed
// fee on a day.
func (it *Invoice) mayHold(excess money.Cents, on calendar.Date) bool {
	return excess > 0 && excess <= it.ceiling(on)
}

// Nearby notes in History, still empty, the invoices whose balance a line
// exceeds by what interest and fee may explain: of one of them, or of all that
// it cites. Only their claims are worked out: each costs a walk through the
// half-years since the due date.
func (g *Lookups) Nearby(l *Incoming) {
	on := Moved(l.Entry)
	var named []*Invoice
	var balance, most money.Cents
	look := func(id int64) {
		if it := g.Items[id]; it != nil && it.mayHold(l.Entry.Amount-it.Balance, on) {
			g.History[id] = &History{}
		}
	}
	seen := map[int64]bool{}
	for _, r := range l.Keys.Refs {
		for _, id := range g.Refs[r.Key] {
			if it := g.Items[id]; it != nil && !seen[id] && it.Balance > 0 {
				seen[id] = true
				named, balance, most = append(named, it), balance+it.Balance, most+it.ceiling(on)
			}
			look(id)
		}
	}
	if excess := l.Entry.Amount - balance; len(named) > 1 && excess > 0 && excess <= most {
		for _, it := range named {
			g.History[it.ID] = &History{}
		}
	}
	for _, p := range g.payersOf(l) {
		if d := g.Debtors[g.DebtorIDs[p.Debtor]]; d != nil {
			for _, id := range d.Open {
				look(id)
			}
		}
	}
}

// claimed is what may be claimed for an invoice on the day of an entry; false
// when it was not worked out, or a line decided before has changed it.
func (g *Lookups) claimed(it *Invoice, e bank.Entry) (dunning.Claim, bool) {
	h := g.History[it.ID]
	if h == nil || h.open() != it.Balance {
		return dunning.Claim{}, false
	}
	key := claimKey{it.ID, Moved(e)}
	if k, ok := g.claims[key]; ok {
		return k, true
	}
	k, err := g.Claim(claim.Input{
		Invoice: dunning.Invoice{Number: it.Number, Payable: h.Payable, Due: it.Due, Currency: it.Currency},
		Regime:  it.Regime, Creditor: g.Payee, On: key.on, Received: h.Received, Credited: h.Credited,
		Judgment: h.Judgment, Particulars: h.Particulars,
	})
	if err != nil { // the amount then stays unexplained, and a person is asked
		return dunning.Claim{}, false
	}
	g.claims[key] = k
	return k, true
}

// standing is an invoice as it stands for an entry: with what may be claimed
// besides when the entry may have paid it, else with the fixed fee once it is
// overdue.
func (g *Lookups) standing(it *Invoice, e bank.Entry) OpenItem {
	o := it.OpenItem
	if k, ok := g.claimed(it, e); ok {
		o.Interest, o.Fee = k.Interest, k.Fee
		return o
	}
	if o.Currency == "EUR" && !it.Regime.Consumer() && !g.Payee.WaiveFee && o.Balance > 0 && e.BookingDate.After(o.Due) {
		o.Fee = fixedFee
	}
	return o
}
