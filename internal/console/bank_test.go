package console_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/dunning"
)

// upload posts a file as a form does.
func (v *visit) upload(path, field, name, body string) shown {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile(field, name)
	v.must(err)
	_, err = part.Write([]byte(body))
	v.must(err)
	v.must(w.Close())
	req, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.server.URL+path, &b)
	v.must(err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return v.read(v.browser.Do(req))
}

const statement = "Date;Libellé;Montant\n10/03/2026;VIR CLIENT SANS REFERENCE;1200,00\n10/03/2026;VIR RIEN A VOIR;33,33\n"

func (v *visit) balance() string {
	v.t.Helper()
	c, err := v.office.Sheet(v.t.Context(), access.Shell("root"), dunning.Ref{Creditor: "atelier", Number: "F/1 é"})
	v.must(err)
	return c.Case.Balance.String()
}

func TestABankFileIsDroppedAndItsLinesAreDecidedAndUndone(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	if p := v.upload("/banque", "fichier", "releve.csv", statement); p.status != 200 || !strings.Contains(p.html, "Lignes lues") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	v.upload("/banque", "fichier", "releve.csv", statement) // the same file again adds nothing: see the count below
	p := v.get("/banque")
	if !strings.Contains(p.html, "Ligne 1 sur 2") || !strings.Contains(p.html, "VIR CLIENT SANS REFERENCE") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	seen := regexp.MustCompile(`name="vu" value="(\d+)"`).FindStringSubmatch(p.html)[1]
	line := regexp.MustCompile(`action="(/banque/\d+)/ecarter"`).FindStringSubmatch(p.html)[1]
	if p := v.get(line + "?cherche=F%2F1"); !strings.Contains(p.html, `name="facture"`) {
		t.Errorf("a number finds no invoice: %s", p.html)
	}
	if p := v.post(line+"/rapprocher", "vu", "77", "facture", "F/1 é"); p.status != http.StatusConflict || v.balance() != "1200.00" {
		t.Errorf("a page that is older than a decision: %d, balance %s", p.status, v.balance())
	}
	p = v.post(line+"/rapprocher", "vu", seen, "facture", "F/1 é")
	if p.status != 200 || !strings.Contains(p.html, "pour F/1 é") || !strings.Contains(p.html, "VIR RIEN A VOIR") || v.balance() != "0.00" {
		t.Fatalf("%d, balance %s: %s", p.status, v.balance(), p.html)
	}
	if p := v.post(line + "/annuler"); p.status != 200 || v.balance() != "1200.00" {
		t.Errorf("undone: %d, balance %s", p.status, v.balance())
	}
	aside := regexp.MustCompile(`action="(/banque/\d+)/ecarter"`).FindStringSubmatch(v.get("/banque?apres=" + strings.TrimPrefix(line, "/banque/")).html)[1]
	if p := v.post(aside + "/ecarter"); p.status != 200 || !strings.Contains(p.html, "mise de côté") {
		t.Errorf("put aside: %d", p.status)
	}
	if p := v.upload("/banque", "fichier", "photo.jpg", "\xff\xd8\xff not a statement"); p.status != 422 || !strings.Contains(p.html, `role="alert"`) {
		t.Errorf("a picture: %d", p.status)
	}
}

func TestAReaderDecidesOverNoBankLineAndOthersSeeNone(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	v.upload("/banque", "fichier", "releve.csv", statement)
	line := regexp.MustCompile(`action="(/banque/\d+)/ecarter"`).FindStringSubmatch(v.get("/banque").html)[1]
	v.enter("reader", "atelier")
	if p := v.get(line); p.status != 200 || strings.Contains(p.html, "/ecarter") || strings.Contains(p.html, `type="file"`) {
		t.Errorf("a reader is offered deeds: %d", p.status)
	}
	if p := v.post(line + "/ecarter"); p.status != 403 {
		t.Errorf("a reader puts a line aside: %d", p.status)
	}
	v.enter("admin", "moulin")
	if p := v.get(line); p.status != 404 || strings.Contains(p.html, "VIR CLIENT") {
		t.Errorf("a line of another creditor: %d", p.status)
	}
	if p := v.get("/banque"); p.status != 200 || strings.Contains(p.html, "VIR CLIENT") || strings.Contains(p.html, "releve.csv") {
		t.Errorf("the page shows another creditor's lines: %d", p.status)
	}
}
