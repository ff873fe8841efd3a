package banking

import (
	"context"
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/reconcile"
)

// Kinds of matches.
const (
	matchPayment      = "payment"
	matchConfirmation = "confirmation"
	matchReturn       = "return"
)

// posting is the money of one bank line that goes to invoices, or is taken back
// from them.
type posting struct {
	line     int64
	kind     string
	payment  int64 // row of payments
	booked   bool  // that row exists: only parts are added
	external string
	event    string // id of the events; the same for all invoices
	date     calendar.Date
	currency string
	amount   money.Cents // of the payment
	parts    []part
	score    int
	why      []byte // the reasons, as JSON
	author   string
	undo     bool // it takes back what stands for the line: no match of its own
}

// part is what of a posting goes to one invoice.
type part struct {
	invoice   int64
	amount    money.Cents // to the balance
	accessory money.Cents // to interest and fee
}

// suspension pauses a case, or lets it go on.
type suspension struct {
	invoice int64
	until   calendar.Date // zero: let it go on
	author  string
}

// poster writes what bank lines mean for the cases.
type poster struct {
	t        *tx
	creditor string
	at       time.Time // case time; zero is now
	cases    map[int64]*postgres.Locked
	open     map[int64]money.Cents // by invoice
	touched  []*postgres.Locked
	pays     []*posting // of the segment that is not written yet
}

// lockCases takes the newest cases of invoices and what is open on them.
func (p *poster) lockCases(ctx context.Context, invoices []int64) (err error) {
	p.cases, p.open, err = p.t.LockNewest(ctx, invoices)
	return err
}

// post appends the events of a posting. A case that was over and owes again
// lives again, as a new cycle at the step where it stood.
func (p *poster) post(ctx context.Context, g *posting) (err error) {
	p.pays = append(p.pays, g)
	var revived []*postgres.Locked
	for _, x := range g.parts {
		h := p.cases[x.invoice]
		if h == nil || x.amount == 0 && x.accessory == 0 {
			continue
		}
		over := h.Body.State == dunning.Closed
		e := p.event(g, x)
		if e.Left, err = p.t.Left(ctx, h, e, p.unwritten(x.invoice)); err != nil {
			return err
		}
		if err := p.t.Append(h, e, true); err != nil {
			return err
		}
		p.touch(h)
		switch owes := p.open[x.invoice] > 0; {
		case !over || g.kind == matchConfirmation || x.amount == 0:
		case owes && x.amount < 0 && postgres.Revivable(h.Body.Outcome):
			revived = append(revived, h)
		default:
			h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskLateMessage, Detail: string(dunning.KindPaid)})
		}
	}
	if len(revived) == 0 {
		return nil
	}
	if err := p.write(ctx); err != nil {
		return err
	}
	for _, h := range revived {
		n, err := p.t.Reopened(ctx, h, dunning.Reopening{Reason: dunning.ReasonFact, Author: g.author, At: p.at})
		if err != nil {
			return err
		}
		p.cases[n.Invoice] = n
	}
	return nil
}

// unwritten is the money of lines that are to be written yet for an invoice.
func (p *poster) unwritten(invoice int64) (out []dunning.Received) {
	for _, g := range p.pays {
		for _, x := range g.parts {
			if x.invoice == invoice && g.kind != matchConfirmation {
				out = append(out, dunning.Received{Date: g.date, Amount: x.amount, Accessory: x.accessory})
			}
		}
	}
	return out
}

func (p *poster) event(g *posting, x part) dunning.Event {
	e := dunning.NewPaidBesides(x.amount, x.accessory, g.date).With(dunning.Stamp{ID: g.event, Source: dunning.SourceBank, Author: g.author, At: p.at})
	if g.kind == matchConfirmation {
		e = e.Confirming()
	} else {
		p.open[x.invoice] -= x.amount
	}
	balance := p.open[x.invoice]
	e.Balance = &balance
	return e
}

func (p *poster) touch(h *postgres.Locked) {
	if !slices.Contains(p.touched, h) {
		p.touched = append(p.touched, h)
	}
}

// suspend pauses the case of an invoice or lets it go on; a suspension by a
// person is never touched.
func (p *poster) suspend(s suspension) error {
	h := p.cases[s.invoice]
	if h == nil || h.Body.State == dunning.Closed {
		return nil
	}
	ours := false
	for _, held := range h.Body.Holds {
		ours = ours || held.Kind == dunning.HoldManual && held.Author == reconcile.HoldAuthor
	}
	e := dunning.NewHoldUntil(dunning.HoldManual, s.until).With(dunning.Stamp{Author: reconcile.HoldAuthor, At: p.at})
	switch {
	case s.until.IsZero() && !ours, !s.until.IsZero() && h.Body.Held(dunning.HoldManual):
		return nil
	case s.until.IsZero():
		e = dunning.NewRelease(dunning.HoldManual).With(dunning.Stamp{Author: s.author, At: p.at})
	}
	p.touch(h)
	return p.t.Append(h, postgres.Identified(h, e, p.t.Now), true)
}
