package visit

import (
	"bytes"
	"crypto/rand"
	"mime/quotedprintable"
	"strings"
	"testing"
)

func TestTokensAreLongAndDifferAndSurviveMailPrograms(t *testing.T) {
	t.Parallel()
	if len(Placeholder) != 27 {
		t.Fatalf("the placeholder has %d characters, a token 27", len(Placeholder))
	}
	seen := map[string]bool{}
	for range 2000 {
		token, err := NewToken(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(token) != 27 || seen[token] || strings.ContainsAny(token[26:], "-_") {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
	if _, err := NewToken(strings.NewReader("too short")); err == nil {
		t.Error("a token was made of nine bytes")
	}
}

// A token goes where the placeholder stands, wherever quoted-printable breaks
// the line, and what surrounds it stays as it was.
func TestInsertPutsTheTokenInAtAnyLineBreak(t *testing.T) {
	t.Parallel()
	token, err := NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for indent := range 120 {
		text := strings.Repeat("x", indent) + Address("https://factures.example.fr/", Placeholder) + " é " + Placeholder + "\r\n"
		encoded := encode(t, text)
		got, found := Insert([]byte(encoded), token)
		if want := encode(t, strings.ReplaceAll(text, Placeholder, token)); !found || string(got) != want {
			t.Fatalf("indent %d:\n%q\n%q", indent, got, want)
		}
	}
	if out, found := Insert([]byte("no link here"), token); found || string(out) != "no link here" {
		t.Errorf("%q %v", out, found)
	}
}

func encode(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
