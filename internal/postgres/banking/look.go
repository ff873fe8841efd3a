package banking

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// Bounds of the look-ups, besides those of reconcile: one more than is used
// shows that there are more.
const (
	mostByKey    = reconcile.MaxByKey + 1
	mostByAmount = reconcile.MaxByAmount + 1
	mostByDebtor = reconcile.MaxByDebtor + 1
	mostPast     = 40
	repeatDays   = 31  // how far back an identical payment is looked for
	returnDays   = 400 // how far back a payment that came back is looked for
)

// ask reads from each line what to look for, each thing once, as far as any
// invoice of the creditor has a number of that shape.
func (c *chunkRun) ask(ctx context.Context) error {
	shapes, err := c.shapes(ctx)
	if err != nil {
		return err
	}
	var kinds, values, prefixes, currencies []string
	var amounts []int64
	keys, sums := map[reconcile.Key]bool{}, map[reconcile.Sum]bool{}
	for _, l := range c.lines {
		if l.Known {
			continue
		}
		l.Keys = reconcile.KeysAmong(l.Entry, shapes)
		for _, r := range l.Keys.Refs {
			switch {
			case keys[r.Key]:
			case r.Kind == reconcile.KeyPrefix:
				prefixes = append(prefixes, r.Value)
			default:
				kinds, values = append(kinds, string(r.Kind)), append(values, r.Value)
			}
			keys[r.Key] = true
		}
		if s := (reconcile.Sum{Amount: l.Entry.Amount, Currency: l.Entry.Currency}); s.Amount > 0 && !sums[s] {
			sums[s] = true
			amounts, currencies = append(amounts, int64(s.Amount)), append(currencies, s.Currency)
		}
	}
	c.asks = pgx.NamedArgs{
		"creditor": c.im.r.Creditor, "most": mostByKey, "most_alike": mostByAmount,
		"kinds": kinds, "values": values, "prefixes": prefixes, "amounts": amounts, "currencies": currencies,
	}
	return nil
}

// shapes are those of the numbers of all invoices of the creditor.
func (c *chunkRun) shapes(ctx context.Context) (map[string]bool, error) {
	rows, err := c.t.Query(ctx, `select shape from invoice_key_shapes where creditor = $1`, c.im.r.Creditor)
	if err != nil {
		return nil, query.Doing("reading the shapes of numbers", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	shapes := make(map[string]bool, len(list))
	for _, s := range list {
		shapes[s] = true
	}
	return shapes, query.Doing("reading the shapes of numbers", err)
}

type keyHit struct {
	Kind, Value string
	InvoiceID   int64
}

type amountHit struct {
	Amount    int64
	Currency  string
	InvoiceID int64
}

type manualHit struct {
	ID        int64
	Date      time.Time
	Amount    int64
	Currency  string
	InvoiceID int64
	Number    string
	Part      int64
	Accessory int64
}

// lookUp finds invoices by reference and by amount, payments by hand, and what
// providers of card payments sent. As all look-ups it goes by index, for all lines
// at once: the cost hardly depends on how many invoices are open.
func (c *chunkRun) lookUp(ctx context.Context) error {
	args := c.asks
	var h hits
	b := &pgx.Batch{}
	query.Into(b, &h.keys, `
		select q.kind, q.value, k.invoice_id from unnest(@kinds::text[], @values::text[]) as q (kind, value)
		cross join lateral (
		    select invoice_id from invoice_keys k
		    where k.creditor = @creditor and k.kind = q.kind and k.value = q.value collate "C"
		    order by invoice_id desc limit @most) k`, args)
	query.Into(b, &h.prefixes, `
		select 'prefix' as kind, q.value, k.invoice_id from unnest(@prefixes::text[]) as q (value)
		cross join lateral (
		    select distinct invoice_id from (
		        select invoice_id from invoice_keys k
		        where k.creditor = @creditor and k.kind = 'full' and k.value >= q.value collate "C" and k.value < (q.value || '~') collate "C"
		        order by k.value limit @most) n) k`, args)
	query.Into(b, &h.amounts, `
		select q.amount, q.currency, c.invoice_id from unnest(@amounts::bigint[], @currencies::text[]) as q (amount, currency)
		cross join lateral (
		    select invoice_id from cases c
		    where c.creditor = @creditor and c.balance = q.amount and c.closed_at is null and c.currency = q.currency
		    order by c.id desc limit @most_alike) c`, args)
	query.Into(b, &h.manual, unconfirmed, args)
	query.Into(b, &h.payouts, payoutsOf, args)
	if err := query.Send(ctx, c.t, b); err != nil {
		return query.Doing("looking for open invoices", err)
	}
	h.enter(c.found)
	return nil
}

// hits is what was found for the lines of a chunk.
type hits struct {
	keys, prefixes []keyHit
	amounts        []amountHit
	manual         []manualHit
	payouts        []payoutHit
}

// enter gives what was found over to the matching.
func (h *hits) enter(g *reconcile.Lookups) {
	for _, k := range h.keys {
		key := reconcile.Key{Kind: reconcile.KeyKind(k.Kind), Value: k.Value}
		g.Refs[key] = append(g.Refs[key], k.InvoiceID)
	}
	for _, p := range h.prefixes {
		g.Prefixes[p.Value] = append(g.Prefixes[p.Value], p.InvoiceID)
	}
	for _, a := range h.amounts {
		s := reconcile.Sum{Amount: money.Cents(a.Amount), Currency: a.Currency}
		g.Amounts[s] = append(g.Amounts[s], a.InvoiceID)
	}
	addManual(g, h.manual)
	for _, p := range h.payouts {
		g.Payouts[money.Cents(p.Amount)] = append(g.Payouts[money.Cents(p.Amount)], reconcile.Payout{
			Provider: p.Provider, ID: p.ID, Amount: money.Cents(p.Amount), Currency: p.Currency, Arrives: calendar.DateOf(p.Arrives.UTC()),
		})
	}
}

type payoutHit struct {
	Provider, ID, Currency string
	Amount                 int64
	Arrives                time.Time
}

// payoutsOf finds what providers of card payments sent.
const payoutsOf = `
	select provider, id, currency, amount, arrives from card_payouts
	where creditor = @creditor and amount = any(@amounts::bigint[]) order by arrives, id`

// unconfirmed finds payments entered by hand that no bank line has confirmed
// and that nobody has taken back by hand.
const unconfirmed = `
	select p.id, p.date, p.amount, p.currency, a.invoice_id, i.number, a.amount as part, a.accessory
	from payments p join allocations a on a.payment_id = p.id join invoices i on i.id = a.invoice_id
	where p.creditor = @creditor and p.amount = any(@amounts::bigint[]) and p.amount > 0 and p.source not in ('bank', 'stripe') and p.confirmed_by is null
	  and not exists (
	    select 1 from payments n join allocations b on b.payment_id = n.id
	    where b.invoice_id = a.invoice_id and n.amount = -p.amount and n.source <> 'bank' and n.date >= p.date)
	order by p.id, a.invoice_id`

func addManual(g *reconcile.Lookups, hits []manualHit) {
	var last *reconcile.HandPayment
	for _, h := range hits {
		if last == nil || last.Payment != h.ID {
			last = &reconcile.HandPayment{Manual: reconcile.Manual{
				Payment: h.ID, Date: calendar.DateOf(h.Date.UTC()), Amount: money.Cents(h.Amount), Currency: h.Currency,
			}}
			g.Manual[last.Amount] = append(g.Manual[last.Amount], last)
		}
		last.Invoices = append(last.Invoices, h.InvoiceID)
		last.Allocations = append(last.Allocations, reconcile.Allocation{Invoice: h.Number, Amount: money.Cents(h.Part), Accessory: money.Cents(h.Accessory)})
	}
}
