package archtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// list asks the go command for the module's packages. A package that does not
// compile yet is listed all the same: its imports are what counts.
func list(t *testing.T, patterns ...string) []Package {
	t.Helper()
	touch(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	args := append([]string{"list", "-e", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports"}, patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	var pkgs []Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p Package
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatalf("reading go list: %v", err)
		}
		pkgs = append(pkgs, p)
	}
}

// touch looks at every folder with source, so that the go command sees what
// these tests depend on and does not give back a cached result: what a child
// process reads escapes it.
func touch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if name := d.Name(); err == nil && d.IsDir() && len(name) > 2 && (name[0] == '.' || name == "bin" || name == "var") {
			return filepath.SkipDir
		}
		if errors.Is(err, fs.ErrNotExist) { // went away meanwhile
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryPackageKeepsToThePlan(t *testing.T) {
	t.Parallel()
	pkgs := list(t, "./...")
	if !slices.ContainsFunc(pkgs, func(p Package) bool { return p.Name() == "dunning" && len(p.Imports) > 0 }) {
		t.Fatalf("the domain is not among the %d packages that go list found", len(pkgs))
	}
	for _, line := range Check(Plan(), pkgs) {
		t.Error(line)
	}
}

func TestPurePackagesReadNoClock(t *testing.T) {
	t.Parallel()
	lines, err := CheckClock(Plan(), list(t, "./..."))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Error(line)
	}
}

func TestWorkflowsReachNoDriver(t *testing.T) {
	t.Parallel()
	for pkg, by := range Reaches(list(t, "./..."), "workflows") {
		if !under(sdk, pkg) {
			t.Errorf("workflows reach %s through %s: a workflow must not drag in what does input and output", pkg, by)
		}
	}
}

func TestThePlanNamesOnlyRowsOfItsOwn(t *testing.T) {
	t.Parallel()
	plan := Plan()
	for name, rule := range plan {
		if rule.Why == "" {
			t.Errorf("%s has no reason", name)
		}
		for _, own := range rule.Own {
			if _, ok := plan[own]; !ok {
				t.Errorf("%s may import %s, which has no row", name, own)
			}
			if own == name {
				t.Errorf("%s may import itself", name)
			}
			if rule.Clockless && own != "activities" && !plan[own].Clockless {
				t.Errorf("%s is pure and may import %s, which is not", name, own)
			}
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		pkg, imports string
		want         string // "" when it is allowed
	}{
		"domain imports database driver":      {"internal/dunning", "github.com/jackc/pgx/v5", "dunning must not import github.com/jackc/pgx/v5"},
		"domain imports any third party":      {"internal/dunning", "golang.org/x/text/language", "its third parties are []"},
		"domain reads files":                  {"internal/dunning", "os", "dunning must not import os"},
		"domain imports a format":             {"internal/dunning", "relance/internal/bank", "its own packages are [period money calendar interest]"},
		"money imports calendar":              {"internal/money", "relance/internal/calendar", "money must not import relance/internal/calendar"},
		"notice sends mail":                   {"internal/notice", "net/smtp", "notice must not import net/smtp"},
		"parser opens network":                {"internal/bank", "net/http", "bank must not import net/http"},
		"workflow imports the store":          {"workflows", "relance/internal/postgres", "workflows must not import relance/internal/postgres"},
		"workflow imports a context":          {"workflows", "context", "workflows must not import context"},
		"workflow throws dice":                {"workflows", "math/rand/v2", "workflows must not import math/rand/v2"},
		"workflow locks":                      {"workflows", "sync", "workflows must not import sync"},
		"activity imports an adapter":         {"activities", "relance/internal/smtp", "activities must not import relance/internal/smtp"},
		"adapter imports adapter":             {"internal/smtp", "relance/internal/postgres", "smtp must not import relance/internal/postgres"},
		"store knows Temporal":                {"internal/postgres", "go.temporal.io/sdk/client", "postgres must not import go.temporal.io/sdk/client"},
		"command line opens the store":        {"internal/cli", "relance/internal/postgres", "cli must not import relance/internal/postgres"},
		"console sends mail":                  {"internal/console", "relance/internal/smtp", "console must not import relance/internal/smtp"},
		"program imports test support":        {"internal/app", "relance/internal/smtp/smtptest", "app must not import relance/internal/smtp/smtptest"},
		"main does more than call":            {"worker", "relance/internal/app", "worker must not import relance/internal/app"},
		"module with an allowed one's prefix": {"internal/postgres", "github.com/jackc/pgx/v5x", "postgres must not import github.com/jackc/pgx/v5x"},
		"package nobody placed":               {"internal/helpers", "strings", "helpers has no row in the plan"},

		"domain counts days":          {"internal/dunning", "time", ""},
		"domain uses money":           {"internal/dunning", "relance/internal/money", ""},
		"store uses a driver's part":  {"internal/postgres", "github.com/jackc/pgx/v5/pgxpool", ""},
		"workflow uses the SDK":       {"workflows", "go.temporal.io/sdk/workflow", ""},
		"workflow names an activity":  {"workflows", "relance/activities", ""},
		"assembly joins what it must": {"internal/app", "relance/internal/postgres", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Check(Plan(), []Package{{ImportPath: Module + "/" + tt.pkg, Imports: []string{tt.imports}}})
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("refused what is allowed: %v", got)
			case tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)):
				t.Errorf("got %q, want one line with %q", got, tt.want)
			}
		})
	}
}

func TestReachesFollowsOwnPackages(t *testing.T) {
	t.Parallel()
	pkgs := []Package{
		{ImportPath: "relance/workflows", Imports: []string{"time", "relance/activities"}},
		{ImportPath: "relance/activities", Imports: []string{"relance/internal/postgres", "relance/workflows"}},
		{ImportPath: "relance/internal/postgres", Imports: []string{"github.com/jackc/pgx/v5"}},
		{ImportPath: "relance/internal/smtp", Imports: []string{"github.com/wneessen/go-mail"}},
	}
	got := Reaches(pkgs, "workflows")
	if len(got) != 1 || got["github.com/jackc/pgx/v5"] != "postgres" {
		t.Errorf("got %v, want pgx by postgres alone", got)
	}
}

func TestReadsClock(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		source string
		want   []string
	}{
		"asks for the time":      {`import "time"; var x = time.Now()`, []string{"x.go:1 time.Now"}},
		"passes the clock on":    {`import "time"; var x = time.Now`, []string{"x.go:1 time.Now"}},
		"waits":                  {"import \"time\"\nfunc f() { time.Sleep(1); <-time.After(2) }", []string{"x.go:2 time.Sleep", "x.go:2 time.After"}},
		"measures":               {"import \"time\"\nvar a = time.Since(time.Time{})", []string{"x.go:2 time.Since"}},
		"under another name":     {`import clock "time"; var x = clock.Now()`, []string{"x.go:1 time.Now"}},
		"hidden by a dot import": {`import . "time"; var x = Now()`, []string{"x.go: a dot import of time hides its uses:"}},
		"computes with values":   {`import "time"; var x = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Hour)`, nil},
		"compares instants":      {`import "time"; func f(a, b time.Time) bool { return a.After(b) }`, nil},
		"another Now":            {`import "relance/workflow"; var x = workflow.Now()`, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readsClock("x.go", "package x; "+tt.source)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
	if _, err := readsClock("x.go", "no go at all"); err == nil {
		t.Error("a file that cannot be read passes")
	}
}
