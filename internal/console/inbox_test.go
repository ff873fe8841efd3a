package console_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"relance/internal/answer"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres/mailbox"
)

// scribe makes a mail of what it is given.
type scribe struct{}

func (scribe) ComposeAnswer(_ context.Context, d answer.Reply) (dunning.Rendered, error) {
	return dunning.Rendered{MessageID: d.MessageID, Subject: d.Subject, Recipient: d.To, MediaType: "message/rfc822", Bytes: []byte(d.MessageID + "\n" + d.Text)}, nil
}

// letterbox is a mail of the debtor of atelier, with a picture, a note and a page.
func letterbox(t *testing.T) []byte {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, "Message-ID: <1@client.example.org>\r\nDate: Mon, 9 Mar 2026 10:12:00 +0100\r\nFrom: %s <jeanne@client.example.net>\r\nSubject: %s\r\n"+
		"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"+
		"<p>Bonjour, nous réglerons votre facture le 20 mars.</p><script>alert(1)</script><img src=https://spy.example.org/pixel.png>\r\n"+
		"--x\r\nContent-Type: image/png; name=photo.png\r\nContent-Disposition: attachment; filename=photo.png\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n"+
		"--x\r\nContent-Type: text/plain; name=note.txt\r\nContent-Disposition: attachment; filename=note.txt\r\n\r\n<script>alert(2)</script>\r\n"+
		"--x\r\nContent-Type: text/html; name=page.html\r\nContent-Disposition: attachment; filename=page.html\r\n\r\n<script>alert(3)</script>\r\n--x--\r\n",
		`"`+strings.ReplaceAll(hostile, `"`, "")+`"`, hostile, base64.StdEncoding.EncodeToString(picture.Bytes()))
}

func (v *visit) takeMail(raw []byte) inbox.Taken {
	v.t.Helper()
	taken, err := mailbox.New(v.db).TakeMail(v.t.Context(), inbox.Arrival{Raw: raw, Reading: inbox.Read(raw, inbox.Options{}), Door: "test"})
	v.must(err)
	return taken
}

// assigned is a visit of a clerk of atelier with a mail of its debtor.
func assigned(t *testing.T) *visit {
	t.Helper()
	v := open(t)
	taken := v.takeMail(letterbox(t))
	if _, err := mailbox.New(v.db).AssignMail(t.Context(), taken.ID, "atelier", "C-atelier", "root"); err != nil {
		t.Fatal(err)
	}
	v.enter("clerk", "atelier")
	return v
}

func TestAMailIsReadItsProposalAcceptedAndAnswered(t *testing.T) {
	t.Parallel()
	v := assigned(t)
	if p := v.get("/courrier"); !strings.Contains(p.html, `href="/courrier/1"`) {
		t.Fatalf("the list has no mail: %s", p.html)
	}
	p := v.get("/courrier/1")
	for _, want := range []string{"nous réglerons votre facture le 20 mars", "Promet de payer", "photo.png", `value="20/03/2026"`, "Nous avons noté que"} {
		if !strings.Contains(p.html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "alert(1)</", "spy.example.org", "<img src=x"} {
		if strings.Contains(strings.Replace(p.html, `<script src="/style/`, "", 1), never) {
			t.Errorf("the page holds %q", never)
		}
	}
	key := v.between(p.html, `name="proposition" value="`, `"`)
	if p = v.post("/courrier/1/noter", "proposition", key, "date", "n’importe quand"); p.status != 422 || !strings.Contains(p.html, "La date ne se lit pas") {
		t.Errorf("a wrong date: %d", p.status)
	}
	if p = v.post("/courrier/1/noter", "proposition", key, "date", "20/03/2026"); !strings.Contains(p.html, "noté") || !strings.Contains(p.html, "promesse de paiement, par ") {
		t.Errorf("the promise is not noted: %s", p.html)
	}
	if p = v.post("/courrier/1/repondre", "texte", "Bonjour […]", "cle", "k1"); p.status != 422 || !strings.Contains(p.html, "Bonjour […]") {
		t.Errorf("a blank: %d", p.status)
	}
	p = v.post("/courrier/1/repondre", "texte", "C’est noté, merci.", "cle", "k1", "lu", "oui")
	if !strings.Contains(p.html, "part dans les secondes") || !strings.Contains(p.html, "Réponses envoyées") {
		t.Errorf("the answer is not kept: %s", p.html)
	}
	v.post("/courrier/1/repondre", "texte", "C’est noté, merci.", "cle", "k1", "lu", "oui")
	var n int
	v.must(v.db.Pool().QueryRow(t.Context(), `select count(*) from messages where answers = 1`).Scan(&n))
	if n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	if p = v.get("/courrier"); strings.Contains(p.html, `href="/courrier/1"`) {
		t.Error("the mail still waits")
	}
}

func (v *visit) between(text, from, to string) string {
	v.t.Helper()
	_, rest, found := strings.Cut(text, from)
	out, _, ended := strings.Cut(rest, to)
	if !found || !ended {
		v.t.Fatalf("no %q in the page", from)
	}
	return out
}

func TestAttachmentsAreFilesToKeepOrDrawnAnew(t *testing.T) {
	t.Parallel()
	v := assigned(t)
	for path, want := range map[string]struct{ kind, how, policy string }{
		"/courrier/1/pieces/1":        {"application/octet-stream", "attachment", ""},
		"/courrier/1/pieces/1?voir=1": {"image/png", "", "sandbox"},
		"/courrier/1/pieces/2?voir=1": {"text/html; charset=utf-8", "", "sandbox"},
		"/courrier/1/pieces/3":        {"application/octet-stream", "attachment", ""},
		"/courrier/1/pieces/3?voir=1": {"text/html; charset=utf-8", "", "sandbox"},
		"/courrier/1/brut":            {"application/octet-stream", "attachment", ""},
	} {
		res, err := v.browser.Get(v.server.URL + path)
		v.must(err)
		body, err := io.ReadAll(res.Body)
		v.must(err)
		v.must(res.Body.Close())
		h := res.Header
		if res.StatusCode != http.StatusOK || h.Get("Content-Type") != want.kind || !strings.HasPrefix(h.Get("Content-Disposition"), want.how) ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), want.policy) || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", path, res.StatusCode, h)
		}
		if want.policy != "" && bytes.Contains(body, []byte("<script")) {
			t.Errorf("%s holds a script: %s", path, body)
		}
	}
	if p := v.get("/courrier/1/pieces/9"); p.status != 404 {
		t.Errorf("a file that is not there: %d", p.status)
	}
}

func TestAMailOfAnotherCreditorDoesNotExist(t *testing.T) {
	t.Parallel()
	v := assigned(t)
	v.forget()
	v.enter("admin", "moulin")
	for _, path := range []string{"/courrier/1", "/courrier/1/brut", "/courrier/1/pieces/1"} {
		if p := v.get(path); p.status != 404 {
			t.Errorf("%s: %d", path, p.status)
		}
	}
	for _, path := range []string{"/courrier/1/noter", "/courrier/1/repondre", "/courrier/1/lu", "/courrier/1/rattacher"} {
		res, err := v.browser.PostForm(v.server.URL+path, url.Values{"texte": {"x"}})
		v.must(err)
		v.must(res.Body.Close())
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if p := v.get("/courrier"); strings.Contains(p.html, "/courrier/1") {
		t.Error("the list shows it")
	}
}
