package visit

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestTokensAreCutOutOfQuotedMails(t *testing.T) {
	t.Parallel()
	for range 200 {
		token, err := NewToken(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		code, printed, err := NewLetterCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{token, code, printed} {
			for _, text := range []string{
				"> " + Address("https://factures.example.fr", secret) + "\n> Cordialement", "(" + Address("https://factures.example.fr", secret) + ")",
				"https://filtre.example.com/?url=https%3A%2F%2Ffactures.example.fr%2Fp%2F" + secret + "&data=1", Address("https://factures.example.fr", secret) + "/facture/F-1",
			} {
				got := Mask(text)
				if strings.Contains(got, secret) || !strings.Contains(got, Placeholder) || Mask(got) != got {
					t.Fatalf("%q becomes %q", text, got)
				}
			}
		}
	}
	for _, text := range []string{"voir http://example.com/p/court", "le dossier /p/ est vide", "https://example.com/produits/F-2026-014"} {
		if got := Mask(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// The bytes of a mail that quotes one of ours show no token, however its parts
// are encoded, and are otherwise what they were: as long, with the same lines.
func TestTokensAreCutOutOfTheBytesOfMails(t *testing.T) {
	t.Parallel()
	token, err := NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, printed, err := NewLetterCode(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{token, printed} {
		text := "Bonjour,\r\nà payer ici : " + Address("https://factures.example.fr", secret) + "\r\nCordialement, Jérôme & fils 1=2\r\n"
		wide := make([]byte, 0, 2*len(text))
		for _, c := range utf16.Encode([]rune(text)) {
			wide = append(wide, byte(c), byte(c>>8))
		}
		var quoted strings.Builder
		q := quotedprintable.NewWriter(&quoted)
		q.Write([]byte(strings.Repeat("=", 11) + text))
		q.Close()
		every := ""
		for _, c := range []byte(secret) {
			every += fmt.Sprintf("=%02X", c)
		}
		for name, part := range map[string]string{
			"plain": text, "quoted-printable": quoted.String(), "quoted-printable, letter by letter": strings.ReplaceAll(text, secret, every),
			"base64":            lines(base64.StdEncoding.EncodeToString([]byte(text))),
			"base64 of UTF-16":  lines(base64.StdEncoding.EncodeToString(wide)),
			"base64 of a mail":  lines(base64.StdEncoding.EncodeToString([]byte("Content-Transfer-Encoding: base64\r\n\r\n" + lines(base64.StdEncoding.EncodeToString([]byte(text)))))),
			"a subject":         "Subject: =?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(text)) + "?=\r\n",
			"HTML with filters": `<a href=3D"https://filtre.example.com/?u=3Dhttps%3A%2F%2Ffactures.example.fr%2Fp%2F` + secret + "&d=3D1\">",
		} {
			raw := []byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + part + "\r\n--b--\r\n")
			before := string(raw)
			got := MaskMail(raw)
			if string(raw) != before {
				t.Fatalf("%s: the mail itself was changed", name)
			}
			if len(got) != len(raw) || !bytes.Equal(MaskMail(got), got) || bytes.Count(got, []byte("\n")) != bytes.Count(raw, []byte("\n")) {
				t.Errorf("%s: the copy has another form", name)
			}
			if shows(got, secret, 0) || !bytes.Contains(raw, []byte("--b--")) || bytes.Equal(got, raw) {
				t.Errorf("%s still shows %s:\n%s", name, secret, got)
			}
		}
	}
	for _, same := range []string{"Bonjour\r\n\r\nle dossier /p/ est vide\r\n", "QUJDREVGR0g=\r\n", "x=3D1 =\r\ny\r\n"} {
		if got := MaskMail([]byte(same)); string(got) != same {
			t.Errorf("%q becomes %q", same, got)
		}
	}
}

// shows looks for a secret in bytes, as whoever wants it would.
func shows(b []byte, secret string, deep int) bool {
	text := strings.NewReplacer("=\r\n", "", "\x00", "").Replace(string(b))
	text = regexp.MustCompile(`=[0-9A-F]{2}`).ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.ParseUint(s[1:], 16, 8)
		return string([]byte{byte(n)})
	})
	if strings.Contains(text, secret) {
		return true
	}
	for _, run := range regexp.MustCompile(`[A-Za-z0-9+/=\r\n]{24,}`).FindAllString(string(b), -1) {
		plain, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(run))
		if err == nil && deep < 4 && shows(plain, secret, deep+1) {
			return true
		}
	}
	return false
}

// lines breaks base64 as mail programs do.
func lines(s string) string {
	var out strings.Builder
	for len(s) > 76 {
		out.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return out.String() + s + "\r\n"
}
