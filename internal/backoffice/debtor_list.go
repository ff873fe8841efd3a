package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// DebtorLister lists debtors.
type DebtorLister interface {
	DebtorList(ctx context.Context, f desk.DebtorFilter) ([]dunning.Debtor, error)
}

// DebtorList lists the debtors of the actor's creditors in the order in which they
// became known: up to the filter's limit, behind the debtor that it names.
func (o *Office) DebtorList(ctx context.Context, who Actor, f desk.DebtorFilter) (page Page[dunning.Debtor], err error) {
	if f.Creditor != "" {
		err = access.May(who, access.SeeCases, f.Creditor)
	} else if ids, all := who.Creditors(); !all {
		if f.Among = ids; len(ids) == 0 {
			err = access.May(who, access.SeeCases, "")
		}
	}
	if err != nil {
		return page, err
	}
	limit := f.Limit
	f.Limit++
	if page.Rows, err = o.DebtorLists.DebtorList(ctx, f); len(page.Rows) > limit {
		page.Rows, page.More = page.Rows[:limit], true
	}
	return page, err
}
