package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
)

// clock lists what reads the machine's clock or waits by it.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// CheckClock looks through the source of the packages that the plan calls
// clockless. Each line names a place, the call and the rule.
func CheckClock(plan map[string]Rule, pkgs []Package) ([]string, error) {
	var out []string
	for _, p := range pkgs {
		if !plan[p.Name()].Clockless {
			continue
		}
		for _, name := range p.GoFiles {
			found, err := readsClock(filepath.Join(p.Dir, name), nil)
			if err != nil {
				return nil, fmt.Errorf("reading %s of %s: %w", name, p.Name(), err)
			}
			for _, at := range found {
				out = append(out, fmt.Sprintf("%s: %s reads the machine's clock: time is a value passed in", p.Name(), at))
			}
		}
	}
	return out, nil
}

// readsClock lists the uses of the clock in one file. The source is read from
// the file unless it is given.
func readsClock(path string, source any) ([]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	as := importedAs(file, "time")
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains(clock, sel.Sel.Name) {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == as {
			at := set.Position(sel.Pos())
			out = append(out, fmt.Sprintf("%s:%d time.%s", filepath.Base(path), at.Line, sel.Sel.Name))
		}
		return true
	})
	if as == "." {
		out = append(out, filepath.Base(path)+": a dot import of time hides its uses:")
	}
	return out, nil
}

// importedAs gives the name under which a file imports a package; empty when
// it does not.
func importedAs(file *ast.File, path string) string {
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != path {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return filepath.Base(path)
	}
	return ""
}
