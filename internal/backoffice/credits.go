package backoffice

import (
	"context"

	"relance/internal/dunning"
	"relance/internal/intake"
	"relance/internal/money"
)

// CreditStore sets credit notes against invoices.
type CreditStore interface {
	LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error)
	Case(ctx context.Context, ref dunning.Ref) (dunning.CaseView, error)
	Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error)
}

// The faults of a credit note that the record shows, besides intake's.
const (
	CreditNotOnRecord   intake.CreditFault = "not_on_record"  // the invoice that it names has no case
	CreditOtherCurrency intake.CreditFault = "other_currency" // its invoice is in another one
	CreditUnchecked     intake.CreditFault = "unchecked"      // of a dry run without database
)

// CreditResult is what became of a credit note.
type CreditResult struct {
	intake.Credit
	Against         string       // the invoice that it reduces; empty when it names none or several
	InvoiceCurrency string       // when the invoice is in another currency
	Left            *money.Cents // of the invoice after it was set
}

// pendingCredit is a credit note that waits for the invoices of its import.
type pendingCredit struct {
	entry    Entry
	creditor string
}

// keepCredit remembers a credit note that names one invoice. Any other is for
// a person.
func (r *importRun) keepCredit(e Entry, c intake.Credit) {
	e.Currency, e.Payable = c.Currency, c.Amount
	e.Credit = &CreditResult{Credit: c, Against: c.Against()}
	if c.Fault != "" {
		r.emit(e)
		return
	}
	r.credits = append(r.credits, pendingCredit{e, e.Creditor})
}

// setCredits sets the credit notes against their invoices, now that those of
// the same import are on record.
func (r *importRun) setCredits(ctx context.Context) {
	ctx, done := outlast(ctx)
	defer done()
	for _, p := range r.credits {
		e := p.entry
		ref, err := r.creditedCase(ctx, p)
		switch {
		case err != nil:
			e.notRecorded(err)
		case e.Credit.Fault != "":
		case r.in.DryRun:
			e.Outcome = WouldCredit
		default:
			r.setCredit(ctx, ref, &e)
		}
		r.emit(e)
	}
	r.credits = nil
}

// creditedCase finds the case that a credit note reduces, or the fault that
// makes it one for a person.
func (r *importRun) creditedCase(ctx context.Context, p pendingCredit) (ref dunning.Ref, err error) {
	c := p.entry.Credit
	if r.in.DryRun && r.starts[[2]string{p.creditor, c.Against}] {
		return ref, nil
	}
	if r.o.Credits == nil {
		c.Fault = CreditUnchecked
		return ref, nil
	}
	ref, err = r.o.Find(ctx, r.who, CaseName{Creditor: p.creditor, Number: c.Against})
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		c.Fault = CreditNotOnRecord
		return ref, nil
	}
	if err != nil {
		return ref, err
	}
	found, err := r.o.Credits.LoadCase(ctx, ref)
	if err == nil && found.Currency != c.Currency {
		c.Fault, c.InvoiceCurrency = CreditOtherCurrency, found.Currency
	}
	return ref, err
}

// setCredit records a credit note. Its number is its identity: again is a
// no-op, and again with another amount is a conflict.
func (r *importRun) setCredit(ctx context.Context, ref dunning.Ref, e *Entry) {
	c := e.Credit
	said := dunning.NewCredited(c.Amount, c.Issued).With(dunning.Stamp{ID: c.Number, Author: r.who.Name})
	out, err := r.o.Credits.Record(ctx, dunning.Recording{Ref: ref, Event: said, Notify: true})
	switch {
	case err != nil:
		e.notRecorded(err)
	case out.Duplicate:
		r.compareCredit(ctx, said, ref, e)
	default:
		e.Outcome = Credited
		for _, on := range out.Events {
			if on.Kind == dunning.KindCredited && on.ID == said.ID && on.Balance != nil {
				c.Left = on.Balance
			}
		}
	}
}

// compareCredit tells a credit note that is on record from another one of the
// same number.
func (r *importRun) compareCredit(ctx context.Context, said dunning.Event, ref dunning.Ref, e *Entry) {
	e.Outcome, e.Text = AlreadyIn, ""
	view, err := r.o.Credits.Case(ctx, ref)
	if err != nil {
		return
	}
	for _, on := range view.Timeline {
		if on.Kind == dunning.KindCredited && on.ID == said.ID && on.Amount != said.Amount {
			e.Outcome = Conflicting
			e.Err = dunning.Errorf(dunning.CodeConflict, "%s: credit note %s is on record with another amount, which stays", e.Place(), said.ID).
				WithHint("give a new credit note its own number")
			e.Differences = []dunning.Difference{{Field: "amount", Recorded: on.Amount.String(), Given: said.Amount.String()}}
		}
	}
}
