package console_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/posting"
)

// The names of debtors who try to be more than names: as HTML, and as a formula.
const (
	asHTML    = `<img src=x onerror=alert(1)>`
	asFormula = `=cmd|' /C calc'!A0`
)

// hostileDebtors gives atelier two debtors whose names, addresses and invoices try to be
// more than that, with what people said of them.
func hostileDebtors(v *visit) {
	ctx := v.t.Context()
	for i, name := range []string{asHTML, asFormula} {
		due := calendar.NewDate(2026, 1, 10)
		added, err := v.db.AddInvoice(ctx, dunning.NewInvoice{
			Creditor: "atelier", Now: v.db.Now(), Author: "test",
			Debtor: dunning.Debtor{Key: name, Name: name, Email: "client@example.org", Contact: name, Address: dunning.Address{Lines: []string{name}, Postcode: "69003", City: "Lyon " + asHTML, Country: "FR"}},
			Invoice: dunning.Invoice{
				Number: "H-" + strconv.Itoa(i) + asFormula, Issued: due.AddDays(-30), Due: due, DueRule: dunning.DueStated, Currency: "EUR", Total: 90_000, Payable: 90_000, Source: "test",
				Object: asHTML, OrderRef: asFormula,
			},
		})
		v.must(err)
		for _, e := range []dunning.Event{dunning.NewPaid(1_000, due), dunning.NewReply()} {
			_, err := v.office.Tell(ctx, access.Shell(asHTML), backoffice.Fact{Ref: added.Ref, Event: e})
			v.must(err)
		}
	}
}

// reached gives the addresses of atelier for a pattern of the routes; none for one that
// needs what this installation does not have, each of which the gallery shows with such
// a name.
func reached(pattern string) (out []string) {
	if strings.HasPrefix(pattern, "/courrier/") || strings.HasPrefix(pattern, "/programmes/") || strings.HasPrefix(pattern, "/connexion/retour") ||
		strings.Contains(pattern, "/messages/{id}") || strings.Contains(pattern, "/banque/{id}") || strings.Contains(pattern, "/taches/{id}") || pattern == "/direct" || pattern == "/installation" || pattern == "/acces" ||
		strings.Contains(pattern, "{n}") || strings.Contains(pattern, "{page}") || strings.Contains(pattern, "{sha}") || strings.HasSuffix(pattern, "/texte") || strings.HasSuffix(pattern, "declaration.zip") || strings.HasSuffix(pattern, "demande.zip") ||
		strings.HasPrefix(pattern, "/banque/encaissements") || strings.HasPrefix(pattern, "/procedures/") || strings.HasSuffix(pattern, "/voies") || strings.HasSuffix(pattern, "/registre") || pattern == "/procedures" || strings.HasPrefix(pattern, "/plans") || strings.HasPrefix(pattern, "/textes") {
		return nil
	}
	for i, name := range []string{asHTML, asFormula} {
		at := strings.NewReplacer("{$}", "", "{creditor}", "atelier", "{number}", url.PathEscape("H-"+strconv.Itoa(i)+asFormula), "{key}", url.PathEscape(name), "{form}", "paiement", "{login}", "admin.*@example.fr").Replace(pattern)
		switch {
		case strings.HasPrefix(at, "/tableau/liste"):
			at += "?chiffre=encours"
		case strings.HasPrefix(at, "/recherche"), strings.HasPrefix(at, "/dossiers/export"), at == "/dossiers", at == "/debiteurs":
			at += "?q=" + url.QueryEscape(name)
		case strings.Contains(at, "/lettre.pdf"):
			at = "/lettres/atelier/F-101/lettre.pdf"
		case strings.HasSuffix(at, "/apercu"), strings.HasSuffix(at, "/apercu/cadre"), strings.HasSuffix(at, "/apercu.pdf"):
			at += "?niveau=first"
		}
		out = append(out, at)
	}
	return out
}

// TestANameThatIsCodeGoesThroughEveryPageAndFile walks every row of the console's list
// of routes that reads: pages, frames, lists, workbooks and PDF files.
func TestANameThatIsCodeGoesThroughEveryPageAndFile(t *testing.T) {
	t.Parallel()
	v := open(t)
	aDay(v)
	hostileDebtors(v)
	press, err := posting.NewPress(config.Default())
	v.must(err)
	v.door.Press = press
	v.enter("admin", people.Everyone)
	seen := map[string]int{}
	for _, row := range v.door.Routes() {
		if row.Method != http.MethodGet {
			continue
		}
		for _, at := range reached(row.Pattern) {
			res, err := v.browser.Get(v.server.URL + at)
			v.must(err)
			var b bytes.Buffer
			_, err = b.ReadFrom(res.Body)
			v.must(err)
			v.must(res.Body.Close())
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s: %d", at, res.StatusCode)
				continue
			}
			kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
			seen[kind] += harmless(t, at, kind, b.Bytes())
		}
	}
	for _, kind := range []string{"text/html", "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf", "application/zip"} {
		if seen[kind] == 0 {
			t.Errorf("no %s shows such a name", kind)
		}
	}
	t.Logf("%v", seen)
}

// harmless looks whether a name did harm in an answer, and tells whether it is there.
func harmless(t *testing.T, at, kind string, body []byte) (shown int) {
	t.Helper()
	text := string(body)
	switch kind {
	case "text/html":
		for _, bad := range []string{"<img src=x", "ZgotmplZ", "onerror=alert(1)>"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %s", at, bad)
			}
		}
		if strings.Contains(text, "&lt;img src=x") || strings.Contains(text, "=cmd|&#39;") {
			return 1
		}
	case "text/csv":
		c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
		c.Comma, c.FieldsPerRecord = ';', -1
		rows, err := c.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if regexp.MustCompile(`^[=+@|%\t\r]|^-[^0-9]`).MatchString(cell) {
					t.Errorf("%s holds the formula %q", at, cell)
				}
				if strings.Contains(cell, "cmd|") {
					shown = 1
				}
			}
		}
	case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
		return plainSheet(t, at, body)
	case "application/zip":
		return harmlessBundle(t, at, body)
	case "application/pdf":
		for _, bad := range []string{"/JavaScript", "/OpenAction", "/Launch", "/AA "} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %s", at, bad)
			}
		}
		return 1
	}
	return shown
}

// plainFile is a name that every file system takes, and no program for one more.
var plainFile = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*$`)

// harmlessBundle looks at each file of a ZIP: its name, and what it holds by its kind.
func harmlessBundle(t *testing.T, at string, body []byte) (shown int) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{".csv": "text/csv", ".html": "text/html", ".pdf": "application/pdf", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	for _, f := range z.File {
		if !plainFile.MatchString(f.Name) || strings.Contains(f.Name, "..") {
			t.Errorf("%s holds a file called %q", at, f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if kind := kinds[path.Ext(f.Name)]; kind != "" {
			shown += harmless(t, at+": "+f.Name, kind, b.Bytes())
		}
	}
	return shown
}

// plainSheet looks whether every cell of a workbook is a value.
func plainSheet(t *testing.T, at string, body []byte) (shown int) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, cell := range row {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if formula, err := f.GetCellFormula(sheet, name); err != nil || formula != "" {
				t.Errorf("%s: %s holds the formula %q, %v", at, name, formula, err)
			}
			if strings.Contains(cell, "cmd|") {
				shown = 1
			}
		}
	}
	return shown
}
