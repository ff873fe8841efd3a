package page

import (
	"bytes"
	"errors"
	"iter"
	"net/http"
	"strings"

	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/spreadsheet"
)

// RowsOf makes the rows of a table out of those that are there.
func RowsOf(rows [][]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Export answers with a table as a file, CSV or XLSX by the end of the address,
// and notes who took what out.
func (c *Common) Export(w http.ResponseWriter, r *http.Request, s Frame, name, creditor string, t spreadsheet.Table) error {
	if c.Notes != nil {
		if err := c.Notes.Note(r.Context(), audit.Entry{
			Who: audit.Who{Name: s.Who.Name, Door: string(s.Who.Door), Address: Visitor(r).Address}, Creditor: creditor, Deed: "export", Object: name,
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
		SaveAs(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx")
		w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
		return nil
	}
	SaveAs(w, "text/csv; charset=utf-8", name+".csv")
	return spreadsheet.CSV(w, t)
}

// DayOf reads the day of a report; zero for none, or one that is none.
func DayOf(r *http.Request) calendar.Date {
	day, err := calendar.ParseLoose(r.URL.Query().Get("au"))
	if err != nil {
		return calendar.Date{}
	}
	return day
}
