package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// indexBatch is how many invoices get their keys in one transaction.
const indexBatch = 5000

type unindexedRow struct {
	ID       int64
	Creditor string
	Number   string
	PayRef   string
	OrderRef string
}

// IndexInvoices makes the invoices findable by what payers write that are not
// yet, and tells how many there were. Every bank import begins with it; it
// costs nothing when there are none.
func (s *Store) IndexInvoices(ctx context.Context) (total int, err error) {
	for {
		n := 0
		err := s.Do(ctx, "indexing invoices", func(t *Tx) (err error) {
			n, err = t.IndexInvoices(ctx)
			return err
		})
		if err != nil {
			return total, err
		}
		if total += n; n < indexBatch {
			break
		}
	}
	if total >= ManyInvoices {
		_, _ = s.pool.Exec(ctx, `analyze invoices, invoice_keys`) // only for speed
	}
	return total, nil
}

// IndexInvoices writes the search keys of some invoices that have none yet, and
// says of how many. Zero means that all have theirs.
func (t *Tx) IndexInvoices(ctx context.Context) (int, error) {
	rows, err := query.All[unindexedRow](ctx, t, `
		select id, creditor, number, pay_ref, order_ref from invoices
		where not indexed order by id limit @most for no key update`, pgx.NamedArgs{"most": indexBatch})
	if err != nil || len(rows) == 0 {
		return 0, query.Doing("reading the invoices without keys", err)
	}
	keys := make([][]any, 0, 4*len(rows))
	shapes := map[[2]string]bool{}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
		all := reconcile.IndexKeys(reconcile.OpenItem{Number: r.Number, PayRef: r.PayRef, OrderRef: r.OrderRef})
		for n, k := range all {
			if !slices.Contains(all[:n], k) {
				keys = append(keys, []any{r.Creditor, string(k.Kind), k.Value, r.ID})
				shapes[[2]string{r.Creditor, k.Shape()}] = true
			}
		}
	}
	if err := query.Copy(ctx, t, "invoice_keys", []string{"creditor", "kind", "value", "invoice_id"}, keys); err != nil {
		return 0, err
	}
	var creditors, patterns []string
	for s := range shapes {
		creditors, patterns = append(creditors, s[0]), append(patterns, s[1])
	}
	b := &pgx.Batch{}
	b.Queue(`
		insert into invoice_key_shapes (creditor, shape)
		select creditor, shape from unnest(@creditors::text[], @shapes::text[]) as u (creditor, shape)
		order by 1, 2 on conflict do nothing`, pgx.NamedArgs{"creditors": creditors, "shapes": patterns})
	b.Queue(`update invoices set indexed = true where id = any(@ids)`, pgx.NamedArgs{"ids": ids})
	return len(rows), query.Doing("keeping the keys of invoices", query.Send(ctx, t, b))
}
