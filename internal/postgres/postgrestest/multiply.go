package postgrestest

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Multiply copies the first case on record, in SQL, to as many as are wanted: a tenth as
// many debtors, due dates over the year before, different balances, three of ten
// open, and a task on one open case of 200.
func Multiply(b testing.TB, pool *pgxpool.Pool, n int) {
	b.Helper()
	debtors := max(n/10, 20)
	for _, sql := range []string{
		fmt.Sprintf(`insert into debtors (creditor, key, name, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at)
			select creditor, 'C-' || i, 'Client ' || i, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at
			from (select * from debtors order by id limit 1) d, generate_series(10, %d) i on conflict do nothing`, debtors),
		fmt.Sprintf(`insert into invoices (creditor, number, debtor_id, issued, due, due_rule, completed, currency, total, payable,
			order_ref, object, pay_ref, iban, bic, terms, source, file_name, plan, content_hash, created_at)
			select i.creditor, 'F-' || g, (select id from debtors where key = 'C-10') + g %% %d, i.due - g %% 365 - 30, i.due - g %% 365, i.due_rule, i.completed, i.currency,
			i.total, i.payable, '', '', '', '', '', '', '', '', '', i.content_hash, i.created_at
			from (select * from invoices order by id limit 1) i, generate_series(1, %d) g on conflict do nothing`, debtors-9, n),
		`insert into cases (invoice_id, debtor_id, creditor, number, cycle, origin, body, plan, zone, version, tip, state, status, step,
			next_action_at, due, currency, balance, last_at, opened_at, closed_at)
			select i.id, i.debtor_id, i.creditor, i.number, 0, c.origin,
			c.body || jsonb_build_object('number', i.number, 'debtor', d.key, 'due', i.due, 'balance', i.balance, 'state', i.state),
			c.plan, c.zone, c.version, c.tip, i.state, i.state, c.step,
			case when i.open then c.next_action_at + (i.id % 365) * interval '1 day' end, i.due, c.currency, i.balance, c.last_at, c.opened_at,
			case when not i.open then c.opened_at end
			from (select *, id % 10 < 3 as open, case when id % 10 < 3 then 10000 + id % 300000 else 0 end as balance,
				case when id % 10 < 3 then 'reminding' else 'closed' end as state from invoices) i
			join debtors d on d.id = i.debtor_id, (select * from cases order by id limit 1) c
			where not exists (select 1 from cases k where k.invoice_id = i.id)`,
		`insert into tasks (case_id, code, step, detail, created_at)
			select id, (array['call', 'read_reply', 'hand_over'])[1 + id % 3], 's', '', now() from cases where closed_at is null and id % 200 = 0 order by id limit 1500`,
		`vacuum (analyze) debtors, invoices, cases, tasks, events`,
	} {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatalf("%.60s: %v", sql, err)
		}
	}
}
