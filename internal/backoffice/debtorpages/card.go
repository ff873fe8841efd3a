package debtorpages

import (
	"context"
	"strings"
	"time"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/payment"
	"relance/internal/people"
	"relance/internal/visit"
)

// CheckoutStore keeps card payments from the request of a debtor until the money is recorded.
type CheckoutStore interface {
	BeginCheckout(ctx context.Context, provider string, c visit.Checkout) (id int64, err error)
	NameCheckout(ctx context.Context, id int64, session string) error
	FinishCheckout(ctx context.Context, id int64, state string, p payment.State) error
}

// CheckoutReader finds card payments.
type CheckoutReader interface {
	Checkout(ctx context.Context, session string) (visit.Checkout, error)
	CheckoutByReference(ctx context.Context, reference string) (visit.Checkout, error)
	OpenCheckouts(ctx context.Context, before time.Time) ([]visit.Checkout, error)
	// StaleCheckouts gives those that ask for another sum than is open by now, and
	// those of a link.
	StaleCheckouts(ctx context.Context, link int64) ([]visit.Checkout, error)
}

// PayoutStore keeps the transfers by which a provider pays the creditor.
type PayoutStore interface {
	SavePayout(ctx context.Context, provider, creditor string, p payment.Payout) error
}

// Cards takes card payments for one creditor: the account at the provider is
// his. What a browser or a notification says is never believed: the provider is
// asked, and what he says is recorded once, under his identifier.
type Cards struct {
	Creditor string
	Provider payment.Provider
	Keep     CheckoutStore
	Read     CheckoutReader
	Payouts  PayoutStore
}

// sessionLife is how long a debtor may pay in a session.
const sessionLife = time.Hour

// takes tells whether a card is taken for a page.
func (p *Portal) takes(a Account) bool {
	return p.Cards != nil && p.Cards.Creditor == a.Creditor.ID && a.Creditor.Portal.Offers("payment") && !a.Link.Trial && len(payable(a)) > 0
}

// payable is what a card would pay: the principal that is due and not contested;
// of what falls due later when nothing is due.
func payable(a Account) (out []visit.Part) {
	for _, state := range [][]visit.State{{visit.Open, visit.Promised, visit.Agreed}, {visit.Upcoming}} {
		for _, l := range a.Lines {
			for _, s := range state {
				if n := l.Case.Uncontested(); l.State == s && n > 0 && l.Case.Currency == a.Currency {
					out = append(out, visit.Part{Ref: l.Case.Ref(), Amount: n})
				}
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return out
}

// StartCard opens a session for what is due at this moment and gives the
// provider's page. Sessions that the link began before end.
func (p *Portal) StartCard(ctx context.Context, token, back string) (address string, err error) {
	a, err := p.See(ctx, token)
	if err != nil {
		return "", err
	}
	if !p.takes(a) {
		return "", notThere()
	}
	if err := p.expire(ctx, a.Link.ID); err != nil {
		return "", err
	}
	reference, err := people.NewSecret(p.Random)
	if err != nil {
		return "", err
	}
	c := visit.Checkout{Link: a.Link.ID, Reference: reference, Currency: a.Currency, Parts: payable(a)}
	var numbers []string
	for _, part := range c.Parts {
		c.Amount += part.Amount
		numbers = append(numbers, part.Ref.Number)
	}
	id, err := p.Cards.Keep.BeginCheckout(ctx, p.Cards.Provider.Name(), c)
	if err != nil {
		return "", err
	}
	s, err := p.Cards.Provider.Start(ctx, payment.Order{
		Reference: reference, Title: title(numbers), Language: a.Debtor.Language, Amount: c.Amount, Currency: c.Currency,
		Return: back, Expires: p.Office.Now().Add(sessionLife),
	})
	if err != nil {
		return "", err
	}
	return s.Address, p.Cards.Keep.NameCheckout(ctx, id, s.ID)
}

// title names the invoices, cut to what a page of a provider shows.
func title(numbers []string) string {
	r := []rune(strings.Join(numbers, ", "))
	if len(r) > 200 {
		r = append(r[:199], '…')
	}
	return string(r)
}

// ExpireCards ends the sessions whose sum is no longer what is open.
func (p *Portal) ExpireCards(ctx context.Context) error { return p.expire(ctx, 0) }

func (p *Portal) expire(ctx context.Context, link int64) error {
	stale, err := p.Cards.Read.StaleCheckouts(ctx, link)
	for _, c := range stale {
		if err != nil {
			break
		}
		switch err = p.Cards.Provider.Expire(ctx, c.Session); dunning.ErrorCode(err) {
		case "":
			err = p.Cards.Keep.FinishCheckout(ctx, c.ID, string(payment.Expired), payment.State{})
		case dunning.CodeConflict: // paid meanwhile
			err = p.settle(ctx, c)
		}
	}
	return err
}

// HearCard takes a notification of the provider: it says what to ask for, and
// nothing else. CodeForbidden for one that is not his.
func (p *Portal) HearCard(ctx context.Context, signature string, body []byte, at time.Time) error {
	n, err := p.Cards.Provider.Verify(signature, body, at)
	if err != nil {
		return err
	}
	if n.Payout != "" {
		out, err := p.Cards.Provider.Payout(ctx, n.Payout)
		if err != nil {
			return err
		}
		return p.Cards.Payouts.SavePayout(ctx, p.Cards.Provider.Name(), p.Cards.Creditor, out)
	}
	if n.Payment != "" {
		return p.giveBack(ctx, n.Payment)
	}
	if n.Session == "" {
		return nil
	}
	c, err := p.Cards.Read.Checkout(ctx, n.Session)
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		return nil // it concerns the creditor's account, and no payment of these pages
	}
	if err != nil {
		return err
	}
	return p.settle(ctx, c)
}

// FollowCards asks for sessions of which no notification came.
func (p *Portal) FollowCards(ctx context.Context, now time.Time) (n int, err error) {
	open, err := p.Cards.Read.OpenCheckouts(ctx, now.Add(-2*time.Minute))
	for _, c := range open {
		if err != nil {
			break
		}
		if c.Session == "" { // the provider never answered
			err = p.Cards.Keep.FinishCheckout(ctx, c.ID, string(payment.Expired), payment.State{})
			continue
		}
		if err = p.settle(ctx, c); err == nil {
			n++
		}
	}
	return n, err
}

// settle asks the provider what became of a session and records the money: once,
// however often it is asked, since its identifier names it.
func (p *Portal) settle(ctx context.Context, c visit.Checkout) error {
	s, err := p.Cards.Provider.Read(ctx, c.Session)
	if err != nil {
		return err
	}
	if s.Status != payment.Paid {
		return p.Cards.Keep.FinishCheckout(ctx, c.ID, string(s.Status), s)
	}
	if s.Amount != c.Amount || s.Currency != c.Currency {
		task := dunning.Task{Ref: c.Parts[0].Ref, Code: dunning.TaskStrangeCard, Step: s.Payment, Detail: s.Amount.String()}
		if err := p.Tasks.OpenTask(ctx, task); err != nil {
			return err
		}
		return p.Cards.Keep.FinishCheckout(ctx, c.ID, "strange", s)
	}
	for _, part := range c.Parts {
		_, err := p.Office.Tell(ctx, p.provider(), backoffice.Fact{Ref: part.Ref, Event: dunning.NewPaid(part.Amount, s.On).With(dunning.Stamp{Source: p.Cards.Provider.Name(), ID: s.Payment + "/" + part.Ref.Number})})
		if err != nil {
			return err
		}
	}
	return p.Cards.Keep.FinishCheckout(ctx, c.ID, string(payment.Paid), s)
}

// sum adds the parts up.
func sum(parts []visit.Part) (n money.Cents) {
	for _, p := range parts {
		n += p.Amount
	}
	return n
}
