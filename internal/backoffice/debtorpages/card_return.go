package debtorpages

import (
	"context"
	"slices"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/payment"
	"relance/internal/visit"
)

// giveBack asks the provider what of a payment went back, and records it: once,
// however often it is told, under the provider's own identifier.
func (p *Portal) giveBack(ctx context.Context, pay string) error {
	reference, list, err := p.Cards.Provider.Returns(ctx, pay)
	if err != nil || reference == "" {
		return err
	}
	c, err := p.Cards.Read.CheckoutByReference(ctx, reference)
	switch {
	case dunning.ErrorCode(err) == dunning.CodeNotFound:
		return nil // it concerns the creditor's account, and no payment of these pages
	case err != nil:
		return err
	case c.State != string(payment.Paid): // told before the payment itself
		if err := p.settle(ctx, c); err != nil {
			return err
		}
		if c, err = p.Cards.Read.CheckoutByReference(ctx, reference); err != nil {
			return err
		}
	}
	for _, r := range list {
		if err := p.returned(ctx, c, r); err != nil {
			return err
		}
	}
	return nil
}

// returned records one return. What is not decided, and what cannot be told apart
// between several invoices, is for a person.
func (p *Portal) returned(ctx context.Context, c visit.Checkout, r payment.Return) error {
	if r.State == payment.ReturnVoid {
		return p.takeBack(ctx, c, r)
	}
	parts, ok := partsOf(c, r)
	if r.State != payment.ReturnDone || !ok || c.State != string(payment.Paid) {
		return p.lookAt(ctx, c.Parts[0].Ref, r)
	}
	for _, part := range parts {
		if err := p.paidBack(ctx, part, r); err != nil {
			return err
		}
	}
	return nil
}

// partsOf shares a return out: all of the payment, or what went to its only
// invoice. False where that says nothing.
func partsOf(c visit.Checkout, r payment.Return) ([]visit.Part, bool) {
	switch {
	case r.Currency != c.Currency || r.Amount <= 0 || r.Amount > c.Amount:
		return nil, false
	case r.Amount == c.Amount:
		return c.Parts, true
	case len(c.Parts) == 1:
		return []visit.Part{{Ref: c.Parts[0].Ref, Amount: r.Amount}}, true
	}
	return nil, false
}

// paidBack records that money of an invoice went back. Where the invoice is owed
// again, nothing leaves before a person has looked: the creditor may have meant
// to give it up. What somebody entered by hand already is not recorded again.
func (p *Portal) paidBack(ctx context.Context, part visit.Part, r payment.Return) error {
	v, err := p.Office.CaseReader.Case(ctx, part.Ref)
	if err != nil {
		return err
	}
	name := r.ID + "/" + part.Ref.Number
	if recorded(v, name) {
		return nil
	}
	if slices.ContainsFunc(v.Payments, func(x dunning.Payment) bool {
		return x.Amount.Cents == -part.Amount && x.Source != p.Cards.Provider.Name() && !x.Date.Before(r.On.AddDays(-1))
	}) {
		return p.lookAt(ctx, part.Ref, r)
	}
	if _, err := p.Office.Tell(ctx, p.provider(), backoffice.Fact{Ref: part.Ref, Event: p.money(name, -part.Amount, r)}); err != nil {
		return err
	}
	ref, err := p.Office.Find(ctx, p.provider(), backoffice.CaseName{Creditor: part.Ref.Creditor, Number: part.Ref.Number})
	if err != nil {
		return err
	}
	again, err := p.Office.CaseReader.Case(ctx, ref)
	if err != nil {
		return err
	}
	if again.Case.Balance <= 0 || again.Case.State == dunning.Closed {
		return nil
	}
	_, err = p.Office.Tell(ctx, p.provider(), backoffice.Fact{Ref: ref, Event: dunning.NewHoldFor(dunning.HoldManual).With(dunning.Stamp{ID: "hold-" + name})})
	if err != nil {
		return err
	}
	return p.lookAt(ctx, ref, r)
}

// takeBack undoes a return that had been recorded and then failed.
func (p *Portal) takeBack(ctx context.Context, c visit.Checkout, r payment.Return) error {
	for _, part := range c.Parts {
		v, err := p.Office.CaseReader.Case(ctx, part.Ref)
		if err != nil {
			return err
		}
		name := r.ID + "/" + part.Ref.Number
		i := slices.IndexFunc(v.Payments, func(x dunning.Payment) bool { return x.External == name })
		if i < 0 || recorded(v, name+"/void") {
			continue
		}
		_, err = p.Office.Tell(ctx, p.provider(), backoffice.Fact{Ref: part.Ref, Event: p.money(name+"/void", -v.Payments[i].Amount.Cents, r)})
		if err != nil {
			return err
		}
	}
	return nil
}

func recorded(v dunning.CaseView, name string) bool {
	return slices.ContainsFunc(v.Payments, func(x dunning.Payment) bool { return x.External == name })
}

func (p *Portal) money(name string, amount money.Cents, r payment.Return) dunning.Event {
	return dunning.NewPaid(amount, r.On).With(dunning.Stamp{Source: p.Cards.Provider.Name(), ID: name})
}

// provider is the author of what the payment provider reports.
func (p *Portal) provider() access.Actor {
	who := access.Own(p.Cards.Provider.Name())
	who.Door = access.Webhook
	return who
}

// lookAt asks a person about a return.
func (p *Portal) lookAt(ctx context.Context, ref dunning.Ref, r payment.Return) error {
	return p.Tasks.OpenTask(ctx, dunning.Task{
		Ref: ref, Code: dunning.TaskCardReturn, Step: r.ID, Detail: string(r.Kind) + " " + string(r.State) + " " + r.Amount.String(),
	})
}
