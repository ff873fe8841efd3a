package postgres

import (
	"slices"
	"strconv"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// apply lets the following lines of the chunk see what a line settled.
func (g *lookups) apply(l *lineRun) {
	d := &l.decision
	if l.state != reconcile.LineMatched {
		if l.entry.Status == bank.Booked && l.entry.Amount > 0 {
			g.remember(l.past(), nil)
		}
		return
	}
	if d.Kind == reconcile.KindConfirmation {
		for _, m := range g.manual[l.entry.Amount] {
			if m.Payment == d.Confirms {
				m.spent, l.confirmed = true, m
			}
		}
		return
	}
	l.invoices = make([]int64, len(d.Allocations))
	for i, a := range d.Allocations {
		l.invoices[i] = g.numbers[a.Invoice]
		if it := g.items[l.invoices[i]]; it != nil {
			it.Balance -= a.Amount
		}
	}
	if d.Kind == reconcile.KindReturn {
		l.original, _ = strconv.ParseInt(d.Original, 10, 64)
		g.takeBack(l)
		return
	}
	g.remember(l.past(), l.invoices)
}

// past is a decided line as later ones see it.
func (l *lineRun) past() *pastItem {
	p := &pastItem{id: l.id, PastLine: reconcile.PastLine{Line: strconv.FormatInt(l.id, 10), Entry: l.entry}}
	if l.state == reconcile.LineMatched {
		p.Allocations = slices.Clone(l.decision.Allocations)
	}
	return p
}

// remember makes a line one that later ones may repeat or take back.
func (g *lookups) remember(p *pastItem, invoices []int64) {
	if g.lines[p.id] != nil {
		return
	}
	g.lines[p.id] = p
	g.past[p.Entry.Amount] = append(g.past[p.Entry.Amount], p)
	for _, id := range invoices {
		g.cited[id] = append(g.cited[id], p)
	}
}

// takeBack marks what a return undoes of its original.
func (g *lookups) takeBack(l *lineRun) {
	p := g.lines[l.original]
	if p == nil {
		return
	}
	if p.Entry.Amount == -l.entry.Amount {
		p.Returned, p.Allocations = true, nil
		return
	}
	p.Allocations = slices.DeleteFunc(p.Allocations, func(a reconcile.Allocation) bool {
		return slices.ContainsFunc(l.decision.Allocations, func(u reconcile.Allocation) bool { return u.Invoice == a.Invoice })
	})
}

// rehearsal is what a dry run would have changed.
type rehearsal struct {
	taken   map[int64]money.Cents // from the balances of invoices
	lines   []knownRow
	settled []*lineRun
	spent   map[int64]bool // payments by hand that are confirmed
	undone  []*lineRun
	files   int64
	ids     int64
}

func newRehearsal() *rehearsal {
	return &rehearsal{taken: map[int64]money.Cents{}, spent: map[int64]bool{}}
}

func (d *rehearsal) newFile() int64 {
	d.files--
	return d.files
}

func (d *rehearsal) newID() int64 {
	d.ids--
	return d.ids
}

// known gives the lines of an account that the dry run has seen.
func (d *rehearsal) known(account string) (out []knownRow) {
	for _, r := range d.lines {
		if r.Account == account {
			out = append(out, r)
		}
	}
	return out
}

// keep notes what a chunk would have changed.
func (d *rehearsal) keep(c *chunkRun) {
	for _, l := range c.lines {
		if l.known {
			continue
		}
		d.lines = append(d.lines, knownRow{
			ID: l.id, Account: c.lot.Account, Fingerprint: l.entry.Fingerprint, Kind: string(c.lot.Kind), Format: string(c.lot.Format),
			Entry: l.entry, FileID: c.im.file, State: string(l.state), Status: string(bank.Booked), Decision: l.decision, Person: true,
		})
		if l.state != reconcile.LineMatched {
			continue
		}
		if l.confirmed != nil {
			d.spent[l.confirmed.Payment] = true
			continue
		}
		for i, a := range l.decision.Allocations {
			d.taken[l.invoices[i]] += a.Amount
		}
		if d.settled = append(d.settled, l); l.original != 0 {
			d.undone = append(d.undone, l)
		}
	}
}

// applyTo lays what a dry run has decided before over what was read.
func (d *rehearsal) applyTo(g *lookups) {
	for _, l := range d.settled {
		if l.decision.Kind == reconcile.KindPayment {
			g.remember(l.past(), l.invoices)
		}
	}
	for _, l := range d.undone {
		g.takeBack(l)
	}
	for _, list := range g.manual {
		for _, m := range list {
			m.spent = m.spent || d.spent[m.Payment]
		}
	}
}
