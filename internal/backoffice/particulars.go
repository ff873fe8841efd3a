package backoffice

import (
	"context"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// completeWaiver gives up a part of the claim, or takes that back.
func (o *Office) completeWaiver(ctx context.Context, c dunning.Case, f *Fact) error {
	e := &f.Event
	e.Date = o.Today()
	v, err := o.CaseReader.Case(ctx, c.Ref())
	if err != nil {
		return err
	}
	back := e.Status == dunning.Withdrawn
	w, waived := v.Particulars.Waiver(dunning.Waivable(e.Category))
	switch {
	case back && !waived:
		return dunning.Errorf(dunning.CodeConflict, "%s is not waived on invoice %s", e.Category, c.Number)
	case !back && waived:
		return dunning.Errorf(dunning.CodeConflict, "%s of invoice %s was waived on %s", e.Category, c.Number, w.On).
			WithHint("a waiver can be withdrawn: %s", dunning.Deed{Do: dunning.DeedWithdraw})
	case !back && strings.TrimSpace(f.Words) == "":
		return dunning.Errorf(dunning.CodeInvalid, "the reason is missing").WithHint("say why, for example: geste commercial")
	}
	e.Note, err = o.keepWords(ctx, f.Words)
	return err
}

// completeCost takes a justified cost of recovery (C. com. L441-10 II); a
// consumer never owes any (CPC exéc. L111-8).
func (o *Office) completeCost(ctx context.Context, c dunning.Case, f *Fact) error {
	e := &f.Event
	if e.Date.IsZero() {
		e.Date = o.Today()
	}
	v, err := o.CaseReader.Case(ctx, c.Ref())
	if err != nil {
		return err
	}
	if err := checkCost(v, *e, f.Words); err != nil || e.Status == dunning.Withdrawn {
		return err
	}
	if f.File != nil {
		d, err := o.Archive.SaveDocument(ctx, *f.File)
		if err != nil {
			return err
		}
		*e = e.WithDocument(d.SHA256)
	}
	e.Note, err = o.keepWords(ctx, f.Words)
	return err
}

func checkCost(v dunning.CaseView, e dunning.Event, what string) error {
	switch {
	case e.Status == dunning.Withdrawn && v.Particulars.Outlay(e.Date, e.Amount) < 0:
		return dunning.Errorf(dunning.CodeConflict, "no cost of %s on %s is on record for invoice %s", e.Amount, e.Date, v.Invoice.Number).
			WithHint("see which there are: %s", dunning.Deed{Do: dunning.DeedShow, On: v.Invoice.Number})
	case e.Status == dunning.Withdrawn:
		return nil
	case v.Debtor.Regime.Consumer():
		return dunning.Errorf(dunning.CodeInvalid, "the debtor of invoice %s is no professional: costs before an enforceable title stay with the creditor (CPC exéc. L111-8)", v.Invoice.Number).
			WithHint("if the debtor is a business, say so first: %s", dunning.Deed{Do: dunning.DeedSetBusiness, On: v.Debtor.Key})
	case strings.TrimSpace(what) == "":
		return dunning.Errorf(dunning.CodeInvalid, "it is not said what the cost is for").WithHint("name it, for example: sommation de payer")
	case v.Case.Currency != "EUR":
		return fact.CheckFor(dunning.Case{Number: v.Case.Number, Currency: v.Case.Currency}, e)
	}
	return nil
}

// completeClaim takes the claim of what is left of interest and fee once the
// principal is paid.
func (o *Office) completeClaim(ctx context.Context, c dunning.Case, f *Fact) (err error) {
	e := &f.Event
	if e.Date.IsZero() {
		e.Date = o.Today()
	}
	if c.State == dunning.Closed && c.Left.Sum() <= 0 {
		return dunning.Errorf(dunning.CodeConflict, "no notice of invoice %s claimed interest or fee that is still due", c.Number).
			WithHint("see the claim as of today: %s", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
	}
	e.Note, err = o.keepWords(ctx, f.Words)
	return err
}

// completeLimitation takes back only what is on record.
func (o *Office) completeLimitation(ctx context.Context, c dunning.Case, f *Fact) error {
	e := &f.Event
	if e.Status != dunning.Withdrawn {
		return nil
	}
	e.End = calendar.Date{}
	v, err := o.CaseReader.Case(ctx, c.Ref())
	if err != nil {
		return err
	}
	for _, i := range v.Particulars.Limitation {
		if string(i.Event) == e.Category && i.On == e.Date {
			return nil
		}
	}
	return dunning.Errorf(dunning.CodeConflict, "no %s of %s is on record for invoice %s", e.Category, e.Date, c.Number).
		WithHint("see what is: %s", dunning.Deed{Do: dunning.DeedLimitation, On: c.Number})
}
