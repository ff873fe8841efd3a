package backoffice

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/plan"
)

// Actor is who asks.
type Actor = access.Actor

// By is an actor as the audit names him.
func By(who Actor) audit.Who {
	return audit.Who{Name: who.Name, Door: string(who.Door), Address: who.Address}
}

// Office is the back office. Its fields are what it works with; a door that
// needs few use cases may leave the others' fields empty. It is safe for
// concurrent use.
type Office struct {
	Now func() time.Time // case time; UTC

	CreditorReader CreditorReader
	Finder         CaseFinder
	CaseReader     CaseReader
	Shown          LetterReader
	Log            Recorder
	Requests       RequestStore // of facts, by their keys; nil knows none
	Keys           KeyStore     // of all other deeds; nil knows none
	Refusals       Refusals     // nil keeps none
	Changes        ChangeStore
	Archive        Archive
	Debtors        DebtorStore
	DebtorLists    DebtorLister
	Invoices       InvoiceStore // nil in a dry run without database
	// MayBePaid refuses an invoice for its account, as Invoices would; nil refuses none.
	MayBePaid      func(ctx context.Context, c dunning.Creditor, i dunning.Invoice) error
	Credits        CreditStore // likewise
	BankFeed       BankImporter
	BankStore      BankStore
	BankReader     BankReader
	OpenLineReader OpenLineReader
	Mailbox        MailKeeper
	MailReader     MailReader
	PageRecord     PageRecord        // nil where no debtor has a page
	Declared       DeclarationReader // nil where no claim is declared
	MailCursors    MailCursors
	Attached       AttachmentTaker // nil leaves attachments alone
	Looks          AttachmentStore
	Replies        AnswerKeeper
	Scribe         Scribe
	Beginnings     answer.Templates // of replies
	ContactReader  ContactReader
	Debts          DebtReader
	Money          DebtorMoney
	Work           TaskStore
	Doubts         MessageStore
	Portfolio      PortfolioReader
	Texts          WordingReader // nil: notices are worded by the program's texts
	Switches       SwitchReader
	SwitchStore    SwitchStore
	Post           Postman
	Bills          SpendReader
	Chain          ChainVerifier

	Rates *interest.Rates
	Plans []dunning.Plan // of the configuration, that new cases may follow

	PlanReader PlanReader // of those that were saved since; nil knows none

	// Configured are the creditors of the configuration, for whom invoices are
	// taken in; empty means those on record.
	Configured []dunning.Creditor

	Sends   bool // mail leaves: mail.mode is live
	Answers bool // replies leave the worker: mail.mode is live or redirect
}

// CreditorReader reads who sends invoices.
type CreditorReader interface {
	Creditors(ctx context.Context) ([]dunning.Creditor, error)
}

// PlanReader knows the plans that new cases of a creditor may follow.
type PlanReader interface {
	CreditorPlans(ctx context.Context, creditor string) ([]plan.Choice, error)
}

// plansOf gives the plans that new cases of a creditor may follow.
func (o *Office) plansOf(ctx context.Context, creditor string) ([]dunning.Plan, error) {
	if o.PlanReader == nil {
		return o.Plans, nil
	}
	all, err := o.PlanReader.CreditorPlans(ctx, creditor)
	out := make([]dunning.Plan, len(all))
	for i, p := range all {
		out[i] = p.Plan
	}
	return out, err
}

// knownPlan refuses the name of a plan that none of some creditors has.
func (o *Office) knownPlan(ctx context.Context, id string, creditors ...dunning.Creditor) error {
	var known []dunning.Plan
	for _, c := range creditors {
		plans, err := o.plansOf(ctx, c.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(plans, func(p dunning.Plan) bool { return p.ID == id }) {
			return nil
		}
		known = append(known, plans...)
	}
	return unknownPlan(id, known)
}

// Archive keeps files under the SHA-256 of their bytes.
type Archive interface {
	Document(ctx context.Context, sha string) (dunning.Document, error)
	Documents(ctx context.Context, shas ...string) ([]dunning.Document, error)
	SaveDocument(ctx context.Context, d dunning.Document) (dunning.Document, error)
}

// Creditors gives the creditors of an actor, by id.
func (o *Office) Creditors(ctx context.Context, who Actor) (out []dunning.Creditor, err error) {
	all, err := o.CreditorReader.Creditors(ctx)
	for _, c := range all {
		if access.May(who, access.SeeCases, c.ID) == nil {
			out = append(out, c)
		}
	}
	return out, err
}

// CreditorFor finds a creditor for whom an actor may do a deed.
func CreditorFor(ctx context.Context, all CreditorReader, who Actor, deed access.Deed, id string) (dunning.Creditor, error) {
	if err := access.May(who, deed, id); err != nil {
		return dunning.Creditor{}, err
	}
	list, err := all.Creditors(ctx)
	if err != nil {
		return dunning.Creditor{}, err
	}
	i := slices.IndexFunc(list, func(c dunning.Creditor) bool { return c.ID == id })
	if i < 0 {
		return dunning.Creditor{}, dunning.Errorf(dunning.CodeNotFound, "no creditor %q", id)
	}
	return list[i], nil
}

// Today is the civil date where the invoices are.
func (o *Office) Today() calendar.Date {
	return calendar.DateOf(o.Now().In(calendar.Metropole.Location()))
}
