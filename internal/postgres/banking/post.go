package banking

import (
	"context"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/opening"
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
	payment  int64 // id in the table payments
	booked   bool  // the payment is on record already: only parts are added
	external string
	event    string // id of the events, the same for all invoices
	date     calendar.Date
	currency string
	amount   money.Cents // amount of the payment
	parts    []part
	score    int
	why      []byte // reasons of the decision, as JSON
	author   string
	undo     bool // it takes an earlier match of the line back and is no match itself
}

// part is what of a posting goes to one invoice.
type part struct {
	invoice   int64
	amount    money.Cents // what counts for the balance
	accessory money.Cents // what counts for interest and fee
}

// suspension pauses a case, or lets it go on.
type suspension struct {
	invoice int64
	until   calendar.Date // last day of the pause; zero lets the case go on
	author  string
}

// poster writes what bank lines mean for the cases.
type poster struct {
	t         *tx
	creditor  string
	at        time.Time // case time; zero is now
	cases     map[int64]*postgres.Locked
	open      map[int64]money.Cents // by invoice
	pays      []*posting            // that are not written yet
	unwritten map[int64][]dunning.Received
}

// post appends the events of a posting. A case that was over and owes again
// lives again, as a new cycle at the step where it stood.
func (p *poster) post(ctx context.Context, g *posting) error {
	p.pays = append(p.pays, g)
	var revived []*postgres.Locked
	for _, x := range g.parts {
		h := p.cases[x.invoice]
		if h == nil || x.amount == 0 && x.accessory == 0 {
			continue
		}
		revives, err := p.pay(ctx, h, g, x)
		if err != nil {
			return err
		}
		if revives {
			revived = append(revived, h)
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

// pay appends the event of one part to its case, and tells whether that brings a
// case to life again that was over.
func (p *poster) pay(ctx context.Context, h *postgres.Locked, g *posting, x part) (revives bool, err error) {
	e := dunning.NewPaidBesides(x.amount, x.accessory, g.date).With(dunning.Stamp{ID: g.event, Source: dunning.SourceBank, Author: g.author, At: p.at})
	if g.kind == matchConfirmation {
		e = e.Confirming()
	} else {
		if p.unwritten == nil {
			p.unwritten = map[int64][]dunning.Received{}
		}
		p.open[x.invoice] -= x.amount
		p.unwritten[x.invoice] = append(p.unwritten[x.invoice], dunning.Received{Date: g.date, Amount: x.amount, Accessory: x.accessory})
	}
	e.Balance = new(p.open[x.invoice])
	if e.Left, err = p.t.Left(ctx, h, e, p.unwritten[x.invoice]); err != nil {
		return false, err
	}
	over, owes := h.Body.State == dunning.Closed, p.open[x.invoice] > 0
	if err := p.t.Append(h, e, true); err != nil {
		return false, err
	}
	if !over || g.kind == matchConfirmation || x.amount == 0 {
		return false, nil
	}
	if owes && x.amount < 0 && opening.Revivable(h.Body.Outcome) {
		return true, nil
	}
	h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskLateMessage, Detail: string(dunning.KindPaid)})
	return false, nil
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
	return p.t.Append(h, postgres.Identified(h, e, p.t.Now), true)
}
