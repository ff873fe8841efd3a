package recourse

import (
	"context"
	"slices"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/postage"
)

// DeclarationStore keeps the declarations of claim that were drawn as letters.
type DeclarationStore interface {
	DeclarationLetters(ctx context.Context, creditor, debtor string) ([]insolvency.Letter, error)
	ShowDeclaration(ctx context.Context, l insolvency.Letter, pdf []byte) (insolvency.Letter, error)
	AgreeDeclaration(ctx context.Context, l insolvency.Letter, author string, identified bool) (insolvency.Letter, error)
}

// DeclarationPost weighs declarations and hears what became of them.
type DeclarationPost interface {
	WeighDeclaration(ctx context.Context, c dunning.Creditor, l insolvency.Letter, pdf []byte, on calendar.Date) (insolvency.Letter, error)
	SignatureOf(creditor string) ([]byte, error)
	MarkDeclaration(ctx context.Context, l postage.TrackedLetter, fact postage.LetterFact) error
}

// Settler records what a person says became of a message whose outcome is unknown.
type Settler interface {
	Settle(ctx context.Context, message int64, sent bool, author string, notify bool) error
}

// DrawDeclaration draws the declaration of a creditor's claims as the letter that
// would leave, and keeps it for whoever is asked to agree. CodeConflict when a
// place is left for a person to fill in, when nobody has confirmed to whom the
// claim is declared, or when an earlier declaration is on its way.
func (d *Desk) DrawDeclaration(ctx context.Context, who Actor, creditor, debtor string, stated evidence.Statements) (l insolvency.Letter, err error) {
	if err := access.May(who, access.RecordLaw, creditor); err != nil {
		return l, err
	}
	decl, err := d.Declaration(ctx, who, creditor, debtor)
	if err != nil {
		return l, err
	}
	decl.Stated = stated
	l, page, err := d.drawn(decl)
	if err != nil {
		return l, err
	}
	if page.Blanks > 0 {
		return l, dunning.Errorf(dunning.CodeConflict, "the declaration for debtor %s is not ready, places marked %s (%d): %s", debtor, evidence.Blank, page.Blanks, evidence.Quoted(page.Missing)).
			WithHint("say what only you can: nature of the claim, court where it is disputed, who signs; complete creditor, debtor and proceedings on record")
	}
	l.ShownBy = who.Name
	if l, err = d.DeclarationPost.WeighDeclaration(ctx, decl.Cases[0].View.Creditor, l, page.PDF, decl.On); err != nil {
		return l, err
	}
	return backoffice.Once(ctx, d.Keys, asked(who, "draw declaration", creditor, debtor, stated), func(ctx context.Context) (insolvency.Letter, error) {
		return d.DeclarationStore.ShowDeclaration(ctx, l, page.PDF)
	})
}

// drawn is the letter of a declaration with its figures.
func (d *Desk) drawn(decl evidence.Declaration) (l insolvency.Letter, page evidence.DeclarationLetter, err error) {
	if len(decl.Cases) == 0 {
		return l, page, dunning.Errorf(dunning.CodeConflict, "the debtor has no open invoice from before the judgment")
	}
	signature, err := d.DeclarationPost.SignatureOf(decl.Proceedings.Creditor)
	if err != nil {
		return l, page, err
	}
	if page, err = evidence.LetterOf(decl, signature); err != nil {
		return l, page, err
	}
	p := decl.Proceedings
	return insolvency.Letter{
		Creditor: p.Creditor, Debtor: p.Debtor, Recipient: page.Recipient, Country: page.Country, Invoices: page.Invoices, Total: page.Total,
		Currency: page.Currency, Judgment: p.Judgment, ClaimBy: p.ClaimBy,
	}, page, nil
}

// ApproveDeclaration agrees to a declaration as it was shown; document names its
// bytes, and empty is the one that was drawn last. When what would be declared
// today, or to whom, is no longer what was shown, nothing is agreed to
// (CodeConflict). Where formal notices take two people, so does this.
func (d *Desk) ApproveDeclaration(ctx context.Context, who Actor, creditor, debtor, document string) (l insolvency.Letter, err error) {
	if err := access.May(who, access.Approve, creditor); err != nil {
		return l, err
	}
	return backoffice.Once(ctx, d.Keys, asked(who, "approve declaration", creditor, debtor, document), func(deed context.Context) (insolvency.Letter, error) {
		return d.agree(ctx, deed, who, creditor, debtor, document)
	})
}

// agree records a yes to the declaration that was drawn last, in the context of the
// deed.
func (d *Desk) agree(ctx, deed context.Context, who Actor, creditor, debtor, document string) (insolvency.Letter, error) {
	l, err := d.lastLetter(ctx, creditor, debtor)
	if err != nil {
		return l, err
	}
	if document != "" && document != l.Document {
		return l, dunning.Errorf(dunning.CodeConflict, "the declaration for debtor %s is not the one that was drawn last", debtor).
			WithHint("look at that one, and agree to it")
	}
	if l.ApprovedBy == "" {
		if err := d.stillDeclared(ctx, who, l); err != nil {
			return l, err
		}
	}
	return d.DeclarationStore.AgreeDeclaration(deed, l, who.Name, who.Identified())
}

// asked describes a deed about a debtor's declaration, for the key of its request.
func asked(who Actor, name, creditor, debtor string, rest any) backoffice.Deed {
	return backoffice.Deed{Who: who, Name: name, Asks: []any{creditor, debtor, rest}}
}

// stillDeclared tells whether a declaration that was shown is still right.
func (d *Desk) stillDeclared(ctx context.Context, who Actor, shown insolvency.Letter) error {
	decl, err := d.Declaration(ctx, who, shown.Creditor, shown.Debtor)
	if err != nil {
		return err
	}
	now, _, err := d.drawn(decl)
	if err != nil {
		return err
	}
	var differs string
	switch {
	case !slices.Equal(now.Recipient, shown.Recipient):
		differs = "the addressee"
	case !slices.Equal(now.Invoices, shown.Invoices):
		differs = "the invoices"
	case now.Total != shown.Total || now.Currency != shown.Currency:
		differs = "the sum"
	case now.Judgment != shown.Judgment:
		differs = "the day of the judgment"
	default:
		return nil
	}
	return dunning.Errorf(dunning.CodeConflict, "what would be declared for debtor %s is no longer what was shown: %s", shown.Debtor, dunning.Phrase(differs)).
		WithHint("draw the declaration anew and look at it")
}

func (d *Desk) lastLetter(ctx context.Context, creditor, debtor string) (insolvency.Letter, error) {
	all, err := d.DeclarationStore.DeclarationLetters(ctx, creditor, debtor)
	if err == nil && len(all) == 0 {
		err = dunning.Errorf(dunning.CodeNotFound, "no declaration for debtor %s was drawn as a letter", debtor).WithHint("draw it first")
	}
	if err != nil {
		return insolvency.Letter{}, err
	}
	return all[len(all)-1], nil
}

// DeclarationLetters gives the declarations that were drawn for a debtor, the
// last one last.
func (d *Desk) DeclarationLetters(ctx context.Context, who Actor, creditor, debtor string) ([]insolvency.Letter, error) {
	if err := access.May(who, access.SeeCases, creditor); err != nil {
		return nil, err
	}
	return d.DeclarationStore.DeclarationLetters(ctx, creditor, debtor)
}

// DeclarationPage gives the PDF of the declaration that was drawn last: the very
// bytes that leave.
func (d *Desk) DeclarationPage(ctx context.Context, who Actor, creditor, debtor string) (dunning.Document, error) {
	if err := access.May(who, access.SeeCases, creditor); err != nil {
		return dunning.Document{}, err
	}
	l, err := d.lastLetter(ctx, creditor, debtor)
	if err != nil {
		return dunning.Document{}, err
	}
	return d.Office.Archive.Document(ctx, l.Document)
}

// MarkDeclaration records what a person knows of the letter of a declaration:
// that it was posted, with its number, and what became of it. The day of posting
// is the day of the declaration.
func (d *Desk) MarkDeclaration(ctx context.Context, who Actor, creditor, debtor string, fact postage.LetterFact) (insolvency.Letter, error) {
	if err := access.May(who, access.RecordPost, creditor); err != nil {
		return insolvency.Letter{}, err
	}
	l, err := d.lastLetter(ctx, creditor, debtor)
	if err != nil {
		return l, err
	}
	if l.Post == nil {
		return l, dunning.Errorf(dunning.CodeConflict, "the declaration for debtor %s has not been handed to a carrier", debtor).
			WithHint("it leaves when people have agreed to it and mail.mode is live")
	}
	if fact.Date.IsZero() || fact.Date.After(d.Today()) {
		return l, dunning.Errorf(dunning.CodeInvalid, "the date %s is missing or lies in the future", fact.Date).WithHint("write the day of the receipt, as 2026-03-02")
	}
	fact.Author = who.Name
	return backoffice.OnceDone(ctx, d.Keys, asked(who, "mark declaration", creditor, debtor, fact), func(ctx context.Context) (insolvency.Letter, error) {
		if err := d.DeclarationPost.MarkDeclaration(ctx, *l.Post, fact); err != nil {
			return l, err
		}
		return d.lastLetter(ctx, creditor, debtor)
	})
}

// SettleDeclaration takes a person's word on a declaration of which nobody knows
// whether its carrier has it.
func (d *Desk) SettleDeclaration(ctx context.Context, who Actor, creditor, debtor string, sent bool) (insolvency.Letter, error) {
	if err := access.May(who, access.WorkOnTasks, creditor); err != nil {
		return insolvency.Letter{}, err
	}
	l, err := d.lastLetter(ctx, creditor, debtor)
	if err != nil {
		return l, err
	}
	if l.Message == 0 {
		return l, dunning.Errorf(dunning.CodeConflict, "nobody has agreed to the declaration for debtor %s yet", debtor)
	}
	return backoffice.Once(ctx, d.Keys, asked(who, "settle declaration", creditor, debtor, sent), func(deed context.Context) (insolvency.Letter, error) {
		if err := d.Settler.Settle(deed, l.Message, sent, who.Name, false); err != nil {
			return l, err
		}
		return d.lastLetter(ctx, creditor, debtor)
	})
}
