package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// CaseReader reads cases.
type CaseReader interface {
	LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error)
	Case(ctx context.Context, ref dunning.Ref) (dunning.CaseView, error)
	Cases(ctx context.Context, f desk.CaseFilter) ([]desk.CaseRow, error)
}

// Page is a part of a list.
type Page[T any] struct {
	Rows []T
	More bool // there are others behind the last row
}

// storePage is the most that the store gives at once.
const storePage = 1000

// pageOf reads a page of at most limit rows, in as many reads as the store
// needs, and whether there are more. Read gives at most so many rows from where
// the one before ended; passed is told of each row of the page.
func pageOf[T any](limit int, read func(most int) ([]T, error), passed func(T)) (page Page[T], err error) {
	for {
		most := min(limit+1-len(page.Rows), storePage)
		rows, err := read(most)
		if err != nil {
			return page, err
		}
		for _, r := range rows {
			if len(page.Rows) == limit {
				page.More = true
				return page, nil
			}
			page.Rows = append(page.Rows, r)
			passed(r)
		}
		if len(rows) < most {
			return page, nil
		}
	}
}

// List lists cases by due date, oldest first: up to the filter's limit, behind
// its cursor. The actor sees those of his creditors.
func (o *Office) List(ctx context.Context, who Actor, f desk.CaseFilter) (page Page[desk.CaseRow], err error) {
	if f, err = o.visible(who, f); err != nil {
		return page, err
	}
	return pageOf(f.Limit, func(most int) ([]desk.CaseRow, error) {
		f.Limit = most
		return o.CaseReader.Cases(ctx, f)
	}, func(r desk.CaseRow) { f.After = r.Cursor })
}

// visible restricts a filter to the creditors of an actor.
func (o *Office) visible(who Actor, f desk.CaseFilter) (desk.CaseFilter, error) {
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
