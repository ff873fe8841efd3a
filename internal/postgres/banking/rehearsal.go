package banking

import (
	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// rehearsal is what a dry run would have changed.
type rehearsal struct {
	taken   map[int64]money.Cents // what was taken from the balance of each invoice
	lines   []knownRow
	settled []*reconcile.Incoming
	spent   map[int64]bool // ids of the payments entered by hand that are confirmed
	undone  []*reconcile.Incoming
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
		if l.Known {
			continue
		}
		d.lines = append(d.lines, knownRow{
			ID: l.ID, Account: c.lot.Account, Fingerprint: l.Entry.Fingerprint, Kind: string(c.lot.Kind), Format: string(c.lot.Format),
			Entry: l.Entry, FileID: c.im.file, State: string(l.State), Status: string(bank.Booked), Decision: l.Decision, Person: true,
		})
		if l.State != reconcile.LineMatched {
			continue
		}
		if l.Confirmed != nil {
			d.spent[l.Confirmed.Payment] = true
			continue
		}
		for i, a := range l.Decision.Allocations {
			d.taken[l.Invoices[i]] += a.Amount
		}
		if d.settled = append(d.settled, l); l.Original != 0 {
			d.undone = append(d.undone, l)
		}
	}
}

// applyTo lays what a dry run has decided before over what was read.
func (d *rehearsal) applyTo(g *reconcile.Lookups) {
	for _, l := range d.settled {
		if l.Decision.Kind == reconcile.KindPayment {
			g.Settle(l)
		}
	}
	for _, l := range d.undone {
		g.TakeBack(l)
	}
	for _, list := range g.Manual {
		for _, m := range list {
			m.Spent = m.Spent || d.spent[m.Payment]
		}
	}
}
