package archtest

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What a package may measure, tests apart, before it wants a wall.
const (
	mostFiles = 45
	mostLines = 5000
)

// The page on the architecture names every package of the program: by its path, by
// its last word, or by the packages that stand together ("registry/…").
func TestTheArchitecturePageNamesEveryPackage(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`([a-z0-9/]+(?:/…)?)`").FindAllStringSubmatch(readDoc(t, "architecture.md"), -1) {
		named[strings.TrimSuffix(m[1], "/")] = true
	}
	for _, p := range list(t, "./...") {
		if len(p.GoFiles) == 0 || strings.HasSuffix(p.Name(), "test") || besides[p.Name()] {
			continue
		}
		above, last := filepath.Split(p.Name())
		above, group := strings.TrimSuffix(above, "/"), false
		for ; above != ""; above = strings.TrimSuffix(filepath.Dir(above), ".") {
			group = group || named[above+"/…"] || above == "console" // groups of pages
		}
		if !named[p.Name()] && !named[last] && !group {
			t.Errorf("docs/architecture.md does not name %s", p.Name())
		}
	}
}

// besides are packages that no program is built from: tests, and the files of the
// installed package.
var besides = map[string]bool{"e2e": true, "api/client": true, "dist": true}

// The page on the architecture names each package that is larger, with its reason,
// and no other.
func TestEveryRoomKeepsItsSizeOrHasItsReason(t *testing.T) {
	t.Parallel()
	_, text, ok := strings.Cut(readDoc(t, "architecture.md"), "A package is to stay below 45 files and 5,000 lines.")
	text, _, end := strings.Cut(text, "\n")
	if !ok || !end {
		t.Fatal("the page on the architecture does not say how large a package may be")
	}
	var named, large []string
	for _, m := range regexp.MustCompile("`([a-z/]+)`, because").FindAllStringSubmatch(text, -1) {
		named = append(named, m[1])
	}
	for _, p := range list(t, "./...") {
		lines := 0
		for _, name := range p.GoFiles {
			source, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			lines += bytes.Count(source, []byte("\n"))
		}
		if len(p.GoFiles) > mostFiles || lines > mostLines {
			large = append(large, p.Name())
			t.Logf("%s: %d files, %d lines", p.Name(), len(p.GoFiles), lines)
		}
	}
	slices.Sort(named)
	slices.Sort(large)
	if !slices.Equal(named, large) {
		t.Errorf("larger than %d files or %d lines are %q; the page gives reasons for %q", mostFiles, mostLines, large, named)
	}
}
