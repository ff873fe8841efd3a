package letter

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"relance/internal/dunning"
	"relance/internal/notice"
)

const (
	codePlace = "••••-••••-••••-••••"
	someCode  = "K7QM-2XRD-94TV-H8NP"
)

// withPage is a letter whose creditor's debtors have pages of their own.
func withPage(n dunning.Notice) dunning.Notice {
	n.Portal, n.Code = "https://factures.example.fr/p/", codePlace
	return n
}

// A code goes where the kept letter has its place: the same pages, the same
// bytes but for the code, and still PDF/A.
func TestACodeIsPrintedInAKeptLetter(t *testing.T) {
	t.Parallel()
	for name, n := range samples() {
		if n.Level == dunning.Thanks {
			continue
		}
		kept := render(t, withPage(n), Options{})
		left, found := PutCode(kept, codePlace, someCode)
		if !found || len(left) != len(kept) || bytes.Contains(left, utf16BE(codePlace)) {
			t.Errorf("%s: the code was put in: %v", name, found)
			continue
		}
		if err := api.Validate(bytes.NewReader(left), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		differ := 0
		for i := range kept {
			if kept[i] != left[i] {
				differ++
			}
		}
		if differ > 2*len(someCode) {
			t.Errorf("%s: %d bytes differ", name, differ)
		}
		text := string(run(t, tool(t, "pdftotext"), "-layout", write(t, t.TempDir(), name, left), "-"))
		if strings.Count(text, someCode) != 1 || !strings.Contains(text, "https://factures.example.fr/p/") {
			t.Errorf("%s: the letter does not show the code:\n%s", name, text)
		}
		if bank, code := strings.LastIndex(text, "FR76"), strings.Index(text, someCode); bank < 0 || bank > code {
			t.Errorf("%s: the code stands above the bank details", name)
		}
	}
	plain := render(t, formal(dunning.B2B, "fr"), Options{})
	if out, found := PutCode(plain, codePlace, someCode); found || !bytes.Equal(out, plain) {
		t.Error("a code was put into a letter without a page")
	}
	if _, found := PutCode(render(t, withPage(formal(dunning.B2B, "fr")), Options{}), codePlace, "K7QM"); found {
		t.Error("a shorter code was put in: everything behind it would move")
	}
}

// Every character of a code is in the letter's fonts.
func TestEveryCharacterOfACodeCanBePrinted(t *testing.T) {
	t.Parallel()
	kept := render(t, withPage(formal(dunning.B2B, "fr")), Options{})
	dir := t.TempDir()
	for _, code := range []string{"0123-4567-89AB-CDEF", "GHJK-MNPQ-RSTV-WXYZ"} {
		left, _ := PutCode(kept, codePlace, code)
		if text := string(run(t, tool(t, "pdftotext"), "-layout", write(t, dir, code, left), "-")); !strings.Contains(text, code) {
			t.Errorf("%s is not read back", code)
		}
		fonts := string(run(t, tool(t, "pdffonts"), filepath.Join(dir, code+".pdf")))
		if regexp.MustCompile(`(?m) no +(yes|no) +(yes|no) +\d+ +\d+$`).MatchString(fonts) {
			t.Errorf("a font is not embedded:\n%s", fonts)
		}
	}
}

// Copies of invoices behind the letter do not hide the place of the code.
func TestACodeIsPrintedInALetterWithCopies(t *testing.T) {
	t.Parallel()
	kept := render(t, withPage(formal(dunning.B2B, "fr")), Options{})
	joined, err := Append(kept, render(t, notice.Sample(dunning.First, dunning.B2B, "fr"), Options{}))
	if err != nil {
		t.Fatal(err)
	}
	left, found := PutCode(joined, codePlace, someCode)
	if !found {
		t.Fatal("the place of the code is lost")
	}
	path := filepath.Join(t.TempDir(), "joined.pdf")
	if err := os.WriteFile(path, left, 0o600); err != nil {
		t.Fatal(err)
	}
	if text := string(run(t, tool(t, "pdftotext"), "-layout", path, "-")); strings.Count(text, someCode) != 1 {
		t.Errorf("the letter does not show the code:\n%s", text)
	}
	if err := api.Validate(bytes.NewReader(left), nil); err != nil {
		t.Error(err)
	}
}
