package cases

import (
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Paid records money that came in, or went back when negative.
type Paid struct {
	Number   string            `arg:"" optional:"" help:"Invoice number, or CREDITOR/NUMBER; with --debtor the amount."`
	Creditor string            `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	By       string            `placeholder:"NAME" help:"Who says so (default: $$USER)."`
	Debtor   string            `placeholder:"KEY" help:"The payment names no invoice: spread it over what this debtor owes (C. civ. 1342-10)."`
	For      []string          `placeholder:"NUMBER" help:"With --debtor: invoices that the debtor designated, in his order."`
	DryRun   bool              `help:"With --debtor: show the shares, record nothing."`
	Amount   *frame.PaymentArg `placeholder:"A" help:"Amount, as 1200.00 or 1200,00 (default: all that is open), or AMOUNT+ACCESSORY with what goes to late interest and the 40 €. A returned payment is negative: --amount=-1200."`
	Date     *frame.DateArg    `placeholder:"D" help:"Value date (default: today)."`
	ID       string            `name:"id" placeholder:"ID" help:"Identifier of the payment in its source: the same twice counts once."`
	Source   string            `default:"manual" help:"Where the payment is known from (${default})."`
}

// Run records it: it counts at once, whether Temporal runs or not.
func (c *Paid) Run(s *frame.Session) error {
	if c.Debtor != "" {
		return c.runDebtor(s)
	}
	if c.Number == "" || len(c.For) > 0 || c.DryRun {
		return frame.Usage(dunning.Errorf(dunning.CodeInvalid, "it is not said which invoice was paid").
			WithHint("name the invoice, or the debtor with --debtor; --for and --dry-run go with --debtor"))
	}
	var principal, accessory money.Cents // none is all that is open
	if c.Amount != nil {
		principal, accessory = c.Amount.Amount, c.Amount.Accessory
	}
	f := backoffice.Fact{
		Open:  c.Amount == nil,
		Event: dunning.NewPaidBesides(principal, accessory, c.Date.Value()).With(dunning.Stamp{ID: c.ID, Source: c.Source}),
	}
	return fact(s, CaseArg{Number: c.Number, Creditor: c.Creditor, By: c.By}, f)
}

// paymentView is a payment on record, for programs.
type paymentView struct {
	ID     string        `json:"id"`
	Source string        `json:"source"`
	Date   calendar.Date `json:"date"`
	Amount money.Cents   `json:"amount"`

	Accessory money.Cents `json:"accessory,omitzero"` // besides, to late interest and the fixed fee
}

// Credit sets a credit note against an invoice.
type Credit struct {
	CaseArg
	Amount frame.AmountArg `required:"" placeholder:"A" help:"Amount with VAT, positive."`
	Date   *frame.DateArg  `placeholder:"D" help:"Date of the credit note (default: today)."`
	ID     string          `name:"id" placeholder:"ID" help:"Number of the credit note: the same twice counts once."`
}

// Run records it.
func (c *Credit) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewCredited(money.Cents(c.Amount), c.Date.Value()).With(dunning.Stamp{ID: c.ID}))
}
