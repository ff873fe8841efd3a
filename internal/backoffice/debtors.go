package backoffice

import (
	"context"
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/change"
	"relance/internal/dunning"
)

// DebtorStore keeps the debtors.
type DebtorStore interface {
	Debtor(ctx context.Context, creditor, key string) (dunning.Debtor, error)
	Debtors(ctx context.Context, creditor string) ([]dunning.Debtor, error)
	UpdateDebtor(ctx context.Context, creditor, key string, c change.Debtor) ([]dunning.Ref, error)
}

// ContactReader reads the addresses that a debtor has or had.
type ContactReader interface {
	Contacts(ctx context.Context, creditor, key string) ([]change.Contact, error)
}

// DebtorName is a debtor as people name him.
type DebtorName struct {
	Creditor string // id; may be empty when only one creditor knows the reference
	Key      string // the creditor's own reference
}

// FindDebtor finds a debtor among the actor's creditors.
func (o *Office) FindDebtor(ctx context.Context, who Actor, name DebtorName) (dunning.Debtor, error) {
	if name.Creditor != "" {
		if err := access.May(who, access.SeeCases, name.Creditor); err != nil {
			return dunning.Debtor{}, err
		}
		return o.Debtors.Debtor(ctx, name.Creditor, name.Key)
	}
	creditors, err := o.Creditors(ctx, who)
	if err != nil {
		return dunning.Debtor{}, err
	}
	var found []dunning.Debtor
	var ids []string
	for _, c := range creditors {
		d, err := o.Debtors.Debtor(ctx, c.ID, name.Key)
		switch {
		case err == nil:
			found, ids = append(found, d), append(ids, c.ID)
		case dunning.ErrorCode(err) != dunning.CodeNotFound:
			return dunning.Debtor{}, err
		}
	}
	switch len(found) {
	case 0:
		return dunning.Debtor{}, dunning.Errorf(dunning.CodeNotFound, "no debtor %q", name.Key).
			WithHint("the case of one of his invoices has his reference: %s", dunning.Deed{Do: dunning.DeedShow})
	case 1:
		return found[0], nil
	}
	return dunning.Debtor{}, dunning.Errorf(dunning.CodeConflict, "several creditors have a debtor %s: %s", name.Key, strings.Join(ids, ", ")).
		WithHint("say which is meant: %s", dunning.Deed{Do: dunning.DeedNameCreditor, On: ids[0]})
}

// Contacts gives all addresses that a debtor has or had, newest first.
func (o *Office) Contacts(ctx context.Context, who Actor, d dunning.Debtor) ([]change.Contact, error) {
	if err := access.May(who, access.SeeCases, d.Creditor); err != nil {
		return nil, err
	}
	return o.ContactReader.Contacts(ctx, d.Creditor, d.Key)
}

// OwnAddress tells whether an e-mail address is one of a creditor's own, so that
// it is hardly a debtor's.
func (o *Office) OwnAddress(ctx context.Context, who Actor, creditor, email string) (bool, error) {
	all, err := o.Creditors(ctx, who)
	return slices.ContainsFunc(all, func(c dunning.Creditor) bool { return c.ID == creditor && c.OwnAddress(email) }), err
}

// CorrectDebtor changes what is on record about a debtor; cases that waited for
// an address go on. It gives the debtor as he is now, and these cases.
func (o *Office) CorrectDebtor(ctx context.Context, who Actor, d dunning.Debtor, change change.Debtor) (dunning.Debtor, []dunning.Ref, error) {
	if err := access.May(who, access.CorrectDebtor, d.Creditor); err != nil {
		return d, nil, err
	}
	asks := Deed{who, "correct debtor", []any{d.Creditor, d.Key, change}}
	out, err := Once(ctx, o.Keys, asks, func(deed context.Context) ([]dunning.Ref, error) {
		if change.Author = who.Name; change.Whole {
			change = change.From(d)
		}
		if err := change.CheckOn(o.Today()); err != nil {
			return nil, err
		}
		if change.Plan != nil && *change.Plan != "" {
			if err := o.knownPlan(ctx, *change.Plan, dunning.Creditor{ID: d.Creditor}); err != nil {
				return nil, err
			}
		}
		return o.Debtors.UpdateDebtor(deed, d.Creditor, d.Key, change)
	})
	if err != nil {
		return d, nil, err
	}
	now, err := o.Debtors.Debtor(ctx, d.Creditor, d.Key)
	return now, out, err
}
