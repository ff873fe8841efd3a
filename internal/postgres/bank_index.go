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
		err := s.do(ctx, "indexing invoices", func(t *tx) (err error) {
			n, err = t.indexInvoices(ctx)
			return err
		})
		if err != nil {
			return total, err
		}
		if total += n; n < indexBatch {
			break
		}
	}
	if total >= manyInvoices {
		_, _ = s.pool.Exec(ctx, `analyze invoices, invoice_keys`) // only for speed
	}
	return total, nil
}

func (t *tx) indexInvoices(ctx context.Context) (int, error) {
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
	if err := t.copyRows(ctx, "invoice_keys", []string{"creditor", "kind", "value", "invoice_id"}, keys); err != nil {
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

// copyRows writes many rows at once.
func (t *tx) copyRows(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := t.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return query.Doing("writing "+table, err)
}

// newIDs takes numbers for rows that are to be written with their ids.
func newIDs(ctx context.Context, q query.Querier, table string, n int) ([]int64, error) {
	if n == 0 {
		return nil, nil
	}
	var out []int64
	rows, err := q.Query(ctx, `
		select nextval(s.id) from (select pg_get_serial_sequence(@table, 'id')::regclass as id offset 0) s, generate_series(1, @n)`,
		pgx.NamedArgs{"table": table, "n": n})
	if err == nil {
		out, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	return out, query.Doing("taking numbers for "+table, err)
}
