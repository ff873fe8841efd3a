package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
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
	cases    map[int64]*locked
	open     map[int64]money.Cents // by invoice
	touched  []*locked
	pays     []*posting // of the segment that is not written yet
}

// lockCases locks the newest cases of invoices, their debtors first, each in the
// order of their ids, and reads what is open on them. errLostRace when one got a new cycle meanwhile.
func (p *poster) lockCases(ctx context.Context, invoices []int64) error {
	slices.Sort(invoices)
	invoices = slices.Compact(invoices)
	p.cases, p.open = make(map[int64]*locked, len(invoices)), make(map[int64]money.Cents, len(invoices))
	if len(invoices) == 0 {
		return nil
	}
	var sums []struct {
		ID, Open int64
		Cycle    int
	}
	args := pgx.NamedArgs{"ids": invoices}
	b := &pgx.Batch{}
	b.Queue(`
		select pg_advisory_xact_lock(`+debtorLock+`)
		from (select distinct debtor_id as id from invoices where id = any(@ids) order by 1) d`, args)
	b.Queue(`
		select c.id, c.invoice_id, c.debtor_id, c.body, c.plan, c.zone, c.tip, c.last_at, c.recorded_at from cases c
		where c.invoice_id = any(@ids) and c.cycle = (select max(n.cycle) from cases n where n.invoice_id = c.invoice_id)
		order by c.id for no key update`, args).Query(p.locked)
	query.Into(b, &sums, `
		select i.id, (select max(n.cycle) from cases n where n.invoice_id = i.id) as cycle, `+openAmount+` as open
		from invoices i where i.id = any(@ids)`, args)
	if err := query.Send(ctx, p.t, b); err != nil {
		return query.Doing("locking the cases", err)
	}
	p.t.waited()
	for _, s := range sums {
		if h := p.cases[s.ID]; h == nil || h.body.Cycle != s.Cycle {
			return errLostRace
		}
		p.open[s.ID] = money.Cents(s.Open)
	}
	return nil
}

// locked takes over the cases that were locked. Many share a plan: its rules are
// worked out once.
func (p *poster) locked(rows pgx.Rows) error {
	rules := map[string]dunning.Rules{}
	for rows.Next() {
		var h locked
		var body, plan []byte
		var zone string
		var recorded *time.Time
		if err := rows.Scan(&h.id, &h.invoice, &h.debtor, &body, &plan, &zone, &h.lastHash, &h.lastAt, &recorded); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &h.body); err != nil {
			return err
		}
		r, ok := rules[zone+string(plan)]
		if !ok {
			var err error
			if r, err = rulesOf(plan, zone, h.body); err != nil {
				return err
			}
			rules[zone+string(plan)] = r
		}
		r.Jitter = calendar.Jitter(time.Duration(r.Plan.Spread)*time.Minute, h.body.Creditor, h.body.Debtor)
		h.rules, h.lastAt, h.recordedAt, h.stored = r, h.lastAt.UTC(), query.TimeOf(recorded), h.body.Version
		p.cases[h.invoice] = &h
	}
	return rows.Err()
}

func rulesOf(plan []byte, zone string, c dunning.Case) (dunning.Rules, error) {
	var p dunning.Plan
	if err := json.Unmarshal(plan, &p); err != nil {
		return dunning.Rules{}, err
	}
	return dunning.NewRules(p, calendar.Zone(zone), c.Creditor, c.Debtor)
}

// post appends the events of a posting. A case that was over and owes again
// lives again, as a new cycle at the step where it stood.
func (p *poster) post(ctx context.Context, g *posting) (err error) {
	p.pays = append(p.pays, g)
	var revived []*locked
	for _, x := range g.parts {
		h := p.cases[x.invoice]
		if h == nil || x.amount == 0 && x.accessory == 0 {
			continue
		}
		over := h.body.State == dunning.Closed
		e := p.event(g, x)
		if e.Left, err = p.t.left(ctx, h, e, p.unwritten(x.invoice)); err != nil {
			return err
		}
		if err := p.t.append(h, e, true); err != nil {
			return err
		}
		p.touch(h)
		switch owes := p.open[x.invoice] > 0; {
		case !over || g.kind == matchConfirmation || x.amount == 0:
		case owes && x.amount < 0 && revivable(h.body.Outcome):
			revived = append(revived, h)
		default:
			h.tasks = append(h.tasks, taskChange{open: dunning.TaskLateMessage, detail: string(dunning.KindPaid)})
		}
	}
	if len(revived) == 0 {
		return nil
	}
	if err := p.write(ctx); err != nil {
		return err
	}
	for _, h := range revived {
		n, err := p.t.reopened(ctx, h, dunning.Reopening{Reason: dunning.ReasonFact, Author: g.author, At: p.at})
		if err != nil {
			return err
		}
		p.cases[n.invoice] = n
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

// revivable are the ends of a case that a returned payment puts in question.
func revivable(o dunning.Outcome) bool {
	return o == dunning.Paid || o == dunning.Settled || o == dunning.Credited
}

func (p *poster) event(g *posting, x part) dunning.Event {
	e := dunning.Event{
		Kind: dunning.KindPaid, ID: g.event, Source: dunning.SourceBank, Amount: x.amount, Accessory: x.accessory, Date: g.date, Author: g.author, At: p.at,
	}
	if g.kind == matchConfirmation {
		e.Category = "confirms" // counted before: the balance does not change
	} else {
		p.open[x.invoice] -= x.amount
	}
	balance := p.open[x.invoice]
	e.Balance = &balance
	return e
}

func (p *poster) touch(h *locked) {
	if !slices.Contains(p.touched, h) {
		p.touched = append(p.touched, h)
	}
}

// suspend pauses the case of an invoice or lets it go on; a suspension by a
// person is never touched.
func (p *poster) suspend(s suspension) error {
	h := p.cases[s.invoice]
	if h == nil || h.body.State == dunning.Closed {
		return nil
	}
	ours := false
	for _, held := range h.body.Holds {
		ours = ours || held.Kind == dunning.HoldManual && held.Author == reconcile.HoldAuthor
	}
	e := dunning.Event{Kind: dunning.KindHold, Hold: dunning.HoldManual, Author: reconcile.HoldAuthor, Date: s.until, At: p.at}
	switch {
	case s.until.IsZero() && !ours, !s.until.IsZero() && h.body.Held(dunning.HoldManual):
		return nil
	case s.until.IsZero():
		e = dunning.Event{Kind: dunning.KindRelease, Hold: dunning.HoldManual, Author: s.author, At: p.at}
	}
	p.touch(h)
	return p.t.append(h, identified(h, e, p.t.now), true)
}
