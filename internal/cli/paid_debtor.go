package cli

import (
	"slices"
	"time"

	"relance/internal/app"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// spreadView is a payment spread over the invoices of a debtor, for programs.
type spreadView struct {
	Debtor    string        `json:"debtor"`
	Creditor  string        `json:"creditor"`
	ID        string        `json:"id"`
	Date      calendar.Date `json:"date"`
	Amount    money.Cents   `json:"amount"`
	Currency  string        `json:"currency"`
	Article   string        `json:"article"`
	DryRun    bool          `json:"dry_run,omitempty"`
	Duplicate bool          `json:"duplicate"`
	Shares    []spreadShare `json:"shares"`
	Temporal  string        `json:"temporal,omitempty"`
}

// spreadShare is the part of one invoice.
type spreadShare struct {
	Invoice string        `json:"invoice"`
	Due     calendar.Date `json:"due"`
	Open    money.Cents   `json:"open"` // before
	Amount  money.Cents   `json:"amount"`
	Rule    interest.Rule `json:"rule"`
}

// spread is a payment while it is spread.
type spread struct {
	s     *session
	a     *app.App
	pay   dunning.DebtorPayment
	views []dunning.CaseView // open cases on which something is owed
	view  spreadView
}

// runDebtor records a payment that names no invoice.
func (c *paidCmd) runDebtor(s *session) error {
	amount, err := c.debtorAmount()
	if err != nil {
		return err
	}
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	d, err := a.FindDebtor(s.ctx, c.Creditor, c.Debtor)
	if err != nil {
		return err
	}
	p := spread{s: s, a: a, pay: dunning.DebtorPayment{
		Creditor: d.Creditor, Debtor: d.Key, Source: c.Source, ID: c.ID, Date: s.today(), Amount: amount, Author: s.author(c.By),
	}}
	if c.Date != nil {
		p.pay.Date = c.Date.Date
	}
	if err := p.read(); err != nil {
		return err
	}
	if err := p.share(c.For); err != nil {
		return err
	}
	return p.finish(c.DryRun)
}

func (c *paidCmd) debtorAmount() (money.Cents, error) {
	var amount money.Cents
	switch {
	case c.Amount != nil && c.Amount.Accessory != 0:
		return 0, usageError{dunning.Errorf(dunning.CodeInvalid, "interest and fee belong to an invoice").
			WithHint("record them by invoice: relance paid NUMBER --amount %s+%s", c.Amount.Amount, c.Amount.Accessory)}
	case c.Amount != nil:
		amount = c.Amount.Amount
	case c.Number != "":
		var err error
		if amount, err = parseAmount(c.Number); err != nil {
			return 0, usageError{err}
		}
	}
	if amount <= 0 {
		return 0, usageError{dunning.Errorf(dunning.CodeInvalid, "the amount of the payment is missing").
			WithHint("write relance paid --debtor %s 1200.00; money that went back is recorded by invoice", c.Debtor)}
	}
	return amount, nil
}

// read finds what the debtor owes.
func (p *spread) read() error {
	f := dunning.CaseFilter{Creditor: p.pay.Creditor, Debtor: p.pay.Debtor, Open: true, Limit: 1000}
	for {
		rows, err := p.a.Store.Cases(p.s.ctx, f)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Case.Balance <= 0 {
				continue
			}
			v, err := p.a.Store.Case(p.s.ctx, r.Case.Ref())
			if err != nil {
				return err
			}
			p.views = append(p.views, v)
		}
		if len(rows) < f.Limit {
			return nil
		}
		f.After = rows[len(rows)-1].Cursor
	}
}

// share spreads the payment: over what the debtor designated, in his order, and
// then over what he does not contest.
func (p *spread) share(designated []string) error {
	rates, err := p.a.Config.RateTable()
	if err != nil {
		return err
	}
	byNumber := map[string]dunning.CaseView{}
	debts := make([]interest.Debt, 0, len(p.views))
	for _, v := range p.views {
		if first := p.views[0].Case.Currency; v.Case.Currency != first {
			return dunning.Errorf(dunning.CodeConflict, "debtor %s owes in %s and in %s", p.pay.Debtor, first, v.Case.Currency).
				WithHint("record the payment by invoice: relance paid NUMBER")
		}
		byNumber[v.Case.Number] = v
		d := interest.Debt{ID: v.Case.Number, Due: v.Case.Due, Issued: v.Invoice.Issued, Open: uncontested(v.Case)}
		if slices.Contains(designated, d.ID) {
			d.Open = v.Case.Balance
		}
		if claim, err := v.Claim(v.ClaimInput(p.pay.Date, rates)); err == nil && claim.Daily > 0 {
			d.Rate, _ = interest.ParsePercent(claim.Rate) // of our own making
		}
		debts = append(debts, d)
	}
	im, err := interest.Impute(interest.Payment{Date: p.pay.Date, Amount: p.pay.Amount}, debts, designated...)
	if err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "%w", err).WithHint("relance list --debtor %s shows what is open", p.pay.Debtor)
	}
	p.view = spreadView{
		Debtor: p.pay.Debtor, Creditor: p.pay.Creditor, ID: p.pay.Name(), Date: p.pay.Date, Amount: p.pay.Amount,
		Article: "C. civ. 1342-10", Shares: []spreadShare{},
	}
	for _, share := range im.Shares {
		v := byNumber[share.ID]
		p.view.Currency = v.Case.Currency
		p.pay.Shares = append(p.pay.Shares, dunning.DebtorShare{Ref: v.Case.Ref(), Known: v.Case.Version, Amount: share.Amount, Rule: string(share.Rule)})
		p.view.Shares = append(p.view.Shares, spreadShare{share.ID, v.Case.Due, v.Case.Balance, share.Amount, share.Rule})
	}
	return p.surplus(im.Surplus)
}

// uncontested is what is open and not in dispute.
func uncontested(c dunning.Case) money.Cents {
	for _, h := range c.Holds {
		if h.Kind == dunning.HoldDispute && h.Amount <= 0 {
			return 0
		}
	}
	return c.Chased()
}

// surplus refuses what nothing is owed for, unless the payment is on record.
func (p *spread) surplus(over money.Cents) error {
	if over == 0 {
		return nil
	}
	if _, duplicate, err := p.a.Store.PayDebtor(p.s.ctx, p.known()); err != nil || duplicate {
		p.view.Duplicate, p.view.Shares = duplicate, []spreadShare{}
		return err
	}
	return dunning.Errorf(dunning.CodeConflict, "the payment is %s more than debtor %s owes and does not contest", over, p.pay.Debtor).
		WithHint("record it by invoice: relance paid NUMBER --amount A; interest and fee with relance match LINE INVOICE=A+B")
}

// known is the payment without shares: recording it changes nothing and tells
// whether it is on record.
func (p *spread) known() dunning.DebtorPayment {
	known := p.pay
	known.Shares = nil
	return known
}

// finish records the shares, unless it is a rehearsal, and shows them.
func (p *spread) finish(dry bool) error {
	p.view.DryRun = dry
	if !dry && !p.view.Duplicate {
		var err error
		if _, p.view.Duplicate, err = p.a.Store.PayDebtor(p.s.ctx, p.pay); err != nil {
			return err
		}
		if p.view.Duplicate {
			p.view.Shares = []spreadShare{}
		} else {
			p.view.Temporal = p.s.tell(p.a, 10*time.Second)
		}
	}
	if p.s.json {
		return p.s.printJSON(p.view)
	}
	p.say()
	return nil
}

func (p *spread) say() {
	s, v := p.s, p.view
	if v.Duplicate {
		s.say("%s: already on record, nothing changes: %s", v.Debtor, v.ID)
		s.say("if it is another payment, give it an id of its own: --id")
		return
	}
	s.say("%s: %s, %s (%s)", v.Debtor, inFrench(v.Amount, v.Currency), v.Date.French(), v.Article)
	rows := make([][]string, len(v.Shares))
	for i, share := range v.Shares {
		rows[i] = []string{
			share.Invoice, share.Due.String(), inFrench(share.Open, v.Currency), inFrench(share.Amount, v.Currency),
			inFrench(share.Open-share.Amount, v.Currency), fr.ImputationRule(share.Rule),
		}
	}
	s.figures([]string{"INVOICE", "DUE", "OPEN", "PAID", "LEFT", "RULE"}, rows, 2, 3, 4)
	if v.DryRun {
		s.say("dry run: nothing is recorded")
	}
	if v.Temporal == later {
		s.say("recorded; the cases hear of it when Temporal is back")
	}
}
