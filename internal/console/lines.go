package console

import (
	"relance/internal/console/bankdesk"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/reconcile"
)

// linesGroup shows bank lines that wait for a person.
func linesGroup(s page.Frame, day desk.Day) workGroup {
	g := workGroup{Title: "Lignes de banque sans facture", Note: page.Thousands(day.LineCount) + " · " + fr.Amount(day.LineSum, "EUR")}
	for _, l := range day.Lines {
		row := page.WorkRow{Name: bankdesk.LineTitle(l), Amount: fr.Amount(l.Waiting(), l.Entry.Currency), Creditor: s.CreditorName(l.Creditor), Text: proposed(l.Decision)}
		row.Act = page.Action{Address: page.LineAddress(l.ID), Label: "Voir"}
		if len(l.Decision.Suggestions) == 1 {
			row.Act.Label = "Confirmer"
		}
		g.Rows = append(g.Rows, row)
	}
	if n := day.LineCount - len(day.Lines); n > 0 {
		g.Hidden, g.All = n, "/banque"
	}
	return g
}

// proposed says what a bank line is taken for.
func proposed(dec reconcile.Decision) string {
	if len(dec.Suggestions) == 0 {
		if len(dec.Reasons) > 0 {
			return dec.Reasons[0].Text
		}
		return "aucune proposition"
	}
	p := dec.Suggestions[0]
	text := "proposée\u00a0: "
	if len(p.Allocations) > 1 {
		text = "proposées\u00a0: "
	}
	text += bankdesk.InvoiceList(p.Allocations)
	if len(p.Reasons) > 0 {
		text += ", " + p.Reasons[0].Text
	}
	return text
}
