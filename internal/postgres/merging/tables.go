package merging

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/postgres/query"
)

// tables hold rows of a debtor's that go with him; of accounts that are known to pay
// for him those that the other has not.
const (
	tableInvoices     = "invoices"
	tableCases        = "cases"
	tableMessages     = "messages"
	tableMails        = "mails"
	tableLinks        = "portal_links"
	tableDeclarations = "declarations"
	tablePayers       = "payers"
	tableDebtors      = "debtors" // who were merged into him before
)

// moved is the ids of the rows that went over, by table.
type moved map[string][]int64

// column is that by which a table names a debtor.
func column(table string) string {
	if table == tableDebtors {
		return "merged_into"
	}
	return "debtor_id"
}

func allTables() []string {
	return []string{tableInvoices, tableCases, tableMessages, tableMails, tableLinks, tableDeclarations, tablePayers, tableDebtors}
}

// hand gives all rows of a debtor to another, and tells which.
func (t *tx) hand(ctx context.Context, from, to int64) (moved, error) {
	out := moved{}
	for _, table := range allTables() {
		sql := `update ` + table + ` x set ` + column(table) + ` = $2 where ` + column(table) + ` = $1`
		if table == tablePayers {
			sql += ` and not exists (select from payers p where p.debtor_id = $2 and p.creditor = x.creditor and p.iban = x.iban and p.undone_at is null)`
		}
		rows, err := t.Query(ctx, sql+` returning x.id`, from, to)
		if err != nil {
			return nil, query.Doing("moving "+table, err)
		}
		if out[table], err = query.IDs(rows); err != nil {
			return nil, query.Doing("moving "+table, err)
		}
	}
	return out, nil
}

// handBack gives rows back that a merging moved, as far as they are still there.
func (t *tx) handBack(ctx context.Context, from, to int64, what moved) error {
	b := &pgx.Batch{}
	for _, table := range allTables() {
		b.Queue(`update `+table+` set `+column(table)+` = @to where id = any(@ids) and `+column(table)+` = @from`,
			pgx.NamedArgs{"to": to, "from": from, "ids": what[table]})
	}
	return query.Doing("giving the rows back", query.Send(ctx, t, b))
}

// queueContacts lets a debtor have the addresses of another besides his own; one that
// was refused for either works for neither.
func queueContacts(b *pgx.Batch, from, to int64) {
	b.Queue(`
		insert into contacts (debtor_id, role, email, usable, created_at, updated_at)
		select @to, role, email, usable, created_at, updated_at from contacts where debtor_id = @from
		on conflict (debtor_id, email) do update set usable = contacts.usable and excluded.usable`, pgx.NamedArgs{"from": from, "to": to})
}

// queueProceedings lets a debtor have the insolvency proceedings of another besides
// his own: those that a court has opened go before those that a notice may mean.
func queueProceedings(b *pgx.Batch, from, to int64, t *tx) {
	args := pgx.NamedArgs{"from": from, "to": to, "now": t.Now}
	b.Queue(`
		insert into proceedings as p (debtor_id, provisional, judgment, published, claim_by, procedure, court, role, holder, address, notice, source,
		    confirmed_by, confirmed_at, declared_on, updated_at)
		select @to, provisional, judgment, published, claim_by, procedure, court, role, holder, address, notice, source,
		    confirmed_by, confirmed_at, declared_on, @now from proceedings where debtor_id = @from
		on conflict (debtor_id) do update set provisional = excluded.provisional, judgment = coalesce(excluded.judgment, p.judgment), published = excluded.published,
		    procedure = excluded.procedure, court = excluded.court, role = excluded.role, holder = excluded.holder, address = excluded.address,
		    notice = excluded.notice, source = excluded.source, confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at,
		    declared_on = excluded.declared_on, updated_at = @now
		where p.provisional and not excluded.provisional`, args)
	b.Queue(`
		update proceedings p set claim_by = least(p.claim_by, o.claim_by), updated_at = @now,
		    judgment = case when p.provisional = o.provisional then least(p.judgment, o.judgment) else p.judgment end
		from proceedings o where p.debtor_id = @to and o.debtor_id = @from`, args)
}
