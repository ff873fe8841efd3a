package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/dunning"
)

// CaseReader reads cases.
type CaseReader interface {
	LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error)
	Case(ctx context.Context, ref dunning.Ref) (dunning.CaseView, error)
	Cases(ctx context.Context, f dunning.CaseFilter) ([]dunning.CaseRow, error)
}

// Page is a part of a list.
type Page[T any] struct {
	Rows []T
	More bool // there are others behind the last row
}

// casePage is the most that the store gives at once.
const casePage = 1000

// List lists cases by due date, oldest first: up to the filter's limit, behind
// its cursor. The actor sees those of his creditors.
func (o *Office) List(ctx context.Context, who Actor, f dunning.CaseFilter) (page Page[dunning.CaseRow], err error) {
	if f, err = o.visible(who, f); err != nil {
		return page, err
	}
	limit := f.Limit
	for {
		f.Limit = min(limit+1-len(page.Rows), casePage)
		rows, err := o.CaseBook.Cases(ctx, f)
		if err != nil {
			return page, err
		}
		for _, r := range rows {
			if len(page.Rows) == limit {
				page.More = true
				return page, nil
			}
			page.Rows, f.After = append(page.Rows, r), r.Cursor
		}
		if len(rows) < f.Limit {
			return page, nil
		}
	}
}

// visible restricts a filter to the creditors of an actor.
func (o *Office) visible(who Actor, f dunning.CaseFilter) (dunning.CaseFilter, error) {
	if f.Creditor != "" {
		return f, access.May(who, access.SeeCases, f.Creditor)
	}
	ids, all := who.Creditors()
	if !all && len(ids) == 0 {
		return f, access.May(who, access.SeeCases, "")
	}
	f.Among = ids
	return f, nil
}
