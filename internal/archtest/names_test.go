package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// sources are the Go files written by hand, by their path from the top.
func sources(t *testing.T, visit func(path string, f *ast.File)) {
	t.Helper()
	fset := token.NewFileSet()
	for _, root := range []string{"internal", "workflows", "activities", "worker", "starter"} {
		err := filepath.WalkDir(filepath.Join("../..", root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
			if err == nil && !ast.IsGenerated(f) {
				visit(filepath.ToSlash(strings.TrimPrefix(path, filepath.FromSlash("../../"))), f)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// explained gives the declarations of a file that have a comment of their own: the
// name with the first word of the comment.
func explained(f *ast.File, visit func(name, first string)) {
	look := func(name string, doc *ast.CommentGroup) {
		if words := strings.Fields(doc.Text()); len(words) > 0 {
			visit(name, strings.TrimSuffix(strings.Trim(words[0], ",:"), "'s"))
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			look(d.Name.Name, d.Doc)
		case *ast.GenDecl:
			if len(d.Specs) != 1 {
				continue
			}
			switch s := d.Specs[0].(type) {
			case *ast.TypeSpec:
				look(s.Name.Name, d.Doc)
			case *ast.ValueSpec:
				if len(s.Names) == 1 {
					look(s.Names[0].Name, d.Doc)
				}
			}
		}
	}
}

// A comment whose first word is in small letters begins with a name: that of what
// it stands above, also after it was renamed.
func TestACommentBeginsWithTheNameThatItExplains(t *testing.T) {
	t.Parallel()
	seen := 0
	sources(t, func(path string, f *ast.File) {
		explained(f, func(name, first string) {
			seen++
			if r, _ := utf8.DecodeRuneInString(first); unicode.IsLower(r) && first != name {
				t.Errorf("%s: the comment of %s begins with %q", path, name, first)
			}
		})
	})
	if seen < 5000 {
		t.Errorf("%d comments, want all of the program", seen)
	}
}

func TestACommentOfAnotherNameIsSeen(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\n\n// told answers.\nfunc answered() {}\n\n// Left is what is left.\ntype Left int\n", parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	explained(f, func(name, first string) { got = append(got, name+" "+first) })
	if strings.Join(got, ", ") != "answered told, Left Left" {
		t.Errorf("got %v", got)
	}
}

// declaredNames are the names that the program declares: at the top of a package (with
// its name before it), methods and fields (with their type before them, too). A
// package itself stands there with a point behind it.
func declaredNames(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	add := func(parts ...string) {
		for i := range parts {
			out[strings.Join(parts[i:], ".")] = true
		}
	}
	sources(t, func(_ string, f *ast.File) {
		pkg := strings.TrimSuffix(f.Name.Name, "_test")
		out[pkg+"."] = true
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					add(pkg, receiver(d.Recv.List[0].Type), d.Name.Name)
				}
				add(pkg, d.Name.Name)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						add(pkg, s.Name.Name)
						members(s, func(name string) { add(pkg, s.Name.Name, name) })
					case *ast.ValueSpec:
						for _, n := range s.Names {
							add(pkg, n.Name)
						}
					}
				}
			}
		}
	})
	return out
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// members visits the fields of a struct and the methods of an interface.
func members(s *ast.TypeSpec, visit func(string)) {
	var list *ast.FieldList
	switch x := s.Type.(type) {
	case *ast.StructType:
		list = x.Fields
	case *ast.InterfaceType:
		list = x.Methods
	default:
		return
	}
	for _, f := range list.List {
		for _, n := range f.Names {
			visit(n.Name)
		}
	}
}

var (
	code = regexp.MustCompile("`([^`\n]+)`")
	// aPath is a file or folder of the project, an ending may be missing.
	aPath = regexp.MustCompile(`^(?:internal|workflows|activities|worker|starter|docs|dynamicconfig)(?:/[\w.-]+)*/?$`)
	// aFile is one that is named from its package on.
	aFile = regexp.MustCompile(`^\w+/[\w/]*\.go$`)
	// aName is one of the program: Case, lookUp, dunning.Next, Tx.LockNewest, postgres.Store.Do.
	aName = regexp.MustCompile(`^(?:[a-z]+\.)?(?:[A-Za-z]+\.)?[A-Za-z]+$`)
)

// missing says what of a page is not there; "" for all that is, and for what is no
// name of the program.
func missing(name string, names map[string]bool, exists func(string) bool) string {
	name = strings.TrimSuffix(name, "()")
	switch {
	case aPath.MatchString(name):
		if !exists(name) {
			return name
		}
	case aFile.MatchString(name):
		if !exists(name) && !exists("internal/"+name) {
			return name
		}
	case aName.MatchString(name) && strings.IndexFunc(name, unicode.IsUpper) > 0 && strings.ToUpper(name) != name:
		pkg, _, qualified := strings.Cut(name, ".")
		if foreign := qualified && strings.ToLower(pkg) == pkg && !names[pkg+"."]; !foreign && !names[name] {
			return name
		}
	}
	return ""
}

func TestDocumentsNameWhatExists(t *testing.T) {
	t.Parallel()
	names := declaredNames(t)
	exists := func(path string) bool {
		_, err := os.Stat(filepath.Join("../..", path))
		return err == nil
	}
	pages := []string{"../../README.md", "../../CONTRIBUTING.md", "../../docs/architecture.md"}
	records, err := filepath.Glob("../../docs/adr/*.md")
	if err != nil || len(records) < 10 {
		t.Fatalf("%d records of decisions: %v", len(records), err)
	}
	looked := 0
	for _, page := range append(pages, records...) {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(data), -1) {
			looked++
			if name := missing(m[1], names, exists); name != "" {
				t.Errorf("%s names %s, which is not there", page, name)
			}
		}
	}
	if looked < 300 {
		t.Errorf("%d names in the documents, want those of all pages", looked)
	}
}

func TestANameOfADocumentThatIsGoneIsSeen(t *testing.T) {
	t.Parallel()
	names := map[string]bool{"dunning.": true, "Next": true, "dunning.Next": true, "lookUp": true}
	exists := func(path string) bool { return path == "internal/dunning" || path == "internal/app/worker.go" }
	for name, gone := range map[string]bool{
		"dunning.Next": false, "lookUp": false, "internal/dunning": false, "app/worker.go": false, "relance start": false, "DATABASE_URL": false, "workflow.GetVersion": false,
		"dunning.Reckon": true, "lookDown": true, "internal/book": true, "app/book.go": true,
	} {
		if got := missing(name, names, exists); (got != "") != gone {
			t.Errorf("%s: %q", name, got)
		}
	}
}
