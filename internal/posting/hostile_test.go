package posting

import (
	"bytes"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/notice"
)

// hostiles are names that try to be markup, a formula, a header or another direction
// of writing.
var hostiles = map[string]string{
	"markup":    `<img src=x onerror=alert(1)> & "Fils"`,
	"formula":   `=cmd|' /C calc'!A0`,
	"a header":  "Durand\r\nBcc: voleur@example.net\r\n\r\n<b>corps</b>",
	"direction": "Durand \u202egnp.exe\u2066 SA",
	"encoded":   "=?utf-8?q?Durand=0D=0ABcc:_voleur@example.net?=",
}

func TestAHostileNameIsTextInEveryMail(t *testing.T) {
	t.Parallel()
	templates, err := notice.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := mailComposer{templates: templates, rates: interest.Builtin(), page: func(dunning.Creditor) string { return "" }}
	for _, level := range []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice, dunning.Thanks, dunning.PartReceipt} {
		for _, lang := range []string{"fr", "en"} {
			want := headersOf(t, m, level, lang, "Durand SA")
			for what, name := range hostiles {
				if got := headersOf(t, m, level, lang, name); !slices.Equal(got, want) {
					t.Errorf("%s, %s, %s: the headers are %v, not %v", level, lang, what, got, want)
				}
			}
		}
	}
}

// headersOf composes a message to a debtor of this name, about an invoice with it, with
// a file called so, looks that it is text everywhere, and gives the names of its headers.
func headersOf(t *testing.T, m mailComposer, level dunning.Level, lang, name string) []string {
	t.Helper()
	n := notice.Sample(level, dunning.B2B, lang)
	n.Debtor.Name, n.Debtor.Contact, n.Debtor.Email = name, name, "client@example.org"
	for i := range n.Items {
		n.Items[i].Invoice.Object = name
	}
	data, err := m.Compose(t.Context(), dunning.Reserved{
		Message: dunning.Message{ID: 7, Creditor: n.Creditor.ID, Debtor: "C-1", Created: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}, Notice: n,
		Attachments: []dunning.Document{{Name: name + ".pdf", MediaType: "application/pdf", Bytes: []byte("%PDF-1.7")}},
	}, time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatalf("%s, %s, %q: %v", level, lang, name, err)
	}
	msg, err := mail.ReadMessage(bytes.NewReader(data.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	to, err := msg.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != "client@example.org" {
		t.Errorf("%q: it goes to %v, %v", name, to, err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil || strings.ContainsFunc(subject+to[0].Name, steers) {
		t.Errorf("%q: the subject is %q, the name %q, %v", name, subject, to[0].Name, err)
	}
	read(t, msg.Header.Get("Content-Type"), msg.Body, name)
	return slices.Sorted(maps.Keys(msg.Header))
}

// steers tells of a character that steers a screen.
func steers(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// read looks into the parts of a mail.
func read(t *testing.T, kind string, body io.Reader, name string) {
	t.Helper()
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatalf("%q: %s: %v", name, kind, err)
	}
	if !strings.HasPrefix(media, "multipart/") {
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		if media == "text/html" && (bytes.Contains(text, []byte("<img src=x")) || bytes.Contains(text, []byte("<b>corps"))) {
			t.Errorf("%q is markup in the mail", name)
		}
		return
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for key := range p.Header {
			if !strings.HasPrefix(key, "Content-") {
				t.Errorf("%q: a part has the header %s", name, key)
			}
		}
		if file := p.FileName(); strings.ContainsFunc(file, steers) || strings.ContainsAny(file, `/\<>|"`) {
			t.Errorf("%q: a file is called %q", name, file)
		}
		read(t, p.Header.Get("Content-Type"), p, name)
	}
}
