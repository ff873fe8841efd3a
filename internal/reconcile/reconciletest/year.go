package reconciletest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// Debtor is a customer of the simulated year.
type Debtor struct {
	Key, Name string
	IBAN      string
	Treasury  string // name under which a holding pays for him, or empty
	treasury  string // the holding's account
	habit     habit
	cfonb     bool // pays to the account whose statements are CFONB
	fixed     money.Cents
	batch     bool
	discount  bool
	foreign   bool
	holder    string // the account is held under another name
}

// Truth is the right answer for a line.
type Truth struct {
	Kind        reconcile.Kind
	Debtor      string                 // who paid, or empty
	Allocations []reconcile.Allocation // right ones; empty when the line pays no invoice
	Original    string                 // line that a return takes back
	Case        string                 // what the simulation did, in a few words
}

// Line is one bank entry with its right answer.
type Line struct {
	Entry    bank.Entry
	Truth    Truth
	original *Line
}

// World is a simulated year.
type World struct {
	Debtors []Debtor
	Items   []reconcile.OpenItem // as issued: Balance is Total; by date of issue
	Lines   []*Line              // by booking date
}

// Year makes a world. Some 10,000 lines belong to 300 debtors and 6,000
// invoices.
func Year(seed uint64, debtors, invoices, lines int) World {
	g := &generator{r: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))}
	g.makeDebtors(debtors)
	g.issue(invoices)
	for i := range g.w.Debtors {
		g.pay(&g.w.Debtors[i])
	}
	g.others(lines - len(g.w.Lines))
	g.order()
	return g.w
}

type generator struct {
	r     *rand.Rand
	w     World
	owned map[string][]int // debtor → items
}

// start is the first day of the simulated year.
var start = calendar.NewDate(2026, 1, 1)

func (g *generator) chance(percent float64) bool { return g.r.Float64()*100 < percent }

func (g *generator) between(a, b int) int { return a + g.r.IntN(b-a+1) }

func pick[T any](g *generator, list []T) T { return list[g.r.IntN(len(list))] }

// order sorts the lines by day and gives them their identities.
func (g *generator) order() {
	slices.SortStableFunc(g.w.Lines, func(a, b *Line) int { return a.Entry.BookingDate.Compare(b.Entry.BookingDate) })
	for i, l := range g.w.Lines {
		l.Entry.ID = fmt.Sprintf("L%06d", i+1)
		l.Entry.Fingerprint = l.Entry.ID + "-1"
	}
	for _, l := range g.w.Lines {
		if l.original != nil {
			l.Truth.Original = l.original.Entry.ID
		}
	}
}

// businessDay moves a day to one on which banks book.
func businessDay(d calendar.Date) calendar.Date { return d.NextBusinessDay(calendar.Metropole) }

// issue makes the invoices: subscriptions of one amount, round amounts, and
// others; and credit notes.
func (g *generator) issue(n int) {
	g.owned = map[string][]int{}
	type sale struct {
		debtor int
		day    calendar.Date
		amount money.Cents
	}
	var sales []sale
	for i := range g.w.Debtors {
		if d := &g.w.Debtors[i]; d.fixed > 0 {
			for m := range 12 {
				sales = append(sales, sale{i, start.AddMonths(m).AddDays(g.between(0, 3)), d.fixed})
			}
		}
	}
	for len(sales) < n {
		sales = append(sales, sale{int(float64(len(g.w.Debtors)) * g.r.Float64() * g.r.Float64()), start.AddDays(g.r.IntN(330)), g.amount()})
	}
	sales = sales[:n]
	slices.SortStableFunc(sales, func(a, b sale) int { return a.day.Compare(b.day) })
	credits := 0
	for i, s := range sales {
		d := &g.w.Debtors[s.debtor]
		o := reconcile.OpenItem{ID: int64(len(g.w.Items) + 1), Number: fmt.Sprintf("F2026-%04d", i+1), Debtor: d.Key, Name: d.Name,
			Issued: s.day, Due: s.day.AddDays(30), Currency: "EUR", Total: s.amount, Balance: s.amount, OrderRef: fmt.Sprintf("CDE%05d", 20000+g.r.IntN(60000))}
		if d.discount {
			o.Discount = (s.amount*2 + 50) / 100
		}
		g.add(o)
		if d.fixed == 0 && g.chance(2) {
			credits++
			c := -max(s.amount/money.Cents(g.between(4, 12)), 100)
			g.add(reconcile.OpenItem{ID: int64(len(g.w.Items) + 1), Number: fmt.Sprintf("AV2026-%03d", credits), Debtor: d.Key, Name: d.Name,
				Issued: s.day.AddDays(g.between(2, 12)), Due: s.day.AddDays(30), Currency: "EUR", Total: c, Balance: c})
		}
	}
	slices.SortStableFunc(g.w.Items, func(a, b reconcile.OpenItem) int { return a.Issued.Compare(b.Issued) })
	for i, o := range g.w.Items {
		g.owned[o.Debtor] = append(g.owned[o.Debtor], i)
	}
}

func (g *generator) add(o reconcile.OpenItem) { g.w.Items = append(g.w.Items, o) }

// amount is a price: one in four is round and shared with others.
func (g *generator) amount() money.Cents {
	if g.chance(25) {
		return pick(g, []money.Cents{4990, 9900, 12000, 15000, 18000, 24000, 30000, 60000, 90000, 120000, 150000, 180000, 240000, 360000})
	}
	cents := 3000.0
	for range 4 {
		cents *= 1 + 2.2*g.r.Float64()
	}
	return money.Cents(cents)
}
