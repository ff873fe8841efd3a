package posting

import (
	"context"
	"errors"
	"strings"
	"time"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/patience"
	"relance/internal/postage"
	"relance/internal/registeredmail"
)

// DeclarationQueue keeps the declarations of claim that people have agreed to
// until they have left.
type DeclarationQueue interface {
	LeaseDeclaration(ctx context.Context, owner string) (insolvency.Outgoing, bool, error)
	HandOverDeclaration(ctx context.Context, message int64, owner string) (bool, error)
	FinishDeclaration(ctx context.Context, f dunning.Finished) error
}

// declarationsLook is how often the worker looks for declarations.
const declarationsLook = 30 * time.Second

// SendDeclarations orders the declarations of claim that people have agreed to,
// until the context ends. Each leaves once: it is ordered like every other
// registered letter, and of one whose end nobody heard a person is asked. Nothing
// leaves while mail.mode is not live.
func (p *Post) SendDeclarations(ctx context.Context, q DeclarationQueue, owner string) error {
	for ctx.Err() == nil {
		sent, err := p.sendDeclaration(ctx, q, owner)
		if err != nil && ctx.Err() == nil {
			p.Log.Warn("declarations of claim wait", "error", err)
		}
		if !sent || err != nil {
			patience.Pause(ctx, declarationsLook)
		}
	}
	return nil
}

// sendDeclaration orders the next declaration, when there is one.
func (p *Post) sendDeclaration(ctx context.Context, q DeclarationQueue, owner string) (found bool, err error) {
	if Withhold(p.Config) != "" {
		return false, nil
	}
	out, found, err := q.LeaseDeclaration(ctx, owner)
	if !found || err != nil {
		return found, err
	}
	ready := func(ctx context.Context) error {
		ok, err := q.HandOverDeclaration(ctx, out.Message.ID, owner)
		if err == nil && !ok {
			err = activities.ErrChanged
		}
		return err
	}
	o := declarationOrder(out.Creditor, strings.Split(out.Message.Recipient, "\n"), out.Country, out.Bytes)
	o.Reference = "Déclaration de créance " + out.Message.Debtor
	claimed := dunning.Reserved{Ref: out.Case, Message: out.Message, Notice: dunning.Notice{Level: insolvency.DeclarationLevel}}
	none := func(context.Context) error { return nil }
	delivery, err := letterDeliverer{p}.place(ctx, p.route(o), o, claimed, none, ready)
	if errors.Is(err, activities.ErrChanged) { // somebody else has it, or a switch came on
		return true, nil
	}
	if err != nil {
		return true, err
	}
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second) // what happened is kept, also at the end
	defer cancel()
	p.Log.Info("declaration of claim", "message", out.Message.ID, "outcome", string(delivery.Outcome), "code", delivery.Code)
	return true, q.FinishDeclaration(record, dunning.Finished{Message: out.Message.ID, Outcome: delivery.Outcome, Reply: delivery.Reply, At: p.Now()})
}

// declarationOrder is a declaration as a carrier takes it: on paper.
func declarationOrder(c dunning.Creditor, to []string, country string, pdf []byte) registeredmail.Order {
	o := registeredmail.NewOrder("projet", pdf)
	o.Sender = registeredmail.Address{Lines: senderLines(c), Country: c.Address.Country}
	o.Recipient = registeredmail.Address{Lines: to, Country: country}
	return o
}

// WeighDeclaration counts the paper of a declaration as its carrier prints it,
// and estimates its price. What keeps it from leaving is in Fault.
func (p *Post) WeighDeclaration(_ context.Context, c dunning.Creditor, l insolvency.Letter, pdf []byte, on calendar.Date) (insolvency.Letter, error) {
	o := declarationOrder(c, l.Recipient, l.Country, pdf)
	l.Carrier = p.route(o)
	if err := o.Check(); err != nil {
		l.Fault = reproach(err)
		return l, nil
	}
	w, err := p.weigh(o, on)
	l.Pages, l.Sheets, l.Estimate, l.Fault = w.pages, w.sheets, w.estimate, w.fault
	return l, err
}

// SignatureOf is the picture of a creditor's signature, nil for none.
func (p *Post) SignatureOf(creditor string) ([]byte, error) {
	all, err := signaturesOf(p.Config)
	return all[creditor], err
}

// MarkDeclaration records a person's word on the letter of a declaration, as
// MarkLetter does for other letters.
func (p *Post) MarkDeclaration(ctx context.Context, l postage.TrackedLetter, fact postage.LetterFact) error {
	f := follower{Post: p, l: l, now: p.Now()}
	t, err := f.mark(ctx, fact)
	if err != nil {
		return err
	}
	f.keep(t)
	if f.l.Carrier == config.FolderCarrier {
		f.l.Checked, f.l.Next = f.now, f.next()
		if f.over() {
			f.l.Next = time.Time{}
		}
	}
	return p.Store.SaveLetterState(ctx, f.l)
}
