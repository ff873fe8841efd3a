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

var (
	retiredRow  = regexp.MustCompile("(?m)^\\| `(\\w+)` \\| `(\\w+)` \\|$")
	retiredPart = regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| [^|]+ \\| [^|]+ \\|$")
	wordOfName  = regexp.MustCompile(`[A-Z]?[a-z0-9]+|[A-Z]+`)
)

// retired is what the glossary lets no identifier be, and what it lets none hold.
type retired struct {
	names map[string]string // and what is written now
	parts map[string]bool
}

// says why an identifier is retired; "" is not.
func (r retired) says(name string) string {
	if now, ok := r.names[lowerFirst(name)]; ok {
		return name + " is retired, write " + now
	}
	if strings.HasPrefix(name, "Test") {
		return ""
	}
	for _, word := range wordOfName.FindAllString(name, -1) {
		if r.parts[strings.TrimSuffix(strings.ToLower(word), "s")] {
			return name + " holds the word " + word + ", which the glossary retired"
		}
	}
	return ""
}

// retiredWords reads them from the glossary.
func retiredWords(t *testing.T) retired {
	t.Helper()
	_, table, ok := strings.Cut(readDoc(t, "glossary.md"), "## Retired words")
	whole, parts, parted := strings.Cut(table, "### Words that no name holds")
	names := retiredRow.FindAllStringSubmatch(whole, -1)
	words := retiredPart.FindAllStringSubmatch(parts, -1)
	if !ok || !parted || len(names) < 10 || len(words) < 3 {
		t.Fatalf("%d retired names and %d retired words in the glossary, want the tables of them", len(names), len(words))
	}
	r := retired{map[string]string{}, map[string]bool{}}
	for _, row := range names {
		r.names[lowerFirst(row[1])] = row[2]
	}
	for _, row := range words {
		r.parts[row[1]] = true
	}
	return r
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// retiredNames lists the identifiers of a file that the glossary retired.
func retiredNames(t *testing.T, path string, src any, words retired) (out []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if why := words.says(id.Name); why != "" {
				out = append(out, files.Position(id.Pos()).String()+": "+why)
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
	const src = "package p\n\nfunc Heir(openBooks, booked int) { // heir in a comment may stay\n\tpoke := \"genesis\"\n\t_ = poke\n}\n\nfunc TestWhatWasTold() {}\n"
	if got := retiredNames(t, "p.go", src, retiredWords(t)); len(got) != 4 {
		t.Errorf("found %q, want Heir, openBooks and poke twice", got)
	}
}
