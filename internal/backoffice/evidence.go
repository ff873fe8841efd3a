package backoffice

import (
	"context"
	"fmt"
	"slices"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
)

// ChainVerifier proves that the record of a case is the one that was written.
type ChainVerifier interface {
	VerifyChain(ctx context.Context, ref dunning.Ref) error
}

// DeclarationReader gives the declarations of claim on a debtor that were drawn as
// letters, the last one last.
type DeclarationReader interface {
	DeclarationLetters(ctx context.Context, creditor, debtor string) ([]insolvency.Letter, error)
}

// declared gives the declarations that hold the claim of a case and that their
// carrier has.
func (o *Office) declared(ctx context.Context, v dunning.CaseView) (out []insolvency.Letter, err error) {
	if o.Declared == nil || v.Case.Judgment().IsZero() {
		return nil, nil
	}
	all, err := o.Declared.DeclarationLetters(ctx, v.Case.Creditor, v.Case.Debtor)
	for _, l := range all {
		if l.Standing() == insolvency.HandedTo && slices.Contains(l.Invoices, v.Invoice.Number) {
			out = append(out, l)
		}
	}
	return out, err
}

// Evidence collects the record of a case for the file that a court, a bailiff
// or an agency gets. Its chain of hashes must hold, and those of the cycles before
// it. What it gives reads documents while it is written: ctx must last until then.
func (o *Office) Evidence(ctx context.Context, who Actor, ref dunning.Ref) (c evidence.Case, err error) {
	if err := access.MayFor(who, access.SeeEvidence, ref); err != nil {
		return c, err
	}
	for cycle := range ref.Cycle + 1 {
		one := dunning.Ref{Creditor: ref.Creditor, Number: ref.Number, Cycle: cycle}
		if err := o.Chain.VerifyChain(ctx, one); err != nil {
			return c, fmt.Errorf("the record of %s does not verify: %w", one.Number, err)
		}
	}
	if c.View, err = o.CaseReader.Case(ctx, ref); err != nil {
		return c, err
	}
	if c.Letters, err = o.Shown.Letters(ctx, ref); err != nil {
		return c, err
	}
	if c.Heard, err = o.exhibits(ctx, ref); err != nil {
		return c, err
	}
	if o.PageRecord != nil {
		if c.Links, err = o.PageRecord.Links(ctx, ref.Creditor, c.View.Case.Debtor, ref.Number); err != nil {
			return c, err
		}
	}
	if c.Declared, err = o.declared(ctx, c.View); err != nil {
		return c, err
	}
	if c.Limitation, err = Limitation(c.View); err != nil {
		return c, err
	}
	c.Rates, c.On, c.Made = o.Rates, o.Today(), o.Now()
	c.Open = func(sha string) (dunning.Document, error) { return o.Archive.Document(ctx, sha) }
	return c, nil
}
