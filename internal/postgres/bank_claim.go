package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// history is what happened to an invoice: what a claim is worked out from.
type history struct {
	payable            money.Cents
	received, credited []dunning.Received
	told               dunning.Particulars // waived, spent
	judgment           calendar.Date
}

// claimKey names a claim on an invoice on a day.
type claimKey struct {
	invoice int64
	on      calendar.Date
}

// claims knows what may be claimed besides the balance of the invoices that a
// line may pay with interest and fee. Only those are worked out: it costs a walk
// through the half-years since the due date.
type claims struct {
	past  map[int64]*history
	found map[claimKey]dunning.Claim
}

// yearly bounds, in percent of the balance, the interest of a year of delay:
// what lies above it was not paid for interest.
const yearly = 40

// near tells whether a sum above the balance of an item may be its interest and
// the fixed fee on a day.
func (it *openInvoice) near(excess money.Cents, on calendar.Date) bool {
	return excess > 0 && excess <= it.most(on)
}

// most is at least what interest and fee of an item can have come to; 0 for one
// that bears none.
func (it *openInvoice) most(on calendar.Date) money.Cents {
	late := on.Sub(it.Due)
	if late <= 0 || it.Balance <= 0 || it.Currency != "EUR" || it.regime.Consumer() {
		return 0
	}
	return fixedFee + it.Balance/36500*money.Cents(yearly*late) + money.Cents(yearly*late)
}

// lookClaims reads what happened to the invoices whose balance a line exceeds
// by what interest and fee may explain: of one of them, or of all that it cites.
func (c *chunkRun) lookClaims(ctx context.Context) error {
	if c.im.r.Claim == nil {
		return nil
	}
	g := c.found
	g.claims = claims{past: map[int64]*history{}, found: map[claimKey]dunning.Claim{}}
	for _, l := range c.lines {
		if !l.known && l.entry.Amount > 0 {
			g.nearby(c, l)
		}
	}
	if len(g.claims.past) == 0 {
		return nil
	}
	var ids []int64
	for id := range g.claims.past {
		ids = append(ids, id)
	}
	return c.readHistory(ctx, ids)
}

// nearby notes the items of a line that are near.
func (g *lookups) nearby(c *chunkRun, l *lineRun) {
	on := moved(l.entry)
	var named []*openInvoice
	var sum, most money.Cents
	look := func(id int64) {
		if it := g.items[id]; it != nil && it.near(l.entry.Amount-it.Balance, on) {
			g.claims.past[id] = &history{}
		}
	}
	seen := map[int64]bool{}
	for _, r := range l.keys.Refs {
		for _, id := range g.refs[r.Key] {
			if it := g.items[id]; it != nil && !seen[id] && it.Balance > 0 {
				seen[id] = true
				named, sum, most = append(named, it), sum+it.Balance, most+it.most(on)
			}
			look(id)
		}
	}
	if excess := l.entry.Amount - sum; len(named) > 1 && excess > 0 && excess <= most {
		for _, it := range named {
			g.claims.past[it.ID] = &history{}
		}
	}
	for _, p := range c.payersOf(l) {
		if d := g.debtors[c.im.debtors[p.Debtor]]; d != nil {
			for _, id := range d.open {
				look(id)
			}
		}
	}
}

// readHistory reads payments and credit notes of invoices, and what people told of
// them that claims depend on.
func (c *chunkRun) readHistory(ctx context.Context, ids []int64) error {
	var received, credited []receivedRow
	var payable []struct{ ID, Payable int64 }
	var remarks []remarkRow
	var cases []struct {
		InvoiceID int64
		Body      dunning.Case
	}
	args := pgx.NamedArgs{"ids": ids}
	b := &pgx.Batch{}
	into(b, &payable, `select id, payable from invoices where id = any(@ids)`, args)
	into(b, &received, receivedOf, args)
	into(b, &credited, creditsOf, args)
	into(b, &remarks, remarksOf, args)
	into(b, &cases, `
		select distinct on (invoice_id) invoice_id, body from cases
		where invoice_id = any(@ids) order by invoice_id, cycle desc`, args)
	if err := run(ctx, c.t, b); err != nil {
		return err
	}
	of := c.found.claims.past
	for _, p := range payable {
		of[p.ID].payable = money.Cents(p.Payable)
	}
	for id, p := range of {
		p.received, p.credited = receivedFor(id, received), receivedFor(id, credited)
		_, p.told = remarksFor(id, remarks)
	}
	for _, k := range cases {
		of[k.InvoiceID].judgment = k.Body.Judgment()
	}
	return nil
}

// moved is the day on which a line moved the money.
func moved(e bank.Entry) calendar.Date {
	if !e.ValueDate.IsZero() {
		return e.ValueDate
	}
	return e.BookingDate
}

// open is what is left of the invoice by this record.
func (p *history) open() money.Cents {
	open := p.payable
	for _, list := range [][]dunning.Received{p.received, p.credited} {
		for _, r := range list {
			open -= r.Amount
		}
	}
	return open
}

// claimed is what may be claimed for an item on the day of an entry; false when
// it was not worked out, or a line that is not recorded yet has changed it.
func (c *chunkRun) claimed(it *openInvoice, e bank.Entry) (dunning.Claim, bool) {
	p := c.found.claims.past[it.ID]
	if p == nil || p.open() != it.Balance {
		return dunning.Claim{}, false
	}
	key := claimKey{it.ID, moved(e)}
	if k, ok := c.found.claims.found[key]; ok {
		return k, true
	}
	k, err := c.im.r.Claim(dunning.ClaimInput{
		Invoice: dunning.Invoice{Number: it.Number, Payable: p.payable, Due: it.Due, Currency: it.Currency},
		Regime:  it.regime, Creditor: c.im.payee, On: key.on, Received: p.received, Credited: p.credited,
		Judgment: p.judgment, Particulars: p.told,
	})
	if err != nil { // the amount then stays unexplained, and a person is asked
		return dunning.Claim{}, false
	}
	c.found.claims.found[key] = k
	return k, true
}
