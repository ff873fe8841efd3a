package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// doors may name commands: they are the command line, or start it.
var doors = []string{"internal/cli", "internal/e2e", "internal/archtest", "starter", "worker"}

// command is a command or an option of the command line inside a text.
var command = regexp.MustCompile(`\brelance (start|list|show|paid|credit|tasks|unmatch|unmatched|match|reconcile|hold|release|skip|retry|approve|reject|close|reopen|` +
	`letter|notice|debtor|rates|migrate|up|demo|worker|check|pause|resume|plan|simulate|inspect|interest|limitation|casefile|waive|cost|promise|dispute)\b` +
	"|(^|[ (`«])--[a-z][a-z-]{2,}")

// A hint names a deed (dunning.Deed), and each door says how it is done there:
// a page must not tell its reader to type a command.
func TestNoPackageBelowTheDoorsNamesACommand(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "testdata" || isDoor(rel)):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || excepted(rel):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, _ := strconv.Unquote(lit.Value); command.MatchString(text) {
					t.Errorf("%s names a command: %.120q; give a dunning.Deed instead", rel, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func isDoor(rel string) bool {
	for _, d := range doors {
		if filepath.ToSlash(rel) == d {
			return true
		}
	}
	return false
}

// excepted files start other programs, with options of theirs, or are the
// leaflet in the folder of letters: whoever posts them has the command line.
func excepted(rel string) bool {
	rel = filepath.ToSlash(rel)
	return strings.HasPrefix(rel, "internal/standalone/") || strings.HasPrefix(rel, "internal/imap/dovecottest/") || strings.HasPrefix(rel, "internal/tools/") || rel == "internal/registeredmail/folder/readme.go"
}
