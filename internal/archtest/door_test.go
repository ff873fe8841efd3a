package archtest

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// assembling are the files of the command line that may reach the assembly:
// those that run the program itself, or look at its parts.
func assembling(file string) bool {
	return slices.Contains([]string{"up.go", "demo.go", "worker.go", "check.go", "inbox_check.go"}, file) || strings.HasPrefix(file, "check_")
}

func TestCommandsReachTheAssemblyInFewFiles(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../cli/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source of the command line: %v", err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		if importedAs(file, Module+"/internal/app") != "" && !assembling(name) && !strings.HasSuffix(name, "_test.go") {
			t.Errorf("cli/%s imports app: a command asks the back office", name)
		}
	}
}

// doors are the packages through which somebody asks for something.
var doorsOfPeople = []string{"cli", "api", "console"}

func TestDoorsCallNoMethodOfTheStore(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	for _, door := range doorsOfPeople {
		if calls := s.callsOf(t, door, "postgres", "Store"); len(calls) > 0 {
			t.Errorf("%s calls the store: %s", door, strings.Join(calls, ", "))
		}
	}
	if calls := s.callsOf(t, "app", "postgres", "Store"); len(calls) == 0 {
		t.Error("the assembly calls the store, and was not found out: the test proves nothing")
	}
}

func TestNoDoorAndNoUseCaseSpeaksAnAdaptersLanguage(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	var adapters []string
	for name := range adapterRows() {
		adapters = append(adapters, name)
	}
	for _, pkg := range append([]string{"app", "backoffice", "recourse"}, doorsOfPeople...) {
		for _, said := range s.spoken(t, pkg, adapters) {
			t.Error(said)
		}
	}
	if said := s.spoken(t, "postgres/accounts", adapters); len(said) == 0 {
		t.Error("postgres/accounts names the store in what it exports, and was not found out: the test proves nothing")
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
