package reconciletest

import (
	"slices"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// payment is one transfer that a debtor makes.
type payment struct {
	debtor *Debtor
	items  []*reconcile.OpenItem
	parts  []money.Cents // what goes to each item; nil means its whole total
	extra  money.Cents   // more than that (overpaid, interest), or less (negative: taken from the last)
	day    calendar.Date
	group  bool // made by the holding
	what   string
}

// pay makes all payments of a debtor.
func (g *generator) pay(d *Debtor) {
	var open []*reconcile.OpenItem
	var notes []*reconcile.OpenItem
	for _, i := range g.owned[d.Key] {
		if o := &g.w.Items[i]; o.Balance < 0 {
			notes = append(notes, o)
		} else {
			open = append(open, o)
		}
	}
	if d.batch {
		for len(open) > 0 {
			n := min(len(open), g.between(1, 6))
			last := open[n-1]
			day := last.Due.AddDays(g.between(-3, 20))
			items := slices.Clone(open[:n])
			if len(notes) > 0 && notes[0].Issued.Before(day) {
				items, notes = append(items, notes[0]), notes[1:]
			}
			g.emit(payment{debtor: d, items: items, day: day, what: "batch"})
			open = open[n:]
		}
		return
	}
	for _, o := range open {
		g.settle(d, o, &notes)
	}
}

// settle pays one invoice, in one of the ways that people do.
func (g *generator) settle(d *Debtor, o *reconcile.OpenItem, notes *[]*reconcile.OpenItem) {
	p := payment{debtor: d, items: []*reconcile.OpenItem{o}, day: o.Due.AddDays(g.between(-12, 35)), what: "single"}
	if g.chance(3) {
		return // never paid
	}
	if d.Treasury != "" && g.chance(30) {
		p.group, p.what = true, "by the holding"
	}
	switch n := g.r.Float64() * 100; {
	case n < 3:
		p.what = "part"
		first := o.Total * money.Cents(g.between(2, 7)) / 10
		p.parts = []money.Cents{first}
		g.emit(p)
		p.parts, p.day, p.what = []money.Cents{o.Total - first}, p.day.AddDays(g.between(10, 40)), "rest"
		g.emit(p)
		return
	case n < 5 && d.discount, n < 3.3:
		p.what, p.extra = "discount", -max(o.Discount, (o.Total*2+50)/100)
	case n < 4 || d.foreign && n < 20:
		p.what, p.extra = "bank fee", -money.Cents(pick(g, []int{500, 1000, 1250, 1500}))
	case n < 5:
		p.what, p.extra = "overpaid", money.Cents(pick(g, []int{1, 50, 1000, 9900, 3333}))
	case n < 6 && p.day.After(o.Due):
		p.what, p.extra = "with fee", 4000
		o.Fee = 4000
	case n < 8 && len(*notes) > 0 && (*notes)[0].Issued.Before(p.day) && -(*notes)[0].Balance < o.Total:
		p.what, p.items = "credit note deducted", append(p.items, (*notes)[0])
		*notes = (*notes)[1:]
	}
	if -p.extra*2 > o.Total {
		p.extra = 0
	}
	line := g.emit(p)
	switch n := g.r.Float64() * 100; {
	case n < 0.8:
		g.again(line)
	case n < 1.8:
		g.takeBack(p, line)
	}
}

// emit writes the line of a payment with its right answer.
func (g *generator) emit(p payment) *Line {
	l := &Line{Truth: Truth{Kind: reconcile.KindPayment, Debtor: p.debtor.Key, Case: p.what}}
	amount := p.extra
	for i, o := range p.items {
		part := o.Total
		if p.parts != nil {
			part = p.parts[i]
		}
		amount += part
		l.Truth.Allocations = append(l.Truth.Allocations, reconcile.Allocation{Invoice: o.Number, Amount: part})
	}
	last := &l.Truth.Allocations[0]
	switch {
	case p.extra < 0:
		last.Amount += p.extra
	case p.what == "with fee":
		last.Accessory = p.extra
	}
	l.Entry = bank.Entry{Amount: amount, Currency: "EUR", Status: bank.Booked, Code: "05"}
	l.Entry.BookingDate = businessDay(maxDate(p.day, p.items[len(p.items)-1].Issued.AddDays(1)))
	l.Entry.ValueDate = l.Entry.BookingDate
	g.label(&l.Entry, p)
	g.w.Lines = append(g.w.Lines, l)
	return l
}

func maxDate(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// again makes the same payment a second time by mistake.
func (g *generator) again(l *Line) {
	twice := &Line{Entry: l.Entry, Truth: Truth{Kind: reconcile.KindPayment, Debtor: l.Truth.Debtor, Case: "paid twice"}}
	twice.Entry.BookingDate = businessDay(l.Entry.BookingDate.AddDays(g.between(2, 15)))
	twice.Entry.ValueDate = twice.Entry.BookingDate
	g.w.Lines = append(g.w.Lines, twice)
}

// takeBack returns a payment and makes it anew.
func (g *generator) takeBack(p payment, l *Line) {
	back := &Line{Entry: l.Entry, original: l, Truth: Truth{Kind: reconcile.KindReturn, Debtor: l.Truth.Debtor, Case: "returned"}}
	back.Entry.Amount, back.Entry.Reversal, back.Entry.ReturnReason = -l.Entry.Amount, true, "AC04"
	back.Entry.BookingDate = businessDay(l.Entry.BookingDate.AddDays(g.between(1, 9)))
	if g.chance(30) { // the bank gives nothing but the amount and its own words
		back.Entry.Remittance, back.Entry.EndToEndID, back.Entry.CreditorRef = "RETOUR VIR SEPA", "", ""
	}
	for _, a := range l.Truth.Allocations {
		back.Truth.Allocations = append(back.Truth.Allocations, reconcile.Allocation{Invoice: a.Invoice, Amount: -a.Amount, Accessory: -a.Accessory})
	}
	g.w.Lines = append(g.w.Lines, back)
	p.day = back.Entry.BookingDate.AddDays(g.between(5, 20))
	p.what += ", anew"
	if l.Truth.Allocations[0].Accessory == 0 {
		g.emit(p)
	}
}
