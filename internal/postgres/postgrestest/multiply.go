package postgrestest

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Multiply copies the first case on record, in SQL, to as many as are wanted: a tenth as
// many debtors, due dates over a year.
func Multiply(b testing.TB, pool *pgxpool.Pool, n int) {
	b.Helper()
	for _, sql := range []string{
		fmt.Sprintf(`insert into debtors (creditor, key, name, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at)
			select creditor, 'C-' || i, name || ' ' || i, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at
			from (select * from debtors order by id limit 1) d, generate_series(10, %d) i on conflict do nothing`, n/10),
		fmt.Sprintf(`insert into invoices (creditor, number, debtor_id, issued, due, due_rule, completed, currency, total, payable,
			order_ref, object, pay_ref, iban, bic, terms, source, file_name, plan, content_hash, created_at)
			select i.creditor, 'F-' || g, (select min(id) from debtors) + g %% %d, i.issued, i.due + g %% 365, i.due_rule, i.completed, i.currency,
			i.total, i.payable, '', '', '', '', '', '', '', '', '', i.content_hash, i.created_at
			from (select * from invoices order by id limit 1) i, generate_series(1, %d) g`, max(n/10-10, 1), n),
		`insert into cases (invoice_id, debtor_id, creditor, number, cycle, origin, body, plan, zone, version, tip, state, status, step,
			next_action_at, due, currency, balance, last_at, opened_at)
			select i.id, i.debtor_id, i.creditor, i.number, 0, c.origin, c.body, c.plan, c.zone, c.version, c.tip, c.state, c.status, c.step,
			c.next_action_at + (i.id % 365) * interval '1 day', i.due, c.currency, c.balance, c.last_at, c.opened_at
			from invoices i, (select * from cases order by id limit 1) c where not exists (select 1 from cases k where k.invoice_id = i.id)`,
		`analyze debtors, invoices, cases`,
	} {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
}
