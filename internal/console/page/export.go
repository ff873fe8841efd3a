package page

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"

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

// Export answers with a table as a file, CSV or XLSX by the end of the address. Name
// and creditor tell the audit what was taken out; the row of the address must say
// that it is kept there.
func Export(w http.ResponseWriter, r *http.Request, name, creditor string, t spreadsheet.Table) error {
	About(w, creditor, name)
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
	left := &leaving{w: w}
	out := bufio.NewWriterSize(left, wholeBelow)
	err := spreadsheet.CSV(out, t)
	if err == nil {
		err = out.Flush()
	}
	if err != nil && left.begun {
		panic(http.ErrAbortHandler) // the connection is cut: a table that breaks off must not look whole
	}
	return err
}

// wholeBelow is how many bytes of a table are held back, so that a fault of its first
// rows is told on a page.
const wholeBelow = 64 << 10

// DayOf reads the day of a report; zero for none, or one that is none.
func DayOf(r *http.Request) calendar.Date {
	day, err := calendar.ParseLoose(r.URL.Query().Get("au"))
	if err != nil {
		return calendar.Date{}
	}
	return day
}

// leaving notes whether bytes have been sent.
type leaving struct {
	w     io.Writer
	begun bool
}

func (l *leaving) Write(b []byte) (int, error) { l.begun = true; return l.w.Write(b) }
