package api_test

import (
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	"relance/internal/postgres/twinstest"
)

// sentFile is a part of a form.
type sentFile struct{ field, name, kind, data string }

// formWith writes a form; the line between its parts is another one each time.
func formWith(t *testing.T, files ...sentFile) (body, kind string) {
	t.Helper()
	var b strings.Builder
	m := multipart.NewWriter(&b)
	for _, f := range files {
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, f.field, f.name)}}
		if f.kind != "" {
			h.Set("Content-Type", f.kind)
		}
		p, err := m.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		p.Write([]byte(f.data))
	}
	m.Close()
	return b.String(), m.FormDataContentType()
}

const listCSV = "number;issue_date;due_date;total;buyer_name;buyer_email\n%s;2026-02-01;2026-03-01;120.00;Client neuf;neuf@example.org\n"

func TestFilesComeAsPartsOfAForm(t *testing.T) {
	t.Parallel()
	w := open(t)
	const who = "clerk of atelier"
	post := func(path, key string, files ...sentFile) answer {
		body, kind := formWith(t, files...)
		return w.ask(who, http.MethodPost, path, body, "Content-Type", kind, "Idempotency-Key", key)
	}
	one := sentFile{"file", "../../etc/factures.csv", "text/csv", fmt.Sprintf(listCSV, "M-1")}
	a := post("/invoices", "one", one)
	if a.status != 200 || a.json["started"] != 1.0 {
		t.Fatalf("%d %s", a.status, a.text)
	}
	// A form that is sent again is the same request, however its parts are parted.
	if again := post("/invoices", "one", one); again.status != 200 || again.header.Get("Idempotency-Replayed") != "true" || again.text != a.text {
		t.Errorf("sent again: %d %s", again.status, again.text)
	}
	if other := post("/invoices", "one", sentFile{"file", one.name, one.kind, fmt.Sprintf(listCSV, "M-2")}); other.status != 422 {
		t.Errorf("the key of another form: %d %s", other.status, other.text)
	}
	two := post("/invoices", "two", sentFile{"file", "a.csv", "", fmt.Sprintf(listCSV, "M-3")}, sentFile{"file", "b.csv", "", fmt.Sprintf(listCSV, "M-4")})
	if two.status != 200 || two.json["started"] != 2.0 || !strings.Contains(two.text, `"file":"a.csv"`) || !strings.Contains(two.text, `"file":"b.csv"`) {
		t.Errorf("two files: %d %s", two.status, two.text)
	}
	if line := w.ask(who, http.MethodGet, "/invoices/atelier/M-1", ""); !strings.Contains(line.text, `"source":"factures.csv:2"`) {
		t.Errorf("the file is on record as %s", line.text)
	}
	bank := post("/bank-files?creditor=atelier", "bank", sentFile{"file", "releve.sta", "application/octet-stream", twinstest.Statement("FORM")})
	if bank.status != 200 || len(bank.json["entries"].([]any)) != 1 || bank.json["name"] != "releve.sta" {
		t.Errorf("a bank file: %d %s", bank.status, bank.text)
	}
	for name, files := range map[string][]sentFile{
		"no file":             {},
		"another field":       {{"creditor", "", "", "moulin"}, one},
		"two of one name":     {{"file", "a.csv", "", "x"}, {"file", "a.csv", "", "y"}},
		"more than are taken": slices.Repeat([]sentFile{one}, 51),
	} {
		if a := post("/invoices", name, files...); a.status != 422 || a.json["code"] != "invalid" {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
	}
	if a := post("/bank-files", "both", sentFile{"file", "a.sta", "", "x"}, sentFile{"file", "b.sta", "", "y"}); a.status != 422 || !strings.Contains(a.text, "one bank file") {
		t.Errorf("two bank files: %d %s", a.status, a.text)
	}
	if a := post("/invoices", "unread", sentFile{"file", "a.csv", "", "hello"}); a.status != 422 || !strings.Contains(a.text, "a.csv") {
		t.Errorf("a file that is no list: %d %s", a.status, a.text)
	}
	broken, kind := formWith(t, one)
	if a := w.ask(who, http.MethodPost, "/invoices", broken[:len(broken)-30], "Content-Type", kind, "Idempotency-Key", "broken"); a.status != 422 {
		t.Errorf("a form that breaks off: %d %s", a.status, a.text)
	}
	if a := w.ask(who, http.MethodPost, "/invoices", "x", "Content-Type", "multipart/form-data", "Idempotency-Key", "none"); a.status != 422 {
		t.Errorf("a form without a boundary: %d %s", a.status, a.text)
	}
	if a := w.ask(who, http.MethodPost, "/cases/atelier/F-1/facts", broken, "Content-Type", kind, "Idempotency-Key", "fact"); a.status != 415 {
		t.Errorf("a form where JSON is wanted: %d %s", a.status, a.text)
	}
}

func TestAFileBeyondItsLimitIsRefusedAlsoInAForm(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, path := range []string{"/invoices", "/bank-files"} { // other bodies have 1 MiB at most
		for name, size := range map[string]int{"within": 2 << 20, "beyond": 20<<20 + 1} {
			data := strings.Repeat("xxxxxxxxxxxxxxx\n", size/16+1)
			form, kind := formWith(t, sentFile{"file", "a.csv", "text/csv", data})
			for as, a := range map[string]answer{
				"a form":         w.ask("clerk of atelier", http.MethodPost, path, form, "Content-Type", kind, "Idempotency-Key", "form-"+name),
				"the body alone": w.ask("clerk of atelier", http.MethodPost, path, data, "Content-Type", "text/csv", "Idempotency-Key", "body-"+name),
			} {
				if (a.status == http.StatusRequestEntityTooLarge) != (name == "beyond") || a.status < 400 {
					t.Errorf("%s as %s, %s its limit: %d %.200s", path, as, name, a.status, a.text)
				}
			}
		}
	}
}
