package backoffice

import (
	"context"
	"slices"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
)

// ChainVerifier proves that the record of a case is the one that was written.
type ChainVerifier interface {
	VerifyChains(ctx context.Context, refs ...dunning.Ref) error
}

// DeclarationReader gives the declarations of claim on a debtor that were drawn as
// letters, the last one last.
type DeclarationReader interface {
	DeclarationLetters(ctx context.Context, creditor, debtor string) ([]insolvency.Letter, error)
}

// declared gives the declarations on a debtor that their carrier has; none before a
// judgment.
func (o *Office) declared(ctx context.Context, views []dunning.CaseView) (out []insolvency.Letter, err error) {
	if o.Declared == nil || !slices.ContainsFunc(views, func(v dunning.CaseView) bool { return !v.Case.Judgment().IsZero() }) {
		return nil, nil
	}
	all, err := o.Declared.DeclarationLetters(ctx, views[0].Case.Creditor, views[0].Case.Debtor)
	for _, l := range all {
		if l.Standing() == insolvency.HandedTo {
			out = append(out, l)
		}
	}
	return out, err
}

// Evidence collects the record of a case for the file that a court, a bailiff
// or an agency gets. Its chain of hashes must hold, and those of the cycles before
// it. What it gives reads documents while it is written: ctx must last until then.
func (o *Office) Evidence(ctx context.Context, who Actor, ref dunning.Ref) (c evidence.Case, err error) {
	all, err := o.EvidenceOf(ctx, who, ref)
	if err != nil {
		return c, err
	}
	return all[0], nil
}

// EvidenceOf collects the records of several cases of one debtor, in the order asked
// for. Each table is read as often for one case as for many.
func (o *Office) EvidenceOf(ctx context.Context, who Actor, refs ...dunning.Ref) ([]evidence.Case, error) {
	var chains []dunning.Ref
	for _, ref := range refs {
		if err := access.MayFor(who, access.SeeEvidence, ref); err != nil {
			return nil, err
		}
		for cycle := range ref.Cycle + 1 {
			chains = append(chains, dunning.Ref{Creditor: ref.Creditor, Number: ref.Number, Cycle: cycle})
		}
	}
	if len(refs) == 0 {
		return nil, nil
	}
	if err := o.Chain.VerifyChains(ctx, chains...); err != nil {
		return nil, err
	}
	views, err := o.Portfolio.CasesTogether(ctx, refs...)
	if err != nil {
		return nil, err
	}
	letters, err := o.Shown.LettersTogether(ctx, refs...)
	if err != nil {
		return nil, err
	}
	heard, links, err := o.exhibits(ctx, views)
	if err != nil {
		return nil, err
	}
	declared, err := o.declared(ctx, views)
	if err != nil {
		return nil, err
	}
	out := make([]evidence.Case, len(refs))
	for i, v := range views {
		c := evidence.Case{View: v, Letters: letters[i], Heard: heard[i], Links: links[i], Rates: o.Rates, On: o.Today(), Made: o.Now()}
		for _, l := range declared {
			if !v.Case.Judgment().IsZero() && slices.Contains(l.Invoices, v.Invoice.Number) {
				c.Declared = append(c.Declared, l)
			}
		}
		if c.Limitation, err = Limitation(v); err != nil {
			return nil, err
		}
		c.Open = func(sha string) (dunning.Document, error) { return o.Archive.Document(ctx, sha) }
		out[i] = c
	}
	return out, nil
}
