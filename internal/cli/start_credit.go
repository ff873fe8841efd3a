package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"relance/internal/dunning"
	"relance/internal/einvoice"
	"relance/internal/intake"
	"relance/internal/money"
)

// creditNote is a credit note on its way to the invoice it reduces, and its
// entry in the account.
type creditNote struct {
	item     int
	creditor string
	doc      einvoice.Document
	amount   money.Cents // positive, in whatever sign the seller wrote it
}

// keepCredit remembers a credit note that names one invoice. Any other is for
// a person, and its entry says how.
func (im *importer) keepCredit(it intake.Item, creditor dunning.Creditor) {
	n := creditNote{item: len(im.items) - 1, creditor: creditor.ID, doc: it.Document}
	if p := it.Document.Payable; p != nil {
		n.amount = max(*p, -*p)
	}
	entry := &im.items[n.item]
	entry.Currency, entry.Payable = it.Document.Currency, n.amount
	switch named := it.Document.Preceding; {
	case it.Document.Number == "":
		entry.Text = "avoir sans numéro\u00a0: il ne peut pas être imputé"
	case n.amount == 0:
		entry.Text = "avoir dont le net à payer est nul ou absent\u00a0: " + byHand("NUMÉRO", "MONTANT", n)
	case len(named) == 0:
		entry.Text = "avoir qui ne nomme aucune facture\u00a0: " + byHand("NUMÉRO", n.amount.String(), n)
	case len(named) > 1:
		entry.Text = "avoir qui nomme plusieurs factures (" + numbers(named) + ")\u00a0: répartissez-le, " + byHand("NUMÉRO", "MONTANT", n)
	default:
		entry.Against = strings.TrimSpace(named[0].Number)
		im.credits = append(im.credits, n)
	}
}

// byHand is the command that sets a credit note against an invoice.
func byHand(number, amount string, n creditNote) string {
	return fmt.Sprintf("relance credit %s --amount %s --id %s", number, amount, n.doc.Number)
}

func numbers(named []einvoice.Preceding) string {
	var out []string
	for _, p := range named {
		out = append(out, p.Number)
	}
	return strings.Join(out, ", ")
}

// setCredits sets the credit notes against their invoices, now that those of
// the same import are on record.
func (im *importer) setCredits() {
	for _, n := range im.credits {
		entry := &im.items[n.item]
		switch ref, text, err := im.creditedCase(n, entry.Against); {
		case err != nil:
			entry.Outcome, entry.Hint, entry.later = failed, hintOf(err), mayPass(err)
			entry.Error = fmt.Sprintf("%s: %v", entry.place(), err)
		case text != "":
			entry.Text = text
		case im.cmd.DryRun:
			entry.Outcome, entry.Text = wouldCredit, "réduirait "+entry.Against+" de "+inFrench(n.amount, n.doc.Currency)
		default:
			im.setCredit(n, ref, entry)
		}
	}
	im.credits = nil
}

// creditedCase finds the case that a credit note reduces. The text says why
// there is none, and what to do.
func (im *importer) creditedCase(n creditNote, against string) (ref dunning.Ref, text string, err error) {
	if im.cmd.DryRun && im.started(n.creditor, against) {
		return ref, "", nil
	}
	if im.app == nil {
		return ref, "avoir sur " + against + "\u00a0: sans base de données, on ne sait pas si elle est au dossier", nil
	}
	ctx := context.WithoutCancel(im.s.ctx)
	ref, err = im.app.FindCase(ctx, n.creditor, against)
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		return ref, fmt.Sprintf("avoir sur %s, qui n’est pas au dossier\u00a0: importez %s, puis de nouveau cet avoir\u00a0; si elle est soldée, il n’y a rien à faire",
			against, against), nil
	}
	if err != nil {
		return ref, "", err
	}
	c, err := im.app.Store.LoadCase(ctx, ref)
	if err == nil && c.Currency != n.doc.Currency {
		text = fmt.Sprintf("avoir en %s sur %s, qui est en %s\u00a0: %s", n.doc.Currency, against, c.Currency, byHand(against, "MONTANT", n))
	}
	return ref, text, err
}

// started tells whether a dry run would start the invoice.
func (im *importer) started(creditor, number string) bool {
	for _, i := range im.items {
		if i.Outcome == wouldStart && i.Creditor == creditor && i.Number == number {
			return true
		}
	}
	return false
}

// setCredit records a credit note. Its number is its identity: again is a
// no-op, and again with another amount is a conflict.
func (im *importer) setCredit(n creditNote, ref dunning.Ref, entry *item) {
	ctx := context.WithoutCancel(im.s.ctx)
	e := dunning.Event{Kind: dunning.KindCredited, ID: n.doc.Number, Amount: n.amount, Date: n.doc.IssueDate, Author: im.s.author(im.cmd.By)}
	out, err := im.app.Store.Record(ctx, dunning.Recording{Ref: ref, Event: e, Notify: true})
	switch {
	case err != nil:
		entry.Outcome, entry.Hint, entry.later = failed, hintOf(err), mayPass(err)
		entry.Error = fmt.Sprintf("%s: %v", entry.place(), err)
	case out.Duplicate:
		im.compareCredit(ctx, e, ref, entry)
	default:
		entry.Outcome = credited
		entry.Text = fmt.Sprintf("avoir imputé sur %s\u00a0: %s", entry.Against, inFrench(-n.amount, n.doc.Currency))
		for _, r := range out.Events {
			if r.Kind == dunning.KindCredited && r.ID == e.ID && r.Balance != nil {
				entry.Text += ", reste dû " + inFrench(*r.Balance, n.doc.Currency)
			}
		}
	}
}

// compareCredit tells a credit note that is on record from another one of the
// same number.
func (im *importer) compareCredit(ctx context.Context, e dunning.Event, ref dunning.Ref, entry *item) {
	entry.Outcome, entry.Text = same, ""
	view, err := im.app.Store.Case(ctx, ref)
	if err != nil {
		return
	}
	for _, r := range view.Timeline {
		if r.Kind == dunning.KindCredited && r.ID == e.ID && r.Amount != e.Amount {
			entry.Outcome = conflicting
			entry.Error = entry.place() + ": credit note " + e.ID + " is on record with another amount, which stays"
			entry.Hint = "give a new credit note its own number"
			entry.Differences = []dunning.Difference{{Field: "amount", Recorded: r.Amount.String(), Given: e.Amount.String()}}
		}
	}
	entry.Against = cmp.Or(entry.Against, ref.Number)
}
