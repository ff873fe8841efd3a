package evidence

import (
	"slices"
	"testing"

	"relance/internal/dunning"
)

// What the debtor said is an exhibit, with his files behind it; what a mail
// server reported is for the creditor. A name that a stranger chose names no
// program.
func TestWhatTheDebtorSaidIsAnExhibitAndReportsAreNotes(t *testing.T) {
	t.Parallel()
	c := sample()
	said := func(text string, files ...string) func() ([]byte, []dunning.Document, error) {
		return func() (words []byte, out []dunning.Document, err error) {
			for _, name := range files {
				out = append(out, dunning.Document{Name: name, Bytes: []byte(name)})
			}
			return []byte(text), out, nil
		}
	}
	c.Heard = []Heard{
		{On: day("2026-06-20"), Title: "Courriel du débiteur", Slug: "courriel", Open: said("payé hier", "preuve.PDF", "../../avoir.exe", "page.html")},
		{On: day("2026-06-02"), Title: "Rapport", Slug: "bounce_full", Side: true, Open: said("boîte pleine")},
	}
	_, entries := write(t, c)
	for name, want := range map[string]string{
		"pieces/P05-courriel.txt": "payé hier", "pieces/P06-courriel-piece-jointe.pdf": "preuve.PDF", "pieces/P07-courriel-piece-jointe.bin": "../../avoir.exe",
		"pieces/P08-courriel-piece-jointe.txt": "page.html", "notes-internes/recu-01-bounce-full.txt": "boîte pleine",
	} {
		if entries[name] != want {
			t.Errorf("%s is %q, want %q", name, entries[name], want)
		}
	}
	if f := (&file{Case: c, archive: newArchive(nil, c.Made)}); slices.Contains([]string{"", ".exe"}, safeExtension("x.exe")) || f.page() != nil {
		t.Error("a program kept its extension")
	}
}
