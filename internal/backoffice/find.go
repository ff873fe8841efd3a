package backoffice

import (
	"context"
	"strings"

	"relance/internal/access"
	"relance/internal/dunning"
)

// CaseFinder finds the newest case of an invoice.
type CaseFinder interface {
	// FindByNumber looks among all creditors, or among those that are named.
	FindByNumber(ctx context.Context, number string, creditors ...string) (dunning.Ref, error)
	Latest(ctx context.Context, creditor, number string) (dunning.Ref, error)
}

// CaseName is a case as people name it: by the number of its invoice, by
// creditor and number, or by "creditor/number".
type CaseName struct {
	Creditor string // id; may be empty
	Number   string
}

// Find finds the newest case of an invoice. CodeNotFound when there is none, or
// none of the actor's creditors; CodeConflict when several of his creditors have
// an invoice of that number.
func (o *Office) Find(ctx context.Context, who Actor, name CaseName) (dunning.Ref, error) {
	number := strings.TrimSpace(name.Number)
	if name.Creditor != "" {
		return o.latest(ctx, who, name.Creditor, number)
	}
	ids, all := who.Creditors()
	if !all && len(ids) == 0 {
		return dunning.Ref{}, access.May(who, access.SeeCases, "")
	}
	ref, err := o.Finder.FindByNumber(ctx, number, ids...)
	if dunning.ErrorCode(err) != dunning.CodeNotFound {
		return ref, err
	}
	if creditor, rest, ok := strings.Cut(number, "/"); ok {
		if ref, err := o.latest(ctx, who, creditor, rest); err == nil {
			return ref, nil
		}
	}
	return ref, err
}

// latest finds the newest case of a creditor's invoice.
func (o *Office) latest(ctx context.Context, who Actor, creditor, number string) (dunning.Ref, error) {
	if err := access.MayFor(who, access.SeeCases, dunning.Ref{Creditor: creditor, Number: number}); err != nil {
		return dunning.Ref{}, err
	}
	return o.Finder.Latest(ctx, creditor, number)
}
