package console

import (
	"net/http"

	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/spreadsheet"
)

type statementLine struct{ Date, What, Number, Case, Debit, Credited, Balance string }

var lineWords = map[string]string{
	figures.LineInvoice: "Facture", figures.LinePayment: "Paiement", figures.LineCredit: "Avoir", figures.LineGiven: "Soldé sans paiement",
}

func statementRow(creditor string, l figures.Line, on calendar.Date) statementLine {
	out := statementLine{
		Date: page.ShortDay(l.Date, on), What: lineWords[l.What], Number: l.Number, Case: page.CaseAddress(dunning.Ref{Creditor: creditor, Number: l.Number}), Balance: fr.Number(l.Balance),
	}
	if l.Debit != 0 {
		out.Debit = fr.Number(l.Debit)
	}
	if l.Credited != 0 {
		out.Credited = fr.Number(l.Credited)
	}
	return out
}

// exportStatement writes the account of a debtor as a table.
func (d *Door) exportStatement(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, l := range a.Lines {
		var debit, credited any
		if l.Debit != 0 {
			debit = l.Debit
		}
		if l.Credited != 0 {
			credited = l.Credited
		}
		rows = append(rows, []any{l.Date, lineWords[l.What], l.Number, debit, credited, l.Balance})
	}
	rows = append(rows, []any{a.On, "Solde", "", nil, nil, a.Aged.Total - a.Aged.Credit})
	t := spreadsheet.Table{Name: "Relevé " + debtor.Name, Head: []string{"Date", "Pièce", "Facture", "Débit", "Crédit", "Solde"}, Rows: page.RowsOf(rows)}
	return page.Export(w, r, "releve-"+page.PlainName(debtor.Key)+"-"+a.On.String(), debtor.Creditor, t)
}

// statementPDF draws the account of a debtor on paper.
func (d *Door) statementPDF(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	pdf, err := statementSheet(debtor, a, s.Known[debtor.Creditor])
	if err != nil {
		return err
	}
	page.About(w, debtor.Creditor, "releve-"+page.PlainName(debtor.Key)+"-"+a.On.String())
	return page.ServePDF(w, pdf, "releve-"+page.PlainName(debtor.Key)+".pdf", true)
}

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
