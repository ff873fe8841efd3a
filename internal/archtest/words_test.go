package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

var retiredRow = regexp.MustCompile("(?m)^\\| `(\\w+)` \\| `(\\w+)` \\|$")

// retiredWords reads from the glossary which identifiers are no longer used,
// and what is written now.
func retiredWords(t *testing.T) map[string]string {
	t.Helper()
	_, table, ok := strings.Cut(readDoc(t, "glossary.md"), "## Retired words")
	rows := retiredRow.FindAllStringSubmatch(table, -1)
	if !ok || len(rows) < 10 {
		t.Fatalf("%d retired words in the glossary, want the table of them", len(rows))
	}
	words := map[string]string{}
	for _, row := range rows {
		words[lowerFirst(row[1])] = row[2]
	}
	return words
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// retiredNames lists the identifiers of a file that the glossary retired.
func retiredNames(t *testing.T, path string, src any, words map[string]string) (out []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if now, retired := words[lowerFirst(id.Name)]; retired {
				out = append(out, files.Position(id.Pos()).String()+": "+id.Name+" is retired, write "+now)
			}
		}
		return true
	})
	return out
}

func TestNoIdentifierIsAWordThatTheGlossaryRetired(t *testing.T) {
	t.Parallel()
	words := retiredWords(t)
	seen := 0
	for _, top := range []string{"activities", "internal", "starter", "worker", "workflows"} {
		err := filepath.WalkDir(filepath.Join("../..", top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case strings.HasSuffix(path, ".go"):
				seen++
				for _, fault := range retiredNames(t, path, nil, words) {
					t.Error(fault)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 500 {
		t.Errorf("only %d files were looked at", seen)
	}
}

func TestRetiredWordsAreSeen(t *testing.T) {
	t.Parallel()
	const src = "package p\n\nfunc Heir() { // heir in a comment may stay\n\tpoke := \"genesis\"\n\t_ = poke\n}\n"
	if got := retiredNames(t, "p.go", src, retiredWords(t)); len(got) != 3 {
		t.Errorf("found %q, want Heir and poke twice", got)
	}
}
