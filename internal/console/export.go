package console

import (
	"net/http"

	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/spreadsheet"
)

// exportCases writes the cases of a selection, all of them, in the order of the
// list.
func (d *Door) exportCases(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	sel, fault := d.selectionOf(r.URL.Query(), s)
	if fault != "" {
		return dunning.Errorf(dunning.CodeInvalid, "%s", fault)
	}
	now := d.Now()
	t := spreadsheet.Table{
		Name: "Dossiers", Head: []string{"Créancier", "Client", "Référence", "Facture", "Échéance", "Jours de retard", "Reste dû", "Devise", "État", "Ensuite", "En charge"},
		Rows: func(yield func([]any, error) bool) {
			for row, err := range d.Exports.EachCase(r.Context(), s.Who, sel) {
				c := row.Case
				cells := []any{c.Creditor, row.DebtorName, c.Debtor, c.Number, c.Due, max(page.Today(now).Sub(c.Due), 0), c.Balance, c.Currency, page.Capital(fr.Status(c)), nextText(c, now), row.Owner}
				if !yield(cells, err) || err != nil {
					return
				}
			}
		},
	}
	return page.Export(w, r, "dossiers-"+page.Today(now).String(), sel.Creditor, t)
}
