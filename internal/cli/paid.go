package cli

import (
	"relance/internal/app"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// paidCmd records money that came in, or went back when negative.
type paidCmd struct {
	Number   string      `arg:"" optional:"" help:"Invoice number, or CREDITOR/NUMBER; with --debtor the amount."`
	Creditor string      `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	By       string      `placeholder:"NAME" help:"Who says so (default: $$USER)."`
	Debtor   string      `placeholder:"KEY" help:"The payment names no invoice: spread it over what this debtor owes (C. civ. 1342-10)."`
	For      []string    `placeholder:"NUMBER" help:"With --debtor: invoices that the debtor designated, in his order."`
	DryRun   bool        `help:"With --debtor: show the shares, record nothing."`
	Amount   *paymentArg `placeholder:"A" help:"Amount, as 1200.00 or 1200,00 (default: all that is open), or AMOUNT+ACCESSORY with what goes to late interest and the 40 €. A returned payment is negative: --amount=-1200."`
	Date     *dateArg    `placeholder:"D" help:"Value date (default: today)."`
	ID       string      `name:"id" placeholder:"ID" help:"Identifier of the payment in its source: the same twice counts once."`
	Source   string      `default:"manual" help:"Where the payment is known from (${default})."`
}

// valueDays is how far ahead of today money may be dated, as in dunning.CheckFact.
const valueDays = 1

// Run records it: it counts at once, whether Temporal runs or not.
func (c *paidCmd) Run(s *session) error {
	if err := s.notFuture(c.Date); err != nil {
		return err
	}
	if c.Debtor != "" {
		return c.runDebtor(s)
	}
	if c.Number == "" || len(c.For) > 0 || c.DryRun {
		return usageError{dunning.Errorf(dunning.CodeInvalid, "it is not said which invoice was paid").
			WithHint("name the invoice, or the debtor with --debtor; --for and --dry-run go with --debtor")}
	}
	arg := caseArg{Number: c.Number, Creditor: c.Creditor, By: c.By}
	return s.fact(arg, func(body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindPaid, ID: c.ID, Source: c.Source, Amount: body.Balance}
		if c.Date != nil {
			e.Date = c.Date.Date
		}
		if c.Amount != nil {
			e.Amount, e.Accessory = c.Amount.Amount, c.Amount.Accessory
		} else if body.Balance <= 0 {
			return e, dunning.Errorf(dunning.CodeConflict, "nothing is open on invoice %s (%s)", body.Number, fr.Status(body)).
				WithHint("look at relance show %s; to record one more payment say --amount", body.Number)
		}
		return e, nil
	})
}

// notFuture refuses a payment that cannot have come yet.
func (s *session) notFuture(d *dateArg) error {
	if d != nil && d.After(s.today().AddDays(valueDays)) {
		return dunning.Errorf(dunning.CodeInvalid, "the date %s lies in the future", d.Date).
			WithHint("a payment that is announced is a promise: relance promise")
	}
	return nil
}

// paymentView is a payment on record, for programs.
type paymentView struct {
	ID     string        `json:"id"`
	Source string        `json:"source"`
	Date   calendar.Date `json:"date"`
	Amount money.Cents   `json:"amount"`

	Accessory money.Cents `json:"accessory,omitzero"` // besides, to late interest and the fixed fee
}

// earlier finds the payment that made another a repeat of it.
func (s *session) earlier(a *app.App, c dunning.Case, e dunning.Event) *paymentView {
	if e.Kind != dunning.KindPaid {
		return nil
	}
	if e.Date.IsZero() {
		e.Date = s.today()
	}
	view, err := a.Store.Case(s.ctx, c.Ref())
	if err != nil {
		return nil
	}
	for _, p := range view.Payments {
		same := p.External == e.ID && p.Source == e.Source
		if e.ID == "" { // told by hand before, perhaps through another source
			same = p.External == dunning.PaymentName(c.Number, e)
		}
		if same {
			return &paymentView{ID: p.External, Source: p.Source, Date: p.Date, Amount: p.Amount.Cents, Accessory: p.Accessory}
		}
	}
	return nil
}

// creditCmd sets a credit note against an invoice.
type creditCmd struct {
	caseArg
	Amount amountArg `required:"" placeholder:"A" help:"Amount with VAT, positive."`
	Date   *dateArg  `placeholder:"D" help:"Date of the credit note (default: today)."`
	ID     string    `name:"id" placeholder:"ID" help:"Number of the credit note: the same twice counts once."`
}

// Run records it.
func (c *creditCmd) Run(s *session) error {
	return s.fact(c.caseArg, func(dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindCredited, ID: c.ID, Amount: money.Cents(c.Amount)}
		if c.Date != nil {
			e.Date = c.Date.Date
		}
		return e, nil
	})
}
