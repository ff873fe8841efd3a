package visit

import (
	"crypto/rand"
	"strings"
	"testing"
)

func TestCodesOfLettersAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 2000 {
		token, printed, err := NewLetterCode(rand.Reader)
		if err != nil || len(token) != 16 || len(printed) != len([]rune(CodePlace)) || seen[token] {
			t.Fatalf("%q %q %v", token, printed, err)
		}
		seen[token] = true
		lookalike := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(printed))
		for _, typed := range []string{token, printed, strings.ToLower(printed), " " + strings.ReplaceAll(printed, "-", " ") + " ", lookalike,
			strings.ReplaceAll(printed, "-", "–"), strings.ReplaceAll(printed, "-", "")} {
			if got, ok := ReadCode(typed); !ok || got != token {
				t.Fatalf("%q is read as %q, %v; want %q", typed, got, ok, token)
			}
		}
		if strings.Trim(printed, codeAlphabet+"-") != "" {
			t.Fatalf("%q has characters that the alphabet lacks", printed)
		}
	}
	for _, typed := range []string{"", "K7QM", "K7QM-2XRD-94TV-H8N", "K7QM-2XRD-94TV-H8NP0", "K7QM-2XRD-94TV-H8NU", CodePlace, "K7QM-2XRD-94TV-H8N/", Placeholder} {
		if got, ok := ReadCode(typed); ok {
			t.Errorf("%q is read as the code %q", typed, got)
		}
	}
	if _, _, err := NewLetterCode(strings.NewReader("too short")); err == nil {
		t.Error("a code was made of nine bytes")
	}
}
