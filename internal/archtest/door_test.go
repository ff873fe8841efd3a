package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// assembling are the files of the command line that may reach the assembly:
// office.go gets the back office from it, the others run the program itself or
// look at its parts. Files behind the blank line still hold the connections for
// the length of a run; they ask the back office for everything else.
var assembling = []string{
	"office.go", "cli.go", "up.go", "demo.go", "check.go", "check_connect.go", "check_plan.go", "check_switch.go", "inbox_check.go",

	"debtor_import.go", "facts.go", "inbox_work.go", "preview.go", "reconcile.go", "start.go", "start_import.go", "user.go",
}

// storing are the files of the command line that may call the store: those that
// operate it.
var storing = []string{"up.go", "check_connect.go", "check_switch.go", "facts.go", "office.go"}

func doorFiles(t *testing.T, door string) map[string]*ast.File {
	t.Helper()
	paths, err := filepath.Glob("../" + door + "/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source of %s: %v", door, err)
	}
	out := map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(path)] = file
	}
	return out
}

func TestCommandsReachTheAssemblyInFewFiles(t *testing.T) {
	t.Parallel()
	for name, file := range doorFiles(t, "cli") {
		if importedAs(file, Module+"/internal/app") != "" && !slices.Contains(assembling, name) {
			t.Errorf("cli/%s imports app: a command asks the back office, which office.go opens", name)
		}
	}
}

func TestCommandsCallNoMethodOfTheStore(t *testing.T) {
	t.Parallel()
	for name, file := range doorFiles(t, "cli") {
		if calls := throughStore(file); len(calls) > 0 && !slices.Contains(storing, name) {
			t.Errorf("cli/%s calls the store (%s): a command asks the back office", name, strings.Join(calls, ", "))
		}
	}
}

// throughStore names what a file takes from a field called Store.
func throughStore(file *ast.File) (out []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		outer, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if inner, ok := outer.X.(*ast.SelectorExpr); ok && inner.Sel.Name == "Store" {
			out = append(out, outer.Sel.Name)
		}
		return true
	})
	return out
}

func TestThroughStoreFindsCalls(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc f(a A) { a.Store.Record(); d.app.Store.Now(); a.Stores.X() }", 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := throughStore(file); !slices.Equal(got, []string{"Record", "Now"}) {
		t.Errorf("got %v", got)
	}
}

// The exported types of the back office speak no adapter's language: it cannot
// import one.
func TestTheBackOfficeImportsNoAdapter(t *testing.T) {
	t.Parallel()
	plan := Plan()
	for _, own := range plan["backoffice"].Own {
		if !plan[own].Clockless {
			t.Errorf("the back office may import %s, which is no rule", own)
		}
	}
	for _, adapter := range []string{"postgres", "smtp", "app", "cli", "temporalclient"} {
		if plan["backoffice"].forbids(Module+"/internal/"+adapter) == "" {
			t.Errorf("the back office may import %s", adapter)
		}
	}
}
