package backoffice

import (
	"context"
	"strings"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/change"
	"relance/internal/dunning"
)

// ChangeStore keeps changes of creditors that wait for two people.
type ChangeStore interface {
	CreditorChanges(ctx context.Context) ([]change.Creditor, error)
	CreditorChange(ctx context.Context, id int64) (change.Creditor, error)
	DecideChange(ctx context.Context, d change.Decision) (change.Creditor, error)
}

// CreditorChanges lists the changes of the actor's creditors that wait for two
// people.
func (o *Office) CreditorChanges(ctx context.Context, who Actor, creditor string) (out []change.Creditor, err error) {
	if creditor != "" {
		if err := access.May(who, access.SeeCases, creditor); err != nil {
			return nil, err
		}
	}
	all, err := o.Changes.CreditorChanges(ctx)
	for _, c := range all {
		if (creditor == "" || c.Creditor == creditor) && access.May(who, access.SeeCases, c.Creditor) == nil {
			out = append(out, c)
		}
	}
	return out, err
}

// DecideChange takes a person's word on a change of a creditor: with the second yes
// it is in use. The deed is in the audit.
func (o *Office) DecideChange(ctx context.Context, who Actor, id int64, agree bool) (change.Creditor, error) {
	c, err := o.Changes.CreditorChange(ctx, id)
	if err != nil {
		return c, err
	}
	ref := dunning.Ref{Creditor: c.Creditor}
	if err := access.May(who, access.Approve, c.Creditor); err != nil {
		if dunning.ErrorCode(err) == dunning.CodeNotFound {
			return change.Creditor{}, dunning.Errorf(dunning.CodeNotFound, "no change %d of a creditor", id)
		}
		return c, o.refused(ctx, who, ref, err)
	}
	// The audit comes with the deed: a request that is sent again leaves nothing more.
	return Once(ctx, o.Keys, Deed{who, "decide change", []any{id, agree}}, func(deed context.Context) (change.Creditor, error) {
		c, err := o.Changes.DecideChange(deed, change.Decision{ID: id, Agree: agree, Author: who.Name, Identified: who.Identified()})
		if err != nil {
			return c, o.refused(ctx, who, ref, err)
		}
		return c, o.decided(ctx, who, c, agree)
	})
}

// decided notes in the audit what a person said of a change.
func (o *Office) decided(ctx context.Context, who Actor, c change.Creditor, agree bool) error {
	if o.Refusals == nil {
		return nil
	}
	said := "refused"
	if agree {
		said = "agreed"
	}
	return o.Refusals.Note(ctx, audit.Entry{
		Who: By(who), Creditor: c.Creditor, Deed: "creditor.change", Object: c.Creditor,
		Before: particular(c.Before), After: withWord(particular(c.After), said, c.Outcome),
	})
}

// particular words what changes; of an account the last figures tell enough.
func particular(p change.Particular) map[string]string {
	last := func(iban string) string { return "…" + iban[max(0, len(iban)-4):] }
	out := map[string]string{"name": p.Name, "account": last(p.IBAN), "plan": p.Plan}
	if p.Means != "" {
		out["payment_methods"] = p.Means
	}
	var further []string
	for _, iban := range strings.Fields(strings.ReplaceAll(p.Accounts, ",", " ")) {
		further = append(further, last(iban))
	}
	if further != nil {
		out["accounts"] = strings.Join(further, " ")
	}
	return out
}

func withWord(m map[string]string, said, outcome string) map[string]string {
	m["word"], m["outcome"] = said, outcome
	return m
}
