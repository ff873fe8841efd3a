package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testNamed  = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	testOpened = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9]+)\(`)
)

// Each row of the table of threats names tests that exist, or says why there is
// none.
func TestEveryThreatHasItsTest(t *testing.T) {
	t.Parallel()
	there := testsOf(t)
	rows := 0
	for line := range strings.Lines(readDoc(t, "security.md")) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "threat" {
			continue
		}
		rows++
		names := testNamed.FindAllStringSubmatch(cells[3], -1)
		if len(names) == 0 && !strings.Contains(cells[3], "reason:") {
			t.Errorf("%s has neither test nor reason", strings.TrimSpace(cells[1]))
		}
		for _, m := range names {
			if !there[m[1]] {
				t.Errorf("%s: there is no test %s", strings.TrimSpace(cells[1]), m[1])
			}
		}
	}
	if rows < 30 {
		t.Errorf("the table has %d rows", rows)
	}
}

// testsOf are the names of all tests of the module.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		body, err := os.ReadFile(path)
		for _, m := range testOpened.FindAllSubmatch(body, -1) {
			out[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
