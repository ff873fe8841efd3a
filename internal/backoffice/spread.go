package backoffice

import (
	"context"
	"slices"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// DebtReader reads what debtors owe.
type DebtReader interface {
	// Debts gives the open cases of a debtor on which something is owed, oldest
	// due date first, as far as claims depend on them: without messages, tasks
	// and timeline.
	Debts(ctx context.Context, creditor, debtor string) ([]dunning.CaseView, error)
}

// DebtorMoney records payments that name no invoice.
type DebtorMoney interface {
	PayDebtor(ctx context.Context, p dunning.DebtorPayment) (out []dunning.Recorded, duplicate bool, err error)
}

// Received is money that came from a debtor and names no invoice.
type Received struct {
	Creditor   string
	Debtor     string // Debtor.Key
	Source     string // as of a payment
	ID         string // the same twice counts once; empty is made of debtor, date and amount
	Date       calendar.Date
	Amount     money.Cents
	Designated []string // invoices that the debtor named, in his order
	DryRun     bool     // work it out, record nothing
}

// Spread is such a payment, spread over invoices (C. civ. 1342-10).
type Spread struct {
	dunning.DebtorPayment
	Currency  string
	Parts     []SpreadPart
	Duplicate bool // on record already: nothing changes
}

// SpreadPart is the part of one invoice.
type SpreadPart struct {
	Invoice string
	Due     calendar.Date
	Open    money.Cents // before
	Amount  money.Cents
	Rule    interest.Rule
}

// PayDebtor spreads a payment over what the debtor designated, in his order,
// and then over what he does not contest, and records all parts or none. A
// surplus is refused: nothing is owed for it.
func (o *Office) PayDebtor(ctx context.Context, who Actor, in Received) (Spread, error) {
	out := Spread{DebtorPayment: dunning.DebtorPayment{
		Creditor: in.Creditor, Debtor: in.Debtor, Source: in.Source, ID: in.ID, Date: in.Date, Amount: in.Amount, Author: who.Name,
	}}
	if out.Date.IsZero() {
		out.Date = o.Today()
	}
	if err := access.May(who, access.RecordMoney, in.Creditor); err != nil {
		return out, err
	}
	if err := o.notFuture(out.Date); err != nil {
		return out, err
	}
	if in.DryRun {
		return o.spread(ctx, ctx, in, out)
	}
	return Once(ctx, o.Keys, Deed{who, "pay debtor", in}, func(deed context.Context) (Spread, error) {
		return o.spread(ctx, deed, in, out)
	})
}

// spread works out who gets what of a payment, and records it in the context of the
// deed unless it is a dry run.
func (o *Office) spread(ctx, deed context.Context, in Received, out Spread) (Spread, error) {
	debts, err := o.Debts.Debts(ctx, in.Creditor, in.Debtor)
	if err != nil {
		return out, err
	}
	surplus, err := out.share(debts, in.Designated, o.Rates)
	if err != nil {
		return out, err
	}
	if surplus > 0 {
		return out, o.surplus(ctx, &out, surplus)
	}
	if in.DryRun {
		return out, nil
	}
	if _, out.Duplicate, err = o.Money.PayDebtor(deed, out.DebtorPayment); out.Duplicate {
		out.Parts = nil
	}
	return out, err
}

// share works the parts out, and what is left over.
func (s *Spread) share(views []dunning.CaseView, designated []string, rates *interest.Rates) (money.Cents, error) {
	byNumber := map[string]dunning.CaseView{}
	debts := make([]interest.Debt, 0, len(views))
	for _, v := range views {
		if s.Currency == "" {
			s.Currency = v.Case.Currency
		}
		if v.Case.Currency != s.Currency {
			return 0, dunning.Errorf(dunning.CodeConflict, "debtor %s owes in %s and in %s", s.Debtor, s.Currency, v.Case.Currency).
				WithHint("record the payment by invoice")
		}
		byNumber[v.Case.Number] = v
		debts = append(debts, debtOf(v, s.Date, slices.Contains(designated, v.Case.Number), rates))
	}
	im, err := interest.Impute(interest.Payment{Date: s.Date, Amount: s.Amount}, debts, designated...)
	if err != nil {
		return 0, dunning.Errorf(dunning.CodeInvalid, "%w", err).WithHint("see what is open: %s", dunning.Deed{Do: dunning.DeedList})
	}
	for _, part := range im.Shares {
		c := byNumber[part.ID].Case
		s.Shares = append(s.Shares, dunning.DebtorShare{Ref: c.Ref(), Known: c.Version, Amount: part.Amount, Rule: string(part.Rule)})
		s.Parts = append(s.Parts, SpreadPart{part.ID, c.Due, c.Balance, part.Amount, part.Rule})
	}
	return im.Surplus, nil
}

// debtOf is a case as a debt: what is designated counts whole, else only what
// is not contested.
func debtOf(v dunning.CaseView, on calendar.Date, designated bool, rates *interest.Rates) interest.Debt {
	d := interest.Debt{ID: v.Case.Number, Due: v.Case.Due, Issued: v.Invoice.Issued, Open: v.Case.Uncontested()}
	if designated {
		d.Open = v.Case.Balance
	}
	if claim, err := claim.Of(v, claim.InputOf(v, on, rates)); err == nil && claim.Daily > 0 {
		d.Rate, _ = interest.ParsePercent(claim.Rate) // of our own making
	}
	return d
}

// surplus refuses what nothing is owed for, unless the payment is on record.
func (o *Office) surplus(ctx context.Context, s *Spread, over money.Cents) error {
	known := s.DebtorPayment
	known.Shares = nil // recording it changes nothing and tells whether it is on record
	_, duplicate, err := o.Money.PayDebtor(ctx, known)
	if err != nil || duplicate {
		s.Duplicate, s.Parts, s.Shares = duplicate, nil, nil
		return err
	}
	return dunning.Errorf(dunning.CodeConflict, "the payment is %s more than debtor %s owes and does not contest", over, s.Debtor).
		WithHint("record it by invoice; interest and fee by the bank line that brought them")
}
