package postgres

import (
	"context"

	"relance/internal/postgres/query"
)

// DebtorLock is the number of a debtor's advisory lock, given a row d.
const DebtorLock = `hashtextextended('relance/debtor/' || current_schema() || '/' || d.id, 0)`

// DebtorOfCase is the end of a query that picks a debtor by one of his cases;
// its arguments are RefArgs.
const DebtorOfCase = `
	from cases c join debtors d on d.id = c.debtor_id
	where c.creditor = @creditor and c.number = @number and c.cycle = @cycle`

// LockDebtors waits for whoever sends to one of the debtors, in one order.
func (t *Tx) LockDebtors(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		if _, err := t.Exec(ctx, `select pg_advisory_xact_lock(`+DebtorLock+`) from debtors d where d.id = $1`, id); err != nil {
			return query.Doing("waiting for the debtor", err)
		}
	}
	return nil
}
