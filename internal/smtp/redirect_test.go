package smtp_test

import (
	"bytes"
	"mime"
	"net/mail"
	"testing"

	"relance/internal/smtp"
)

func TestACopyToRedirectNeedsNoSMTPUTF8(t *testing.T) {
	t.Parallel()
	raw := []byte("From: Atelier <a@atelier.example.fr>\r\nTo: \"Générale SA\"\r\n <générale@accent.example.fr>\r\nReferences: <1@x.example>\r\n <2@x.example>\r\nSubject: Rappel\r\n\r\ncorps é\r\n")
	e := smtp.Envelope{To: "générale@accent.example.fr", Bytes: raw}.Redirect("essai@atelier.example.fr")
	header, body, _ := bytes.Cut(e.Bytes, []byte("\r\n\r\n"))
	for _, c := range header {
		if c >= 0x80 {
			t.Fatalf("raw UTF-8 is left: %q", header)
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(e.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	to, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("To"))
	if want := "\"Générale SA\" <générale@accent.example.fr> :;"; err != nil || to != want {
		t.Errorf("To is %q (%v), want %q", to, err, want)
	}
	if string(body) != "corps é\r\n" || m.Header.Get("References") != "<1@x.example> <2@x.example>" || m.Header.Get("Subject") != "Rappel" {
		t.Errorf("something else was changed: %q", e.Bytes)
	}
}
