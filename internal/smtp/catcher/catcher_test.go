package catcher_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"relance/internal/smtp"
	"relance/internal/smtp/catcher"
)

func start(t *testing.T, o catcher.Options) (*catcher.Catcher, *smtp.Sender) {
	t.Helper()
	c, err := catcher.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	host, port, _ := net.SplitHostPort(c.SMTPAddr())
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	s, err := smtp.New(smtp.Options{Host: host, Port: number, Security: smtp.NoTLS, Deadline: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return c, s
}

func notice(t *testing.T, to string) smtp.Envelope {
	t.Helper()
	b, err := smtp.Compose(smtp.Mail{
		From:      smtp.Address{Name: "Atelier Brunel SARL", Mail: "compta@brunel.example.fr"},
		To:        smtp.Address{Name: "Société Œillets", Mail: to},
		Subject:   "Premier rappel : facture F-2026-014 échue",
		MessageID: "relance.1@brunel.example.fr",
		Date:      time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC),
		Text:      "Bonjour, il reste 1 234,56 € à payer.",
		HTML:      `<p>Bonjour</p><script>alert(1)</script><img src="cid:qr"><img src="cid:autre">`,
		Inline:    []smtp.File{{Name: "qr.png", Type: "image/png", ContentID: "qr", Bytes: []byte("PNG")}},
		Attached: []smtp.File{
			{Name: "Facture n° 014.pdf", Type: "application/pdf", Bytes: []byte("%PDF-1.7")},
			{Name: "page.html", Type: "text/html", Bytes: []byte("<script>alert(2)</script>")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return smtp.Envelope{From: "bounce@brunel.example.fr", To: to, Bytes: b}
}

func send(t *testing.T, s *smtp.Sender, e smtp.Envelope) smtp.Outcome {
	t.Helper()
	o, err := s.Send(t.Context(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// get gives the page's text, with its headers.
func get(t *testing.T, c *catcher.Catcher, path string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+c.HTTPAddr()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(b)
}

func TestCatcherKeepsAndShowsAMail(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mails")
	c, s := start(t, catcher.Options{Dir: dir})
	if _, _, empty := get(t, c, "/"); !strings.Contains(empty, "aucun message") {
		t.Error("the empty page does not say so")
	}
	e := notice(t, "factures@oeillets.example.fr")
	if o := send(t, s, e); o.Verdict != smtp.Accepted {
		t.Fatalf("%s", o)
	}
	kept := c.Messages()
	if len(kept) != 1 || kept[0].Subject != "Premier rappel : facture F-2026-014 échue" || string(kept[0].Bytes) != string(e.Bytes) {
		t.Fatalf("%d mails: %+v", len(kept), kept)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "0001.eml")); err != nil || string(b) != string(e.Bytes) {
		t.Errorf("the file holds %d bytes, %v", len(b), err)
	}
	_, header, page := get(t, c, "/m/1")
	for _, want := range []string{
		"Premier rappel : facture F-2026-014 échue", "Atelier Brunel SARL", "Société Œillets",
		"Facture n° 014.pdf", "2 pièces jointes", "16/03/2026 10:00:00", "relance.1@brunel.example.fr", "1 234,56 €",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if policy := header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") {
		t.Errorf("policy %q", policy)
	}
}

func TestCatcherTreatsMailsAsForeignContent(t *testing.T) {
	t.Parallel()
	c, s := start(t, catcher.Options{})
	send(t, s, notice(t, "factures@oeillets.example.fr"))
	_, header, body := get(t, c, "/m/1/html")
	if policy := header.Get("Content-Security-Policy"); !strings.Contains(policy, "sandbox") || strings.Contains(policy, "allow-scripts") {
		t.Errorf("policy %q", policy)
	}
	if !strings.Contains(body, `src="/m/1/file/0"`) || !strings.Contains(body, `src="cid:autre"`) {
		t.Errorf("pictures: %s", body)
	}
	for n, want := range []string{"image/png inline", "application/pdf inline", "application/octet-stream attachment"} {
		_, header, _ := get(t, c, "/m/1/file/"+strconv.Itoa(n))
		disposition, _, _ := strings.Cut(header.Get("Content-Disposition"), ";")
		if got := header.Get("Content-Type") + " " + disposition; got != want || header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("file %d: %s", n, got)
		}
	}
	for _, path := range []string{"/m/2", "/m/x", "/m/1/file/3", "/m/1/file/-1", "/m/9/html", "/m/9/eml", "/etc/passwd"} {
		if code, _, _ := get(t, c, path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
	if _, header, source := get(t, c, "/m/1/eml"); !strings.HasPrefix(header.Get("Content-Type"), "text/plain") || !strings.Contains(source, "Message-ID:") {
		t.Error("no source")
	}
}

func TestCatcherRefusesRequestsUnderAnotherName(t *testing.T) {
	t.Parallel()
	c, _ := start(t, catcher.Options{})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+c.HTTPAddr()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "attaque.example.com"
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestCatcherRefusesRecipientsOnRequest(t *testing.T) {
	t.Parallel()
	c, s := start(t, catcher.Options{Refuse: []string{"parti@example.fr"}})
	for to, want := range map[string]smtp.Verdict{
		"parti@example.fr":                smtp.Refused,
		"Adresse.Refusee@example.fr":      smtp.Refused,
		"parti@autre.example.fr":          smtp.Accepted,
		"compta@refuse-du-nom.example.fr": smtp.Accepted,
	} {
		o := send(t, s, notice(t, to))
		if o.Verdict != want || (want == smtp.Refused) != o.Address {
			t.Errorf("%s: %s", to, o)
		}
	}
	if n, m := len(c.Refusals()), len(c.Messages()); n != 2 || m != 2 {
		t.Errorf("%d refusals, %d mails", n, m)
	}
	if _, _, page := get(t, c, "/"); strings.Count(page, "Adresse refusée (550)") != 2 {
		t.Error("the page does not show the refusals")
	}
}

func TestCatcherShowsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	c, s := start(t, catcher.Options{})
	for _, b := range []string{
		"\r\n", "no header at all\r\n", "Subject: <script>x</script>\r\nContent-Type: text/plain; charset=klingon\r\n\r\nbody\r\n",
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n",
	} {
		e := notice(t, "a@example.fr")
		e.Bytes = []byte(b)
		send(t, s, e)
	}
	for id := 1; id <= 4; id++ {
		if code, _, page := get(t, c, "/m/"+strconv.Itoa(id)); code != http.StatusOK || strings.Contains(page, "<script>x") {
			t.Errorf("mail %d: %d", id, code)
		}
	}
}

func TestCatcherStopsWithItsContextAndForgetsTheOldest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, err := catcher.Start(ctx, catcher.Options{Keep: 2})
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(c.SMTPAddr())
	number, _ := strconv.Atoi(port)
	s, err := smtp.New(smtp.Options{Host: host, Port: number, Security: smtp.NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		send(t, s, notice(t, "a@example.fr"))
	}
	if m := c.Messages(); len(m) != 2 || m[0].ID != 2 {
		t.Errorf("%d mails", len(m))
	}
	s.Close()
	cancel()
	c.Close() // waits for both servers
	if conn, err := net.Dial("tcp", c.HTTPAddr()); err == nil {
		_ = conn.Close()
		t.Error("still listening")
	}
}

func TestStartListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, o := range []catcher.Options{{SMTPAddr: "0.0.0.0:0"}, {HTTPAddr: ":0"}, {HTTPAddr: "192.0.2.1:80"}} {
		if c, err := catcher.Start(t.Context(), o); err == nil {
			c.Close()
			t.Errorf("%+v was accepted", o)
		}
	}
}
