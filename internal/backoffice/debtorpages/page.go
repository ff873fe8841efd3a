package debtorpages

import (
	"context"
	"slices"

	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/people"
	"relance/internal/visit"
)

// Account is what a debtor sees on his page, as it stands.
type Account struct {
	Link     visit.Link
	Creditor dunning.Creditor
	Debtor   dunning.Debtor
	Lines    []AccountLine
	Currency string
	Asked    money.Cents      // what is due and asked for now, interest and fee among it where a notice claimed them
	Upcoming money.Cents      // what falls due later
	Extras   money.Cents      // part of Asked that is interest, fee and costs
	HowToPay []notice.Payment // ways to pay Asked, or what falls due later when nothing is due
	Promise  calendar.Date    // last day by which the debtor may promise to pay
	Today    calendar.Date
	Card     money.Cents // sum that a card would pay now; 0 when no card is taken
	Whole    bool        // the page shows all that is open, not the invoices of one message alone
}

// AccountLine is one invoice.
type AccountLine struct {
	dunning.CaseView
	State visit.State
}

// Cleared tells whether every invoice that is shown is settled.
func (a Account) Cleared() bool {
	for _, l := range a.Lines {
		if l.State != visit.Cleared && l.State != visit.Credited {
			return false
		}
	}
	return len(a.Lines) > 0
}

// Credited is what credit notes took off the invoice.
func (l AccountLine) Credited() (sum money.Cents) {
	for _, c := range l.Credits {
		sum += c.Amount
	}
	return sum
}

// Answerable tells whether the debtor can say something of the invoice.
func (l AccountLine) Answerable() bool {
	return l.Case.Balance > 0 && l.State != visit.Ended && l.State != visit.Insolvency
}

// Takes tells whether the debtor may say something by a deed that his creditor offers
// (a part of dunning.Portal; empty is always offered): while an invoice is left to
// speak of.
func (a Account) Takes(part string) bool {
	return (part == "" || a.Creditor.Portal.Offers(part)) && slices.ContainsFunc(a.Lines, AccountLine.Answerable)
}

// See gives the page behind a link: the invoices of its message as they stand.
func (p *Portal) See(ctx context.Context, token string) (Account, error) {
	l, err := p.open(ctx, token)
	if err != nil {
		return Account{}, err
	}
	return p.account(ctx, l, l.Invoices)
}

// SeeWhole gives all that the debtor owes, to whoever typed the code that was
// sent to the address on record; CodeForbidden without it.
func (p *Portal) SeeWhole(ctx context.Context, token, session string) (Account, error) {
	l, err := p.inSession(ctx, token, session)
	if err != nil {
		return Account{}, err
	}
	a, err := p.account(ctx, l, nil)
	a.Whole = true
	return a, err
}

// inSession finds a link whose debtor typed the code.
func (p *Portal) inSession(ctx context.Context, token, session string) (visit.Link, error) {
	l, err := p.open(ctx, token)
	if err != nil {
		return l, err
	}
	in := false
	if session != "" {
		if in, err = p.Codes.InSession(ctx, l.ID, visit.HashOf(session)); err != nil {
			return l, err
		}
	}
	if !in {
		return l, dunning.Errorf(dunning.CodeForbidden, "this takes the code that is sent by e-mail")
	}
	return l, nil
}

// account puts a page together.
func (p *Portal) account(ctx context.Context, l visit.Link, numbers []string) (a Account, err error) {
	cases, err := p.Cases.Shown(ctx, l.Creditor, l.Debtor, numbers)
	if err != nil {
		return a, err
	}
	a = Account{Link: l, Today: p.Office.Today()}
	for _, c := range cases {
		a.Creditor, a.Debtor, a.Currency = c.Creditor, c.Debtor, c.Case.Currency
		a.Lines = append(a.Lines, AccountLine{c, visit.StateOf(c, a.Today)})
		last := visit.LastPromise(a.Today, int(c.Rules.Plan.PromiseDays), c.Rules.Zone)
		if a.Promise.IsZero() || last.Before(a.Promise) {
			a.Promise = last
		}
	}
	if len(a.Lines) == 0 {
		if a.Creditor, a.Debtor, err = p.parties(ctx, l); err != nil {
			return a, err
		}
	}
	if p.takes(a) {
		a.Card = sum(payable(a))
	}
	return a, p.workOut(&a)
}

// parties reads creditor and debtor where no case gives them.
func (p *Portal) parties(ctx context.Context, l visit.Link) (c dunning.Creditor, d dunning.Debtor, err error) {
	cases, err := p.Cases.Shown(ctx, l.Creditor, l.Debtor, l.Invoices)
	if err == nil && len(cases) > 0 {
		return cases[0].Creditor, cases[0].Debtor, nil
	}
	return c, d, err
}

// workOut works out what is asked for, as the notices would ask for it: the part
// that is not contested, with interest and fee where a notice claimed them.
func (p *Portal) workOut(a *Account) error {
	var due, later []dunning.NoticeItem
	for _, line := range a.Lines {
		a.Currency = line.Case.Currency
		if line.Case.Uncontested() <= 0 || !line.State.Payable() {
			continue
		}
		it := dunning.NewNoticeItem(line.Invoice, line.Case, line.sentLevel(), a.Today, line.Received(), line.Credits)
		it.NoticeReceived, it.Particulars = line.NoticeReceived, line.Particulars
		if line.State == visit.Upcoming {
			later = append(later, it)
			a.Upcoming += line.Case.Uncontested()
		} else {
			due = append(due, it)
		}
	}
	asked := due
	if len(due) == 0 {
		asked = later
	}
	if len(asked) == 0 {
		return nil
	}
	n := dunning.Notice{
		Channel: dunning.Email, Creditor: a.Creditor, Debtor: a.Debtor, Date: a.Today, Deadline: a.Today, Items: asked, Currency: a.Currency,
		Level: dunning.Courtesy,
	}
	for _, it := range due {
		if it.Level.Rank() > n.Level.Rank() {
			n.Level = it.Level
		}
	}
	n, err := claim.InNotice(n, p.Office.Rates)
	if err != nil {
		return err
	}
	if len(due) > 0 {
		a.Asked = n.Totals.Principal
		if n.Level.Claims(a.Debtor.Regime) {
			a.Asked, a.Extras = n.Totals.Total, n.Totals.Total-n.Totals.Principal
		}
	}
	a.HowToPay, err = notice.HowToPay(n)
	return err
}

// sentLevel is the highest level at which a notice spoke of the invoice, for
// what is asked; a first reminder at least once it is due.
func (l AccountLine) sentLevel() dunning.Level {
	level := dunning.First
	if l.State == visit.Upcoming {
		return dunning.Courtesy
	}
	for _, s := range l.Case.Steps {
		if !s.Sent.IsZero() && s.Level.Rank() > level.Rank() {
			level = s.Level
		}
	}
	return level
}

// InvoiceFile gives the PDF of an invoice as it was received, of those that the
// page shows; session as in SeeWhole, or empty.
func (p *Portal) InvoiceFile(ctx context.Context, token, session, number string) (dunning.Document, error) {
	l, err := p.open(ctx, token)
	if err != nil {
		return dunning.Document{}, err
	}
	shown := false
	for _, n := range l.Invoices {
		shown = shown || n == number
	}
	if !shown {
		if l, err = p.inSession(ctx, token, session); err != nil {
			return dunning.Document{}, notThere()
		}
	}
	cases, err := p.Cases.Shown(ctx, l.Creditor, l.Debtor, []string{number})
	if err != nil {
		return dunning.Document{}, err
	}
	if len(cases) == 0 || cases[0].Invoice.Document == "" {
		return dunning.Document{}, notThere()
	}
	return p.Office.Archive.Document(ctx, cases[0].Invoice.Document)
}

func notThere() error { return dunning.Errorf(dunning.CodeNotFound, "there is no such page") }

// SendAgain asks for a new link, to the address that the old one went to. What
// it answers does not depend on whether there is such a link.
func (p *Portal) SendAgain(ctx context.Context, token string) error {
	return p.Mails.AskMail(ctx, visit.LinkMail, visit.HashOf(token))
}

// SendCode asks for a code, to the address of the debtor that is on record.
func (p *Portal) SendCode(ctx context.Context, token string) error {
	if _, err := p.open(ctx, token); err != nil {
		return err
	}
	return p.Mails.AskMail(ctx, visit.CodeMail, visit.HashOf(token))
}

// EnterCode gives the secret of a session for a right code; CodeForbidden for a
// wrong one, and for any after five tries.
func (p *Portal) EnterCode(ctx context.Context, token, code string) (session string, err error) {
	l, err := p.open(ctx, token)
	if err != nil {
		return "", err
	}
	if session, err = people.NewSecret(p.Random); err != nil {
		return "", err
	}
	return session, p.Codes.UseCode(ctx, l.ID, code, visit.HashOf(session))
}
