package smtp_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/smtp"
)

// sample is a second reminder with an inline QR image and two invoices.
func sample() smtp.Mail {
	return smtp.Mail{
		From:       smtp.Address{Name: "Atelier Brunel — comptabilité", Mail: "compta@brunel.example.fr"},
		ReplyTo:    smtp.Address{Name: "Hélène", Mail: "helene@brunel.example.fr"},
		To:         smtp.Address{Name: "Société « Les Œillets »", Mail: "factures@oeillets.example.fr"},
		Subject:    "2ᵉ rappel : factures F-2026-014 et F-2026-015 échues, 1 234,56 € à régler dès réception de ce message s’il vous plaît",
		MessageID:  "relance.42.7f3a@brunel.example.fr",
		InReplyTo:  "relance.41.aa@brunel.example.fr",
		References: []string{"relance.40.bb@brunel.example.fr"},
		Date:       time.Date(2026, 3, 16, 9, 12, 0, 0, time.FixedZone("CET", 3600)),
		Text:       "Bonjour,\n\nIl reste 1 234,56 € à payer.\n.\nCordialement\n",
		HTML:       "<p>Bonjour, il reste 1 234,56 € à payer.</p><img src=\"cid:qr\">",
		Inline:     []smtp.File{{Name: "qr.png", Type: "image/png", ContentID: "qr", Bytes: []byte("\x89PNG fake")}},
		Attached: []smtp.File{
			{Name: "Facture n° 014 – Œillets.pdf", Type: "application/pdf", Bytes: []byte("%PDF-1.7\r\n\x00\xff")},
			{Name: "F-2026-015.pdf", Type: "application/pdf", Bytes: bytes.Repeat([]byte("%PDF"), 50_000)},
		},
	}
}

func compose(t testing.TB, m smtp.Mail) []byte {
	t.Helper()
	b, err := smtp.Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t testing.TB, b []byte) *mail.Message {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("reading the mail back: %v\n%s", err, b[:min(len(b), 2000)])
	}
	return m
}

func TestComposeWritesHeadersThatAClientReads(t *testing.T) {
	t.Parallel()
	want := sample()
	m := parse(t, compose(t, want))
	dec := mime.WordDecoder{}
	subject, err := dec.DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{"Subject": subject}
	for _, name := range []string{
		"Message-Id", "Date", "In-Reply-To", "References", "Auto-Submitted",
		"X-Auto-Response-Suppress", "Content-Language", "User-Agent", "List-Unsubscribe", "Precedence",
	} {
		got[name] = m.Header.Get(name)
	}
	for _, name := range []string{"From", "Reply-To", "To"} {
		list, err := m.Header.AddressList(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got[name] = list[0].Name + "|" + list[0].Address
	}
	diff := cmp.Diff(map[string]string{
		"Subject":                  want.Subject,
		"Message-Id":               "<relance.42.7f3a@brunel.example.fr>",
		"Date":                     "Mon, 16 Mar 2026 09:12:00 +0100",
		"In-Reply-To":              "<relance.41.aa@brunel.example.fr>",
		"References":               "<relance.40.bb@brunel.example.fr> <relance.41.aa@brunel.example.fr>",
		"Auto-Submitted":           "auto-generated",
		"X-Auto-Response-Suppress": "OOF, AutoReply",
		"Content-Language":         "fr",
		"User-Agent":               "", "List-Unsubscribe": "", "Precedence": "",
		"From":     "Atelier Brunel — comptabilité|compta@brunel.example.fr",
		"Reply-To": "Hélène|helene@brunel.example.fr",
		"To":       "Société « Les Œillets »|factures@oeillets.example.fr",
	}, got)
	if diff != "" {
		t.Error(diff)
	}
}

// leaf is one part of a mail, decoded.
type leaf struct{ Path, Type, Name, Disposition, ContentID, Body string }

func leaves(t testing.TB, path, contentType string, header mail.Header, body io.Reader) (found []leaf) {
	t.Helper()
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(media, "multipart/") {
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		disposition, dparams, _ := mime.ParseMediaType(header.Get("Content-Disposition"))
		return []leaf{{path, media, dparams["filename"], disposition, header.Get("Content-Id"), string(b)}}
	}
	r := multipart.NewReader(body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		var content io.Reader = p
		switch p.Header.Get("Content-Transfer-Encoding") {
		case "quoted-printable":
			content = quotedprintable.NewReader(p)
		case "base64":
			content = base64.NewDecoder(base64.StdEncoding, p)
		}
		found = append(found, leaves(t, path+"/"+strings.TrimPrefix(media, "multipart/"),
			p.Header.Get("Content-Type"), mail.Header(p.Header), content)...)
	}
}

func TestComposeKeepsEveryPartByteForByte(t *testing.T) {
	t.Parallel()
	want := sample()
	m := parse(t, compose(t, want))
	got := leaves(t, "", m.Header.Get("Content-Type"), m.Header, m.Body)
	diff := cmp.Diff([]leaf{
		{"/mixed/related/alternative", "text/plain", "", "", "", strings.ReplaceAll(want.Text, "\n", "\r\n")},
		{"/mixed/related/alternative", "text/html", "", "", "", want.HTML},
		{"/mixed/related", "image/png", "qr.png", "inline", "<qr>", string(want.Inline[0].Bytes)},
		{"/mixed", "application/pdf", "Facture n° 014 – Œillets.pdf", "attachment", "", string(want.Attached[0].Bytes)},
		{"/mixed", "application/pdf", "F-2026-015.pdf", "attachment", "", string(want.Attached[1].Bytes)},
	}, got)
	if diff != "" {
		t.Error(diff)
	}
}

func TestComposeStaysWithinSevenBitsAndLineLimits(t *testing.T) {
	t.Parallel()
	b := compose(t, sample())
	if !bytes.HasSuffix(b, []byte("\r\n")) {
		t.Error("no final CRLF")
	}
	header, _, _ := bytes.Cut(b, []byte("\r\n\r\n"))
	for line := range bytes.SplitSeq(header, []byte("\r\n")) {
		if len(line) > 78 {
			t.Errorf("header line of %d bytes: %s", len(line), line)
		}
	}
	for i, c := range b {
		if c > 127 || c == '\n' && b[i-1] != '\r' {
			t.Fatalf("byte %d is %#x", i, c)
		}
	}
}

func TestComposeWithTextOnlyIsOnePart(t *testing.T) {
	t.Parallel()
	want := sample()
	want.HTML, want.Inline, want.Attached, want.InReplyTo, want.References = "", nil, nil, "", nil
	m := parse(t, compose(t, want))
	if got := m.Header.Get("Content-Type"); got != "text/plain; charset=UTF-8" {
		t.Errorf("Content-Type = %q", got)
	}
	if m.Header.Get("References") != "" {
		t.Error("References without a thread")
	}
}

func TestComposeKeepsALongConversationBounded(t *testing.T) {
	t.Parallel()
	m := sample()
	m.References, m.InReplyTo = nil, "last@example.fr"
	for i := range 60 {
		m.References = append(m.References, "r"+strings.Repeat("x", i%7)+"@example.fr")
	}
	refs := strings.Fields(parse(t, compose(t, m)).Header.Get("References"))
	if len(refs) != 21 || refs[0] != "<r@example.fr>" || refs[20] != "<last@example.fr>" {
		t.Errorf("%d references: %v", len(refs), refs)
	}
}

func TestComposeWritesADomainWithAccentsInASCII(t *testing.T) {
	t.Parallel()
	m := sample()
	m.To.Mail = "compta@œillets-français.example.fr"
	to, err := parse(t, compose(t, m)).Header.AddressList("To")
	if err != nil || !strings.HasPrefix(to[0].Address, "compta@xn--") {
		t.Errorf("To = %v, %v", to, err)
	}
}

func TestComposeRefusesWhatWouldForgeOrBreakAMail(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*smtp.Mail){
		"line break in subject":            func(m *smtp.Mail) { m.Subject = "Rappel\r\nBcc: tous@example.fr" },
		"Unicode line separator":           func(m *smtp.Mail) { m.Subject = "Rappel\u2028Bcc: x" },
		"two recipients":                   func(m *smtp.Mail) { m.To.Mail = "a@example.fr, b@example.fr" },
		"recipient with a name inside":     func(m *smtp.Mail) { m.To.Mail = "x> <a@example.fr" },
		"no recipient":                     func(m *smtp.Mail) { m.To.Mail = "" },
		"no domain":                        func(m *smtp.Mail) { m.To.Mail = "compta" },
		"message id with angle brackets":   func(m *smtp.Mail) { m.MessageID = "<a@b>" },
		"no message id":                    func(m *smtp.Mail) { m.MessageID = "" },
		"line break in references":         func(m *smtp.Mail) { m.References = []string{"a@b\r\nX: y"} },
		"no date":                          func(m *smtp.Mail) { m.Date = time.Time{} },
		"no text":                          func(m *smtp.Mail) { m.Text = "" },
		"line break in a file's type":      func(m *smtp.Mail) { m.Attached[0].Type = "application/pdf\r\nX: y" },
		"line break in a file's name":      func(m *smtp.Mail) { m.Attached[0].Name = "a\r\n.pdf" },
		"empty attachment":                 func(m *smtp.Mail) { m.Attached[0].Bytes = nil },
		"inline image that nobody can use": func(m *smtp.Mail) { m.Inline[0].ContentID = "" },
		"content id with a bracket":        func(m *smtp.Mail) { m.Inline[0].ContentID = "qr>\r\nX: y" },
		"language with a line break":       func(m *smtp.Mail) { m.Language = "fr\r\nX" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sample()
			change(&m)
			b, err := smtp.Compose(m)
			if dunning.ErrorCode(err) != dunning.CodeInvalid {
				t.Errorf("code %q, error %v, %d bytes", dunning.ErrorCode(err), err, len(b))
			}
		})
	}
}

func TestComposeNeverLetsATextBecomeAHeader(t *testing.T) {
	t.Parallel()
	names := func(h mail.Header) map[string]bool {
		set := map[string]bool{}
		for k := range h {
			set[k] = true
		}
		return set
	}
	want := names(parse(t, compose(t, sample())).Header)
	rapid.Check(t, func(rt *rapid.T) {
		m := sample()
		m.Subject = rapid.String().Draw(rt, "subject")
		m.From.Name = rapid.String().Draw(rt, "from")
		m.Attached[0].Name = rapid.String().Draw(rt, "file")
		m.Attached = m.Attached[:1]
		b, err := smtp.Compose(m)
		if err != nil {
			return // refused: nothing leaves
		}
		got := parse(t, b)
		if diff := cmp.Diff(want, names(got.Header)); diff != "" {
			rt.Fatal(diff)
		}
		dec := mime.WordDecoder{}
		// Runs of blanks at a fold may shrink; the words may not change.
		if s, err := dec.DecodeHeader(got.Header.Get("Subject")); err != nil ||
			strings.Join(strings.Fields(s), " ") != strings.Join(strings.Fields(m.Subject), " ") {
			rt.Fatalf("subject %q became %q (%v)", m.Subject, s, err)
		}
		if parts := leaves(t, "", got.Header.Get("Content-Type"), got.Header, got.Body); len(parts) != 4 {
			rt.Fatalf("%d parts", len(parts))
		}
	})
}

// A name as spreadsheets have it is shown as one line that says what it says.
func TestComposeShowsAnyNameOnOneLine(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ in, want string }{
		"a line break":                   {"Œillets\r\n\r\nbody", "Œillets body"},
		"a line break and a header":      {"Brunel\nBcc: tous@example.fr", "Brunel Bcc: tous@example.fr"},
		"a tab and a control character":  {"Brunel\t\x07SARL", "Brunel SARL"},
		"a separator of lines":           {"Brunel\u2028SARL", "Brunel SARL"},
		"letters from right to left":     {"\u202eLRAS lenurB", "LRAS lenurB"},
		"what looks like a coded word":   {"=?UTF-8?Q?x?=", "= ?UTF-8?Q?x?="},
		"as long as nobody reads it":     {strings.Repeat("Brunel ", 3000), strings.TrimSpace(strings.Repeat("Brunel ", 17)) + "…"},
		"a word without end":             {strings.Repeat("é", 20000), strings.Repeat("é", 119) + "…"},
		"a name like any other":          {"Société « Œillets » & Fils, SARL", "Société « Œillets » & Fils, SARL"},
		"marks of quotation and accents": {`L'"Été" (SARL)`, `L'"Été" (SARL)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sample()
			m.To.Name = row.in
			to, err := parse(t, compose(t, m)).Header.AddressList("To")
			if err != nil || len(to) != 1 || to[0].Name != row.want || to[0].Address != sample().To.Mail {
				t.Errorf("shows %q (%v), want %q", to, err, row.want)
			}
		})
	}
}
