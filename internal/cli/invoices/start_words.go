package invoices

import (
	"fmt"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/intake"
)

// itemOf words an entry of an import for the account.
func (im *importing) itemOf(e backoffice.Entry) item {
	i := item{
		File: e.File, Line: e.Line, Number: e.Number, Creditor: e.Creditor, Debtor: e.Debtor, DebtorName: e.DebtorName,
		Outcome: e.Outcome, Reason: string(e.Reason), Text: e.Text, Due: e.Due, DueRule: e.DueRule, Payable: e.Payable,
		Currency: e.Currency, Regime: string(e.Regime), RegimeRule: string(e.RegimeRule), Status: e.Status,
		FirstStep: e.FirstStep, FirstAt: e.FirstAt, Differences: e.Differences,
	}
	for _, n := range e.Notes {
		text := im.noteText(n, e)
		i.Warnings = append(i.Warnings, text)
		if n.Code == backoffice.NoteDue {
			i.due = append(i.due, dueWarning{n.Given, text})
		}
	}
	switch {
	case e.Outcome == backoffice.Repeated:
		i.Text = fmt.Sprintf("same invoice as line %d", e.RepeatOf)
	case e.Outcome == backoffice.Attached:
		i.Text = fmt.Sprintf("PDF of invoice %s", e.PDFOf)
	case e.NoAddress:
		i.Text = fmt.Sprintf("waits for a usable address: relance debtor set %s --email …", e.Debtor)
	}
	if c := e.Credit; c != nil {
		i.Against, i.Text = c.Against, creditText(e)
	}
	if e.Err != nil {
		i.Error, i.Hint = e.Err.Error(), frame.HintOf(e.Err)
	}
	switch {
	case e.Outcome == backoffice.Conflicting && e.Credit == nil:
		i.Hint = "record what changed: relance paid, credit or reschedule; or give a new invoice its own number"
	case e.File == "" && e.Err != nil:
		i.Error = "--chase " + i.Error
	}
	return i
}

// noteText words a note on an invoice.
func (im *importing) noteText(n backoffice.Note, e backoffice.Entry) string {
	switch n.Code {
	case backoffice.NoteNotForcible:
		return "--chase n’y change rien\u00a0: il n’y a rien à relancer"
	case backoffice.NoteForced:
		return fmt.Sprintf("relancée à la demande de %s, malgré\u00a0: %s", im.s.Author(im.cmd.By), n.Text)
	case backoffice.NoteOwnAddress:
		return fmt.Sprintf("l’adresse e-mail %s est celle du créancier\u00a0: les relances n’atteindraient pas le client, indiquez la sienne", n.Text)
	case backoffice.NoteOtherRate:
		return fmt.Sprintf("la facture prévoit des pénalités au taux «\u00a0%s\u00a0», mais «\u00a0%s\u00a0» est réclamé\u00a0: "+
			"si c’est bien ce qui est convenu, écrivez rate: %s pour %s dans relance.yaml", n.Given, n.Own, n.Given, e.Creditor)
	}
	return n.Text
}

// creditText says what became of a credit note, or why and how a person sets
// it against an invoice.
func creditText(e backoffice.Entry) string {
	c := e.Credit
	switch e.Outcome {
	case backoffice.Credited:
		if c.Left != nil {
			return fmt.Sprintf("avoir imputé sur %s\u00a0: −%s, reste dû %s", c.Against, frame.French.Amount(c.Amount, c.Currency), frame.French.Amount(*c.Left, c.Currency))
		}
		return fmt.Sprintf("avoir imputé sur %s\u00a0: −%s", c.Against, frame.French.Amount(c.Amount, c.Currency))
	case backoffice.WouldCredit:
		return fmt.Sprintf("réduirait %s de %s", c.Against, frame.French.Amount(c.Amount, c.Currency))
	case backoffice.NotChased:
		return creditFault(c)
	case backoffice.AlreadyIn, backoffice.Conflicting:
		return ""
	}
	return e.Text
}

func creditFault(c *backoffice.CreditResult) string {
	by := func(number, amount string) string {
		return fmt.Sprintf("relance credit %s --amount %s --id %s", number, amount, c.Number)
	}
	switch c.Fault {
	case intake.CreditUnnumbered:
		return "avoir sans numéro\u00a0: il ne peut pas être imputé"
	case intake.CreditNil:
		return fmt.Sprintf("avoir dont le net à payer est nul ou absent\u00a0: %s", by("NUMÉRO", "MONTANT"))
	case intake.CreditUnnamed:
		return fmt.Sprintf("avoir qui ne nomme aucune facture\u00a0: %s", by("NUMÉRO", c.Amount.String()))
	case intake.CreditShared:
		return fmt.Sprintf("avoir qui nomme plusieurs factures (%s)\u00a0: répartissez-le, %s", frame.JoinParts(c.Named...), by("NUMÉRO", "MONTANT"))
	case backoffice.CreditUnchecked:
		return fmt.Sprintf("avoir sur %s\u00a0: sans base de données, on ne sait pas si elle est au dossier", c.Against)
	case backoffice.CreditNotOnRecord:
		return fmt.Sprintf("avoir sur %s, qui n’est pas au dossier\u00a0: importez %s, puis de nouveau cet avoir\u00a0; si elle est soldée, il n’y a rien à faire",
			c.Against, c.Against)
	case backoffice.CreditOtherCurrency:
		return fmt.Sprintf("avoir en %s sur %s, qui est en %s\u00a0: %s", c.Currency, c.Against, c.InvoiceCurrency, by(c.Against, "MONTANT"))
	}
	return ""
}
