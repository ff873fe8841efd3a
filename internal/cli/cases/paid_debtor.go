package cases

import (
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
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

// runDebtor records a payment that names no invoice.
func (c *Paid) runDebtor(s *frame.Session) error {
	amount, err := c.debtorAmount()
	if err != nil {
		return err
	}
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	debtor, err := d.FindDebtor(s.Ctx, d.Who, backoffice.DebtorName{Creditor: c.Creditor, Key: c.Debtor})
	if err != nil {
		return err
	}
	out, err := d.PayDebtor(s.Ctx, d.Who, backoffice.Received{
		Creditor: debtor.Creditor, Debtor: debtor.Key, Source: c.Source, ID: c.ID, Date: c.Date.Value(), Amount: amount,
		Designated: c.For, DryRun: c.DryRun,
	})
	if err != nil {
		return err
	}
	v := spreadOf(out, c.DryRun)
	if !v.DryRun && !v.Duplicate {
		v.Temporal = s.Tell(d.Rooms, frame.MostPatience)
	}
	if s.JSON {
		return s.PrintJSON(v)
	}
	saySpread(s, v)
	return nil
}

// spreadOf is a spread payment in the words of a program.
func spreadOf(in backoffice.Spread, dry bool) spreadView {
	v := spreadView{
		Debtor: in.Debtor, Creditor: in.Creditor, ID: in.Name(), Date: in.Date, Amount: in.Amount, Currency: in.Currency,
		Article: "C. civ. 1342-10", DryRun: dry, Duplicate: in.Duplicate, Shares: []spreadShare{},
	}
	for _, p := range in.Parts {
		v.Shares = append(v.Shares, spreadShare(p))
	}
	return v
}

func (c *Paid) debtorAmount() (money.Cents, error) {
	var amount money.Cents
	switch {
	case c.Amount != nil && c.Amount.Accessory != 0:
		return 0, frame.Usage(dunning.Errorf(dunning.CodeInvalid, "interest and fee belong to an invoice").
			WithHint("record them by invoice: relance paid NUMBER --amount %s+%s", c.Amount.Amount.String(), c.Amount.Accessory.String()))
	case c.Amount != nil:
		amount = c.Amount.Amount
	case c.Number != "":
		var err error
		if amount, err = frame.ParseAmount(c.Number); err != nil {
			return 0, frame.Usage(err)
		}
	}
	if amount <= 0 {
		return 0, frame.Usage(dunning.Errorf(dunning.CodeInvalid, "the amount of the payment is missing").
			WithHint("write relance paid --debtor %s 1200.00; money that went back is recorded by invoice", c.Debtor))
	}
	return amount, nil
}

// saySpread prints the parts.
func saySpread(s *frame.Session, v spreadView) {
	if v.Duplicate {
		s.Say("%s: already on record, nothing changes: %s", v.Debtor, v.ID)
		s.Say("if it is another payment, give it an id of its own: --id")
		return
	}
	s.Say("%s: %s, %s (%s)", v.Debtor, s.Amount(v.Amount, v.Currency), s.W.Date(v.Date), v.Article)
	rows := make([][]string, len(v.Shares))
	for i, share := range v.Shares {
		rows[i] = []string{
			share.Invoice, s.W.ShortDate(share.Due), s.Amount(share.Open, v.Currency), s.Amount(share.Amount, v.Currency),
			s.Amount(share.Open-share.Amount, v.Currency), s.W.ImputationRule(share.Rule),
		}
	}
	s.Figures([]string{"INVOICE", "DUE", "OPEN", "PAID", "LEFT", "RULE"}, rows, 2, 3, 4)
	if v.DryRun {
		s.Say("dry run: nothing is recorded")
	}
	if v.Temporal == frame.Later {
		s.Say("recorded; the cases hear of it when Temporal is back")
	}
}
