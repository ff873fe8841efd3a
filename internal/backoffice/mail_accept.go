package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

// Acceptance is a person's yes to what a mail proposes. What he leaves out
// stands as the mail says it.
type Acceptance struct {
	Mail     int64
	Proposal string        // place in the list, kind or key; empty is the only one that can become a fact
	Invoices []string      // that are meant
	Date     calendar.Date // that was agreed
	Amount   money.Cents
	Email    string // of who is to be written to
	Done     bool   // the mail is dealt with: cases that waited for it go on
}

// Accepted is what a yes changed.
type Accepted struct {
	Proposal inbox.Intent
	Cases    []dunning.Ref // that hold the fact now
	Again    []dunning.Ref // that held it already
	Email    string        // the debtor's new address
	Released []dunning.Ref // cases that go on
}

// AcceptProposal turns what a mail proposes into a fact, in the name of whoever
// agrees: the event names him, and the mail by the SHA-256 of its bytes. Agreed
// to twice it counts once.
func (o *Office) AcceptProposal(ctx context.Context, who Actor, a Acceptance) (out Accepted, err error) {
	m, err := o.mail(ctx, who, access.RecordAnswer, a.Mail)
	if err != nil {
		return out, err
	}
	if _, err := o.creditorOf(ctx, m); err != nil {
		return out, err
	}
	doc, err := o.Archive.Document(ctx, m.Document)
	if err != nil {
		return out, err
	}
	in, err := answer.Find(readMail(doc.Bytes).As(m.Tie).Intents, a.Proposal)
	if err != nil {
		return out, err
	}
	id := answer.EventID(m.ID, in)
	in = a.correct(in)
	agreed, err := answer.Agree(in, o.Today())
	if err != nil {
		return out, err
	}
	return OnceDone(ctx, o.Keys, Deed{who, "accept proposal", a}, func(ctx context.Context) (Accepted, error) {
		return o.accept(ctx, who, a, m, id, in, agreed)
	})
}

// accept records what was agreed to. After an error the same request goes on where
// it stopped.
func (o *Office) accept(ctx context.Context, who Actor, a Acceptance, m inbox.Mail, id string, in inbox.Intent, agreed answer.Agreed) (out Accepted, err error) {
	out.Proposal = in
	if agreed.Email != "" {
		out.Email, out.Cases, err = o.acceptAddress(ctx, who, m, agreed.Email)
	} else {
		err = o.acceptFact(ctx, who, m, id, in, agreed, a.Invoices, &out)
	}
	if err == nil && a.Done {
		out.Released, err = o.Mailbox.FinishMail(ctx, m.ID, who.Name)
	}
	return out, err
}

// correct puts what the person says in the place of what the mail says.
func (a Acceptance) correct(in inbox.Intent) inbox.Intent {
	if !a.Date.IsZero() {
		in.Date = a.Date
	}
	if a.Amount != 0 {
		in.Amount = &a.Amount
	}
	if a.Email != "" {
		in.Contact = a.Email
	}
	return in
}

// acceptFact records the fact on each case that is meant.
func (o *Office) acceptFact(ctx context.Context, who Actor, m inbox.Mail, id string, in inbox.Intent, agreed answer.Agreed, named []string, out *Accepted) error {
	numbers, err := answer.Meant(in, named, m.Numbers)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		ref, err := o.Find(ctx, who, CaseName{Creditor: m.Creditor, Number: number})
		if err != nil {
			return err
		}
		c, err := o.CaseReader.LoadCase(ctx, ref)
		if err != nil {
			return err
		}
		if c.Debtor != m.Debtor {
			return dunning.Errorf(dunning.CodeConflict, "invoice %s is not one of the customer who wrote", number)
		}
		if c.State == dunning.Closed && len(named) == 0 {
			continue
		}
		e := agreed.Event(c.Balance)
		e.ID, e.Note, e.Reason = id, m.Document, dunning.ReasonByPerson
		result, err := o.Tell(ctx, who, Fact{Ref: ref, Event: e})
		switch {
		case err != nil:
			return err
		case result.Duplicate:
			out.Again = append(out.Again, ref)
		default:
			out.Cases = append(out.Cases, ref)
		}
	}
	return nil
}

// acceptAddress writes to somebody else from now on.
func (o *Office) acceptAddress(ctx context.Context, who Actor, m inbox.Mail, email string) (string, []dunning.Ref, error) {
	d, err := o.FindDebtor(ctx, who, DebtorName{Creditor: m.Creditor, Key: m.Debtor})
	if err != nil {
		return "", nil, err
	}
	_, mended, err := o.CorrectDebtor(ctx, who, d, change.Debtor{Email: &email})
	return email, mended, err
}
