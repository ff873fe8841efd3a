package contacts

import (
	"context"
	"fmt"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/intake"
)

// find finds the debtor that a line means: by the creditor's own reference,
// else by SIREN, VAT number or name. Several are an error: nobody guesses who
// is written to.
func (r *run) find(ctx context.Context, c intake.Contact) (d dunning.Debtor, found bool, err error) {
	ids := r.ids
	if c.Creditor != "" {
		all := make([]dunning.Creditor, len(r.ids))
		for i, id := range r.ids {
			all[i].ID = id
		}
		if err := backoffice.KnownCreditor(c.Creditor, all); err != nil {
			return d, false, err
		}
		ids = []string{c.Creditor}
	}
	for _, look := range []func(context.Context, string, intake.Contact) ([]dunning.Debtor, error){r.byReference, r.byNumber, r.byName} {
		var hits []dunning.Debtor
		for _, id := range ids {
			some, err := look(ctx, id, c)
			if err != nil {
				return d, false, err
			}
			hits = append(hits, some...)
		}
		switch {
		case len(hits) == 1:
			return hits[0], true, nil
		case len(hits) > 1:
			return d, false, ambiguous(c, hits)
		}
	}
	return d, false, nil
}

func ambiguous(c intake.Contact, hits []dunning.Debtor) error {
	var keys []string
	for _, d := range hits {
		keys = append(keys, d.Creditor+"/"+d.Key)
	}
	return dunning.Errorf(dunning.CodeConflict, "several debtors are meant by %s: %s", meant(c), strings.Join(keys, ", ")).
		WithHint("write the customer reference into the column customer_ref, or name the creditor")
}

// meant says who a line means, as it says it.
func meant(c intake.Contact) (out dunning.Marks) {
	for _, p := range [][2]string{{"reference", c.Customer}, {"SIREN", c.SIREN}, {"VAT", c.VAT}, {"name", c.Name}} {
		if p[1] != "" {
			out = append(out, dunning.Difference{Field: p[0], Given: p[1]})
		}
	}
	return out
}

func (r *run) byReference(ctx context.Context, creditor string, c intake.Contact) ([]dunning.Debtor, error) {
	if c.Customer == "" {
		return nil, nil
	}
	d, err := r.m.Debtors.Debtor(ctx, creditor, c.Customer)
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		return nil, nil
	}
	return []dunning.Debtor{d}, err
}

func (r *run) byNumber(ctx context.Context, creditor string, c intake.Contact) ([]dunning.Debtor, error) {
	if c.SIREN+c.VAT == "" {
		return nil, nil
	}
	x, err := r.debtors(ctx, creditor)
	if err != nil {
		return nil, err
	}
	return x.ByNumber(c), nil
}

func (r *run) byName(ctx context.Context, creditor string, c intake.Contact) ([]dunning.Debtor, error) {
	if c.Name == "" {
		return nil, nil
	}
	x, err := r.debtors(ctx, creditor)
	if err != nil {
		return nil, err
	}
	return x.ByName(c), nil
}

// debtors indexes the debtors of a creditor, once.
func (r *run) debtors(ctx context.Context, creditor string) (*intake.DebtorIndex, error) {
	if x := r.index[creditor]; x != nil {
		return x, nil
	}
	all, err := r.m.Debtors.Debtors(ctx, creditor)
	if err != nil {
		return nil, fmt.Errorf("looking for the debtors of %s: %w", creditor, err)
	}
	r.index[creditor] = intake.NewDebtorIndex(all)
	return r.index[creditor], nil
}

// refresh reads again a debtor that a line has changed.
func (r *run) refresh(ctx context.Context, d dunning.Debtor) {
	x := r.index[d.Creditor]
	if x == nil {
		return
	}
	if now, err := r.m.Debtors.Debtor(ctx, d.Creditor, d.Key); err == nil {
		x.Replace(now)
	}
}
