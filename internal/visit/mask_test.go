package visit

import (
	"crypto/rand"
	"strings"
	"testing"
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
