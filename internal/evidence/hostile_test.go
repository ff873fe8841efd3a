package evidence

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relance/internal/dunning"
)

// plainEntry is the name of a file that no system takes for anything else.
var plainEntry = regexp.MustCompile(`^([a-z0-9-]+/)*[A-Za-z0-9-]+\.[a-z0-9]+$`)

func TestAHostileNameNamesNoFileOfAnArchive(t *testing.T) {
	t.Parallel()
	for what, name := range map[string]string{"markup": `<img src=x onerror=alert(1)>`, "formula": `=cmd|' /C calc'!A0`, "a way out": `..\..\etc/../../passwd`} {
		c := judged("2026-11-20")
		c.View.Case.Number, c.View.Invoice.Number, c.View.Debtor.Name, c.View.Creditor.Name = name, name, name, name
		c.View.Particulars.Outlays[0].What = name
		open := c.Open
		c.Open = func(s string) (dunning.Document, error) {
			d, err := open(s)
			d.Name = name + "\r\n\x00\u202e/../" + d.Name
			return d, err
		}
		_, entries := write(t, c)
		for _, entry := range slices.Sorted(maps.Keys(entries)) {
			if !plainEntry.MatchString(entry) {
				t.Errorf("%s: a file is called %q", what, entry)
			}
		}
		for line := range strings.Lines(entries["pieces/empreintes.sha256"]) {
			if hash, entry, ok := strings.Cut(strings.TrimSpace(line), "  "); !ok || len(hash) != 64 || sha(entries["pieces/"+entry]) != hash {
				t.Errorf("%s: the list of fingerprints holds %q", what, line)
			}
		}
	}
}
