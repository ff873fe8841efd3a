package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/postage"
)

// Message gives a mail or letter of one of the actor's creditors; one of another's
// is unknown.
func (o *Office) Message(ctx context.Context, who Actor, id int64) (dunning.Message, error) {
	m, err := o.Doubts.Message(ctx, id)
	if err != nil {
		return m, err
	}
	if err := access.May(who, access.SeeCases, m.Creditor); err != nil {
		if dunning.ErrorCode(err) == dunning.CodeNotFound {
			err = dunning.Errorf(dunning.CodeNotFound, "no message %d", id)
		}
		return dunning.Message{}, err
	}
	return m, nil
}

// MessageContent gives the exact bytes of a message: those that left, or will.
func (o *Office) MessageContent(ctx context.Context, who Actor, id int64) (dunning.Document, error) {
	m, err := o.Message(ctx, who, id)
	if err != nil {
		return dunning.Document{}, err
	}
	if m.Document == "" {
		return dunning.Document{}, dunning.Errorf(dunning.CodeNotFound, "message %d is not written yet", id)
	}
	return o.Archive.Document(ctx, m.Document)
}

// InvoiceFile gives the PDF of the invoice of a case.
func (o *Office) InvoiceFile(ctx context.Context, who Actor, ref dunning.Ref) (dunning.Document, error) {
	v, err := o.View(ctx, who, ref)
	if err != nil {
		return dunning.Document{}, err
	}
	if v.Invoice.Document == "" {
		return dunning.Document{}, dunning.Errorf(dunning.CodeNotFound, "no PDF of invoice %s is on record", ref.Number).
			WithHint("take it in with the invoice")
	}
	doc, err := o.Archive.Document(ctx, v.Invoice.Document)
	if v.Invoice.FileName != "" {
		doc.Name = v.Invoice.FileName
	}
	return doc, err
}

// LetterProof gives a document that proves what became of a letter of a case. A
// document of anything else is unknown.
func (o *Office) LetterProof(ctx context.Context, who Actor, ref dunning.Ref, sha string) (dunning.Document, error) {
	letters, err := o.Letters(ctx, who, ref)
	if err != nil {
		return dunning.Document{}, err
	}
	for _, l := range letters {
		for _, p := range l.Proofs {
			if p.Document == sha {
				return o.Archive.Document(ctx, sha)
			}
		}
	}
	return dunning.Document{}, dunning.Errorf(dunning.CodeNotFound, "no proof %s of a letter about invoice %s", sha, ref.Number)
}

// Letters gives the letters of a case on their way.
func (o *Office) Letters(ctx context.Context, who Actor, ref dunning.Ref) ([]postage.TrackedLetter, error) {
	if err := access.MayFor(who, access.SeeCases, ref); err != nil {
		return nil, err
	}
	return o.Shown.Letters(ctx, ref)
}

// ClaimOn works out what may be asked for an invoice on a day, by what is on
// record now; a zero day is today.
func (o *Office) ClaimOn(ctx context.Context, who Actor, ref dunning.Ref, on calendar.Date) (c dunning.Claim, v dunning.CaseView, err error) {
	if v, err = o.View(ctx, who, ref); err != nil {
		return c, v, err
	}
	if on.IsZero() {
		on = o.Today()
	}
	c, err = claim.Of(v, claim.InputOf(v, on, o.Rates))
	return c, v, err
}
