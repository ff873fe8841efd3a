package page

import (
	"os"
	"strings"
	"testing"
)

// The help of a page and the guide are one text.
func TestTheGuideSaysWhatTheHelpOfEachPageSays(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	for at, h := range helps {
		if want := "- **" + h.Title + ".** " + h.Text; !strings.Contains(string(guide), want) {
			t.Errorf("%s: docs/guide.md lacks\n%s", at, want)
		}
	}
	_, list, _ := strings.Cut(string(guide), "## L’aide de chaque page\n")
	list, _, _ = strings.Cut(list, "\n## ")
	for line := range strings.Lines(list) {
		title, text, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "- **"), ".** ")
		if !ok {
			continue
		}
		known := false
		for _, h := range helps {
			known = known || h == Help{title, text}
		}
		if !known {
			t.Errorf("no page says what the guide says of %s", title)
		}
	}
}

func TestEverySectionHasItsHelp(t *testing.T) {
	t.Parallel()
	for _, s := range sections {
		if h := helpAt(s.address); h.Text == "" || s.address != "/" && h == helps["/"] {
			t.Errorf("%s has no help", s.address)
		}
	}
	for path, title := range map[string]string{"/dossiers": "Dossiers", "/dossiers/brunel/F-1": "Un dossier", "/lettres/brunel/F-1": "Lettres", "/": "Aujourd’hui", "/inconnu": ""} {
		if h := helpAt(path); h.Title != title {
			t.Errorf("%s: %q", path, h.Title)
		}
	}
}
