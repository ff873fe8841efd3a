package banking

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// itemColumns needs invoices as i, debtors as d, the newest cycle as c.
const itemColumns = `i.id, i.number, i.pay_ref, i.order_ref, d.id as debtor_id, d.key, d.name, d.regime, i.issued, c.due, i.currency, i.total,
	case when c.closed_at is null then c.balance else ` + postgres.OpenAmount + ` end as balance`

const newestCase = `
	join lateral (select * from cases c where c.invoice_id = i.id order by c.cycle desc limit 1) c on true
	join debtors d on d.id = i.debtor_id`

// scanItem reads one row of itemColumns; by hand, because there are many.
func (c *chunkRun) scanItem(rows pgx.Rows) (*reconcile.Invoice, error) {
	g := c.found
	var it reconcile.Invoice
	var regime string
	var issued *time.Time
	var due time.Time
	var total, balance int64
	err := rows.Scan(&it.ID, &it.Number, &it.PayRef, &it.OrderRef, &it.DebtorID, &it.Debtor, &it.Name, &regime, &issued, &due,
		&it.Currency, &total, &balance)
	if err != nil {
		return nil, err
	}
	if old := g.Items[it.ID]; old != nil {
		return old, nil
	}
	it.Regime, it.Issued, it.Due = dunning.Regime(regime), query.DayOf(issued), query.DayOf(&due)
	it.Total, it.Balance, it.Before = money.Cents(total), money.Cents(balance), money.Cents(balance)
	if c.im.dry != nil {
		it.Balance -= c.im.dry.taken[it.ID]
		it.Before = it.Balance
	}
	g.Items[it.ID], g.Numbers[it.Number] = &it, it.ID
	return &it, nil
}

// readItems runs a query of itemColumns.
func (c *chunkRun) readItems(ctx context.Context, sql string, args pgx.NamedArgs, each func(*reconcile.Invoice)) error {
	rows, err := c.t.Query(ctx, sql, args)
	if err != nil {
		return query.Doing("looking for open invoices", err)
	}
	defer rows.Close()
	for rows.Next() {
		it, err := c.scanItem(rows)
		if err != nil {
			return err
		}
		each(it)
	}
	return query.Doing("looking for open invoices", rows.Err())
}

// lookItems reads the invoices that the look-ups named.
func (c *chunkRun) lookItems(ctx context.Context) error {
	g := c.found
	var ids []int64
	for _, list := range g.Prefixes {
		ids = append(ids, list...)
	}
	for _, list := range g.Refs {
		ids = append(ids, list...)
	}
	for _, list := range g.Amounts {
		ids = append(ids, list...)
	}
	for _, list := range g.Manual {
		for _, m := range list {
			ids = append(ids, m.Invoices...)
		}
	}
	for id := range g.Cited {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return c.readItems(ctx, `
		select `+itemColumns+` from invoices i `+newestCase+` where i.id = any(@ids)`,
		pgx.NamedArgs{"ids": slices.Compact(ids)}, func(*reconcile.Invoice) {})
}

// oldestOf finds the oldest open invoices of debtors.
const oldestOf = `
	select ` + itemColumns + ` from unnest(@debtors::bigint[]) as q (id)
	cross join lateral (
	    select * from cases c where c.debtor_id = q.id and c.closed_at is null and c.balance <> 0
	    order by c.due, c.id limit @most) c
	join invoices i on i.id = c.invoice_id join debtors d on d.id = q.id order by q.id, c.due, i.issued, i.number`

// exactlyOf finds the open invoices of debtors that owe exactly an amount.
const exactlyOf = `
	select ` + itemColumns + ` from (
	    select distinct c.* from unnest(@debtors::bigint[], @amounts::bigint[]) as q (id, amount)
	    cross join lateral (
	        select c.id, c.invoice_id, c.due, c.balance, c.closed_at from cases c
	        where c.debtor_id = q.id and c.balance = q.amount and c.closed_at is null
	        order by c.id limit @most) c) c
	join invoices i on i.id = c.invoice_id join debtors d on d.id = i.debtor_id`

// lookOpen reads the oldest open invoices of the debtors who may have sent the
// lines, and of those who have many the ones of the very amounts.
func (c *chunkRun) lookOpen(ctx context.Context, lines ...*reconcile.Incoming) error {
	g := c.found
	var fresh, owing, sums []int64
	for _, l := range lines {
		if l.Known || l.Entry.Reversal && l.Entry.Amount < 0 {
			continue
		}
		for _, id := range g.DebtorsFor(l) {
			if g.Debtors[id] == nil && id != 0 {
				g.Debtors[id], fresh = &reconcile.DebtorInvoices{}, append(fresh, id)
			}
			if l.Entry.Amount > 0 {
				owing, sums = append(owing, id), append(sums, int64(l.Entry.Amount))
			}
		}
	}
	if len(fresh) > 0 {
		if err := c.readItems(ctx, oldestOf, pgx.NamedArgs{"debtors": fresh, "most": mostByDebtor}, func(it *reconcile.Invoice) {
			g.Debtors[it.DebtorID].Add(it)
		}); err != nil {
			return err
		}
	}
	var debtors, amounts []int64
	for i, id := range owing {
		if d := g.Debtors[id]; d != nil && d.Cut {
			debtors, amounts = append(debtors, id), append(amounts, sums[i])
		}
	}
	if len(debtors) == 0 {
		return nil
	}
	return c.readItems(ctx, exactlyOf, pgx.NamedArgs{"debtors": debtors, "amounts": amounts, "most": mostByDebtor}, func(it *reconcile.Invoice) {
		g.Debtors[it.DebtorID].AddExact(it)
	})
}
