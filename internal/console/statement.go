package console

import (
	"relance/internal/backoffice/overview"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
)

// statementSheet draws the account of a debtor as a sheet of paper. Nothing in
// it claims interest or sets a deadline: it is a statement, not a notice.
func statementSheet(debtor dunning.Debtor, a overview.Account, creditor string) ([]byte, error) {
	t := notice.Table{Head: []string{"Date", "Pièce", "Facture", "Débit", "Crédit", "Solde"}, Figure: []bool{false, false, false, true, true, true}}
	for _, l := range a.Lines {
		row := statementRow(debtor.Creditor, l, a.On)
		t.Rows = append(t.Rows, []string{fr.ShortDate(l.Date), row.What, row.Number, row.Debit, row.Credited, row.Balance})
	}
	t.Foot = []string{"Solde au " + fr.ShortDate(a.On), "", "", "", "", fr.Number(a.Aged.Total - a.Aged.Credit)}
	blocks := []notice.Block{{Kind: notice.Paragraph, Text: debtor.Name + ", référence " + debtor.Key + ". Montants en " + a.Currency + "."}}
	if len(t.Rows) > 0 {
		blocks = append(blocks, notice.Block{Kind: notice.Invoices, Table: t})
	} else {
		blocks = append(blocks, notice.Block{Kind: notice.Paragraph, Text: "Aucune facture à cette date."})
	}
	return letter.RenderSheet(letter.Sheet{
		Language: "fr", Title: "Relevé de compte au " + fr.Date(a.On), Date: a.On, Foot: "Relevé de compte, " + creditor, Sections: []letter.Section{{Blocks: blocks}},
	})
}
