package portal_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"relance/internal/dunning"
	"relance/internal/visit"
)

// postLetter posts the next step of a case as a letter and gives the file that a
// person prints.
func (w *world) postLetter(ref dunning.Ref) []byte {
	w.t.Helper()
	dir := w.t.TempDir()
	w.post.Config.Letters.Folder = dir
	composer, err := w.post.Composer()
	w.must(err)
	deliverer, err := w.post.Deliverer()
	w.must(err)
	out := w.reserve(ref)
	if out.State != dunning.ReserveGranted {
		w.t.Fatalf("the letter is %s", out.State)
	}
	if left, err := w.handOver(ref, out, composer, deliverer); err != nil || !left {
		w.t.Fatalf("the letter was not posted: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.pdf"))
	if err != nil || len(files) != 1 {
		w.t.Fatalf("the folder holds %v, %v", files, err)
	}
	pdf, err := os.ReadFile(files[0])
	w.must(err)
	return pdf
}

// byLetter sends every step of the plan by simple letter.
func byLetter(n *dunning.NewInvoice) {
	n.Debtor.Address = dunning.Address{Lines: []string{"4 rue des Lilas"}, Postcode: "42000", City: "Saint-Étienne"}
	n.Invoice.Plan = "papier"
}

func (w *world) planOfLetters() {
	w.t.Helper()
	plan := dunning.DefaultPlan()
	plan.Spread, plan.ID = 0, "papier"
	for i := range plan.Steps {
		if plan.Steps[i].Channel == dunning.Email {
			plan.Steps[i].Channel = dunning.Letter
		}
	}
	first := dunning.DefaultPlan()
	first.Spread = 0
	w.must(w.store.SaveCreditor(w.t.Context(), creditor(), []dunning.Plan{first, plan}))
}

var printedCode = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}`)

// codeOf finds the code in the text of a letter.
func codeOf(t *testing.T, pdf []byte) string {
	t.Helper()
	var text []uint16
	for i := 0; i+1 < len(pdf); i++ { // any alignment
		if pdf[i] == 0 && pdf[i+1] >= ' ' && pdf[i+1] < 0x7f {
			text = append(text, uint16(pdf[i+1]))
			i++
		} else if len(text) > 0 && text[len(text)-1] != '\n' {
			text = append(text, '\n')
		}
	}
	found := printedCode.FindString(string(utf16.Decode(text)))
	if found == "" {
		t.Fatal("the letter shows no code")
	}
	return found
}

// The code of a letter opens the invoices of that letter, typed as people type;
// what is kept of the letter holds none, and neither does the database.
func TestTheCodeOfALetterOpensItsInvoices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.planOfLetters()
	other := w.add("F-2", "C-8")
	pdf := w.postLetter(w.add("F-1", "C-7", byLetter))
	code := codeOf(t, pdf)
	w.want(w.get("/p/"), http.StatusOK, "Code de la lettre")
	for _, typed := range []string{code, strings.ToLower(strings.ReplaceAll(code, "-", " "))} {
		opened := w.do(http.MethodPost, "/p/", url.Values{"code": {typed}})
		w.want(opened, http.StatusSeeOther)
		page := w.get(opened.header.Get("Location"))
		w.want(page, http.StatusOK, "F-1", "1\u202f200,00\u00a0€", "adressé une lettre")
		if strings.Contains(page.body, other.Number) {
			t.Error("the page shows an invoice of another debtor")
		}
	}
	token, _ := visit.ReadCode(code)
	for table := range w.dump() {
		column := "t::text"
		if table == "documents" {
			column = "encode(bytes, 'escape')"
		}
		for _, secret := range []string{code, token} {
			if w.count(table+" t where "+column+" like '%' || $1 || '%'", secret) != 0 {
				t.Errorf("%s holds the code", table)
			}
		}
	}
	var kept []byte
	w.must(w.store.Pool().QueryRow(t.Context(), `select bytes from documents where media_type = 'application/pdf' and length(bytes) = $1`, len(pdf)).Scan(&kept))
	if bytes.Equal(kept, pdf) || bytes.Contains(kept, wide(code)) || !bytes.Contains(kept, wide(visit.CodePlace)) {
		t.Error("what is kept of the letter is not the letter with the place of its code")
	}
}

func wide(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

// Revoked, expired and invented codes have one answer, and guessing is slowed as
// with links.
func TestCodesEndAndCannotBeGuessed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.planOfLetters()
	ref := w.add("F-1", "C-7", byLetter)
	code, _ := visit.ReadCode(codeOf(t, w.postLetter(ref)))
	w.want(w.get("/p/"+code), http.StatusOK)
	unknown := w.get("/p/K7QM2XRD94TVH8NP")
	links, err := w.pages.Links(t.Context(), ref.Creditor, "C-7", ref.Number)
	w.must(err)
	if len(links) != 1 || !links[0].Letter || links[0].Recipient != "" {
		t.Fatalf("the links are %+v", links)
	}
	w.must(w.pages.Revoke(t.Context(), links[0].ID, "claire", "lost"))
	same := func(a answer) {
		t.Helper()
		w.want(a, http.StatusNotFound)
		if strings.ReplaceAll(a.body, code, "K7QM2XRD94TVH8NP") != unknown.body {
			t.Errorf("a dead code and an unknown one have two answers:\n%s\n%s", a.body, unknown.body)
		}
	}
	same(w.get("/p/" + code))
	_, err = w.store.Pool().Exec(t.Context(), `update portal_links set revoked_at = null`)
	w.must(err)
	w.now = w.now.Add(visit.Life + time.Hour)
	same(w.get("/p/" + code))
	for range 31 {
		token, _, err := visit.NewLetterCode(w.use.Random)
		w.must(err)
		w.do(http.MethodPost, "/p/", url.Values{"code": {token}})
		w.get("/p/" + token)
	}
	w.want(w.do(http.MethodPost, "/p/", url.Values{"code": {code}}), http.StatusTooManyRequests)
	w.want(w.get("/p/"), http.StatusTooManyRequests)
}

// What is said by the code of a letter counts like any answer, and is
// acknowledged at the address on record.
func TestWhatIsSaidByACodeIsAcknowledgedAtTheAddressOnRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.planOfLetters()
	ref := w.add("F-1", "C-7", byLetter)
	code, _ := visit.ReadCode(codeOf(t, w.postLetter(ref)))
	w.want(w.say("/p/"+code, "contester", url.Values{"facture": {"F-1"}, "motif": {"quality"}, "texte": {"Porte rayée"}}), http.StatusSeeOther)
	c, err := w.store.LoadCase(t.Context(), ref)
	w.must(err)
	if c.Uncontested() != 0 {
		t.Errorf("%d is still asked for", c.Uncontested())
	}
	if m := w.sendMails(); m.To != "c-7@example.com" || !strings.Contains(textOf(t, m.Bytes), "Porte rayée") {
		t.Errorf("the acknowledgement went to %v", m.To)
	}
}
