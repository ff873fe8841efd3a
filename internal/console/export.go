package console

import (
	"bytes"
	"errors"
	"iter"
	"net/http"
	"strings"

	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/spreadsheet"
)

// tableOf makes a table out of rows that are there.
func rowsOf(rows [][]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// export answers with a table as a file, CSV or XLSX by the end of the address,
// and notes who took what out.
func (d *Door) export(w http.ResponseWriter, r *http.Request, s shell, name, creditor string, t spreadsheet.Table) error {
	if d.Notes != nil {
		if err := d.Notes.Note(r.Context(), audit.Entry{
			Who: audit.Who{Name: s.Who.Name, Door: string(s.Who.Door), Address: visitor(r).Address}, Creditor: creditor, Deed: "export", Object: name,
		}); err != nil {
			return err
		}
	}
	if strings.HasSuffix(r.URL.Path, ".xlsx") {
		var b bytes.Buffer // whole or not at all
		err := spreadsheet.XLSX(&b, t)
		switch {
		case errors.Is(err, spreadsheet.ErrTooMany):
			return dunning.Errorf(dunning.CodeInvalid, "a workbook takes at most %d rows", spreadsheet.MostXLSX).WithHint("take the list out as CSV, or narrow it down")
		case err != nil:
			return err
		}
		saveAs(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx")
		w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
		return nil
	}
	saveAs(w, "text/csv; charset=utf-8", name+".csv")
	return spreadsheet.CSV(w, t)
}

// exportCases writes the cases of a selection, all of them, in the order of the
// list.
func (d *Door) exportCases(w http.ResponseWriter, r *http.Request, s shell) error {
	sel, fault := d.selectionOf(r.URL.Query(), s)
	if fault != "" {
		return dunning.Errorf(dunning.CodeInvalid, "%s", fault)
	}
	now := d.Now()
	t := spreadsheet.Table{
		Name: "Dossiers", Head: []string{"Créancier", "Client", "Référence", "Facture", "Échéance", "Jours de retard", "Reste dû", "Devise", "État", "Ensuite"},
		Rows: func(yield func([]any, error) bool) {
			for row, err := range d.Exports.EachCase(r.Context(), s.Who, sel) {
				c := row.Case
				cells := []any{c.Creditor, row.DebtorName, c.Debtor, c.Number, c.Due, max(today(now).Sub(c.Due), 0), c.Balance, c.Currency, capital(fr.Status(c)), nextText(c, now)}
				if !yield(cells, err) || err != nil {
					return
				}
			}
		},
	}
	return d.export(w, r, s, "dossiers-"+today(now).String(), sel.Creditor, t)
}

// agedCells are the sums of the aged balance in the order of its columns.
func agedCells(get func(i int) money.Cents) []any {
	var out []any
	for i := range 5 {
		out = append(out, get(i))
	}
	return out
}

// dayOf reads the day of a report; zero for none, or one that is none.
func dayOf(r *http.Request) calendar.Date {
	day, err := calendar.ParseLoose(r.URL.Query().Get("au"))
	if err != nil {
		return calendar.Date{}
	}
	return day
}
