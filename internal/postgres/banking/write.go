package banking

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

var (
	paymentColumns    = []string{"id", "creditor", "source", "external", "date", "amount", "currency", "note", "created_at"}
	allocationColumns = []string{"payment_id", "invoice_id", "amount", "accessory", "created_at"}
	matchColumns      = []string{"line_id", "payment_id", "invoice_id", "kind", "amount", "accessory", "score", "reasons", "author", "created_at"}
)

// write stores what was posted so far: payments, allocations, matches, events,
// tasks, signals and bodies, each table in one go.
func (p *poster) write(ctx context.Context) error {
	fresh := 0
	for _, g := range p.pays {
		if !g.booked {
			fresh++
		}
	}
	numbers, err := query.NewIDs(ctx, p.t, "payments", fresh)
	if err != nil {
		return err
	}
	var payments, allocations, matches [][]any
	for _, g := range p.pays {
		if !g.booked {
			g.payment, numbers = numbers[0], numbers[1:]
			payments = append(payments, []any{
				g.payment, p.creditor, dunning.SourceBank, g.external, g.date.UTC(), int64(g.amount), g.currency, "", p.t.Now,
			})
		}
		for _, x := range g.parts {
			if (x.amount != 0 || x.accessory != 0) && g.kind != matchConfirmation {
				allocations = append(allocations, []any{g.payment, x.invoice, int64(x.amount), int64(x.accessory), p.t.Now})
			}
			if !g.undo {
				matches = append(matches, []any{
					g.line, g.payment, x.invoice, g.kind, int64(x.amount), int64(x.accessory), g.score, g.why, g.author, p.t.Now,
				})
			}
		}
	}
	if err := query.Copy(ctx, p.t, "payments", paymentColumns, payments); err != nil {
		return err
	}
	if err := query.Copy(ctx, p.t, "allocations", allocationColumns, allocations); err != nil {
		return err
	}
	if err := query.Copy(ctx, p.t, "matches", matchColumns, matches); err != nil {
		return err
	}
	p.pays, p.unwritten = nil, nil
	return p.t.FlushMany(ctx, p.locked())
}

// locked gives the cases in the order of their invoices.
func (p *poster) locked() (out []*postgres.Locked) {
	for _, id := range slices.Sorted(maps.Keys(p.cases)) {
		out = append(out, p.cases[id])
	}
	return out
}

// learnt records that an account paid for a debtor.
type learnt struct {
	iban   string
	debtor int64
	line   int64
}

func (t *tx) queueLearnt(b *pgx.Batch, creditor, author string, all []learnt) {
	if len(all) == 0 {
		return
	}
	ibans, debtors, lines := make([]string, len(all)), make([]int64, len(all)), make([]int64, len(all))
	for i, l := range all {
		ibans[i], debtors[i], lines[i] = l.iban, l.debtor, l.line
	}
	b.Queue(`
		insert into payers (creditor, iban, debtor_id, line_id, author, learnt_at)
		select @creditor, u.iban, u.debtor, min(u.line), @author, @now
		from unnest(@ibans::text[], @debtors::bigint[], @lines::bigint[]) as u (iban, debtor, line)
		group by u.iban, u.debtor order by 2, 3
		on conflict (creditor, iban, debtor_id) where undone_at is null do nothing`,
		pgx.NamedArgs{"creditor": creditor, "author": author, "now": t.Now, "ibans": ibans, "debtors": debtors, "lines": lines})
}
