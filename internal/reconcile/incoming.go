package reconcile

import (
	"slices"
	"strconv"

	"relance/internal/bank"
	"relance/internal/money"
)

// Incoming is one entry on its way through an import.
type Incoming struct {
	Entry    bank.Entry
	ID       int64  // of its row; 0 while it has none
	Copy     int    // how many lines with its fingerprint are on record before it
	Round    int    // how often its match was undone
	Payment  string // name of the payment that it brings
	Known    bool   // nothing is to be done
	Stored   bool   // it has a row, which is updated
	Keys     Keys
	Decision Decision
	State    LineState
	Rest     money.Cents // of the entry that went to no invoice
	Original int64       // the line that a return takes back; 0 when none

	Settled   bool         // reference, amount and account decide: nothing else is looked for
	Invoices  []int64      // of the allocations
	Confirmed *HandPayment // payment by hand that it confirms; nil when none

	payers []Payer
}

// Decide decides over a line, and lets the following ones see what it settled.
func (g *Lookups) Decide(l *Incoming, p Policy) {
	l.Decision = DecideKeys(l.Entry, l.Keys, g.Candidates(l), p)
	l.judge()
	g.apply(l)
}

// judge turns a decision into the state of the line.
func (l *Incoming) judge() {
	d := &l.Decision
	switch {
	case l.Entry.Status == bank.Pending:
		l.State = LinePending
	case d.Verdict == Auto && d.Kind != KindRefund:
		l.State = LineMatched
		if d.Kind == KindPayment {
			l.Rest = d.Unallocated
		}
	case d.Kind == KindPayout:
		l.State = LineIgnored
	case d.Kind == KindRefund:
		l.State = LineRefund
	case d.Verdict == Suggest:
		l.State = LineSuggested
	case d.Verdict == None && l.Entry.Status == bank.Booked && l.Entry.Amount > 0:
		l.State = LineUnmatched
	default:
		l.State = LineIgnored
	}
}

// apply lets the following lines see what a line settled.
func (g *Lookups) apply(l *Incoming) {
	d := &l.Decision
	if l.State != LineMatched {
		if l.Entry.Status == bank.Booked && l.Entry.Amount > 0 {
			g.Remember(l.earlier(), nil)
		}
		return
	}
	if d.Kind == KindConfirmation {
		for _, m := range g.Manual[l.Entry.Amount] {
			if m.Payment == d.Confirms {
				m.Spent, l.Confirmed = true, m
			}
		}
		return
	}
	l.Invoices = make([]int64, len(d.Allocations))
	for i, a := range d.Allocations {
		l.Invoices[i] = g.Numbers[a.Invoice]
		if it := g.Items[l.Invoices[i]]; it != nil {
			it.Balance -= a.Amount
		}
	}
	if d.Kind == KindReturn {
		l.Original, _ = strconv.ParseInt(d.Original, 10, 64)
		g.TakeBack(l)
		return
	}
	g.Remember(l.earlier(), l.Invoices)
}

// earlier is a decided line as later ones see it.
func (l *Incoming) earlier() *EarlierLine {
	p := &EarlierLine{ID: l.ID, PastLine: PastLine{Line: strconv.FormatInt(l.ID, 10), Entry: l.Entry}}
	if l.State == LineMatched {
		p.Allocations = slices.Clone(l.Decision.Allocations)
	}
	return p
}

// Settle makes a payment that a dry run decided before one that later lines may
// repeat or take back.
func (g *Lookups) Settle(l *Incoming) { g.Remember(l.earlier(), l.Invoices) }

// Remember makes a line one that later ones may repeat or take back.
func (g *Lookups) Remember(p *EarlierLine, invoices []int64) {
	if g.Lines[p.ID] != nil {
		return
	}
	g.Lines[p.ID] = p
	g.Past[p.Entry.Amount] = append(g.Past[p.Entry.Amount], p)
	for _, id := range invoices {
		g.Cited[id] = append(g.Cited[id], p)
	}
}

// TakeBack marks what a return undoes of its original.
func (g *Lookups) TakeBack(l *Incoming) {
	p := g.Lines[l.Original]
	if p == nil {
		return
	}
	if p.Entry.Amount == -l.Entry.Amount {
		p.Returned, p.Allocations = true, nil
		return
	}
	p.Allocations = slices.DeleteFunc(p.Allocations, func(a Allocation) bool {
		return slices.ContainsFunc(l.Decision.Allocations, func(u Allocation) bool { return u.Invoice == a.Invoice })
	})
}
