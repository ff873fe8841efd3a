package page_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/console/page"
	"relance/internal/spreadsheet"
)

// saving answers with a file that bears a secret.
func saving(w http.ResponseWriter, _ *http.Request, _ page.Frame) error {
	page.SaveAs(w, "text/plain", "liste.txt")
	_, err := w.Write([]byte("all names"))
	return err
}

func TestWhatIsNotOnRecordIsNotTakenOut(t *testing.T) {
	t.Parallel()
	row := page.Get("/liste", access.SeeCases, saving).Audits("export")
	w := httptest.NewRecorder()
	full := errors.New("the disk is full")
	err := row.Recorded(w, httptest.NewRequest(http.MethodGet, "/liste", nil), page.Frame{}, func(audit.Entry) error { return full })
	if !errors.Is(err, full) || strings.Contains(w.Body.String(), "names") {
		t.Errorf("%v, and %q left", err, w.Body)
	}
}

func TestARowKeepsADeedOnceAndNoRefusal(t *testing.T) {
	t.Parallel()
	answer := func(status int) page.Handler {
		return func(w http.ResponseWriter, _ *http.Request, _ page.Frame) error {
			page.About(w, "atelier", "liste")
			w.WriteHeader(status)
			_, err := w.Write([]byte("x"))
			return err
		}
	}
	for name, tt := range map[string]struct {
		row  page.Route
		want int
	}{
		"a form that leads on":            {page.Post("/x", access.SeeCases, answer(303)).Audits("deed"), 1},
		"a form that is shown again":      {page.Post("/x", access.SeeCases, answer(422)).Audits("deed"), 0},
		"a deed that the use case keeps":  {page.Post("/x", access.SeeCases, answer(303)).KeptByUse(), 0},
		"a fact of a case":                {page.Post("/x", access.SeeCases, answer(303)).KeptInCase(), 0},
		"an answer that says nothing":     {page.Post("/x", access.SeeCases, func(http.ResponseWriter, *http.Request, page.Frame) error { return nil }).Audits("deed"), 1},
		"a trial":                         {page.Post("/x", access.SeeCases, func(w http.ResponseWriter, _ *http.Request, _ page.Frame) error { page.NothingDone(w); return nil }).Audits("deed"), 0},
		"a page that could not be served": {page.Get("/x", access.SeeCases, func(http.ResponseWriter, *http.Request, page.Frame) error { return errors.New("no") }).Audits("deed"), 0},
	} {
		var kept []audit.Entry
		err := tt.row.Recorded(httptest.NewRecorder(), httptest.NewRequest(tt.row.Method, "/x", nil), page.Frame{}, func(e audit.Entry) error { kept = append(kept, e); return nil })
		if len(kept) != tt.want || err != nil && tt.want > 0 || tt.want == 1 && kept[0].Deed != "deed" {
			t.Errorf("%s: %+v, %v", name, kept, err)
		}
	}
}

func TestATableThatBreaksOffNeverLooksWhole(t *testing.T) {
	t.Parallel()
	broken := errors.New("the database went away")
	table := func(rows int) spreadsheet.Table {
		return spreadsheet.Table{Name: "T", Head: []string{"A"}, Rows: func(yield func([]any, error) bool) {
			for range rows {
				if !yield([]any{strings.Repeat("x", 100)}, nil) {
					return
				}
			}
			yield(nil, broken)
		}}
	}
	w := httptest.NewRecorder()
	if err := page.Export(w, httptest.NewRequest(http.MethodGet, "/liste.csv", nil), "liste", "", table(3)); !errors.Is(err, broken) || w.Body.Len() > 0 {
		t.Errorf("a fault of the first rows: %v, %d bytes left", err, w.Body.Len())
	}
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // a panic's value
			t.Error("a table of which a part has left is ended as if it were whole")
		}
	}()
	page.Export(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/liste.csv", nil), "liste", "", table(5000))
}
