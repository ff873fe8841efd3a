package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// decoders read events that come as flat messages from outside: their fields stand
// under the names of the contract, whatever the kind.
var decoders = []string{"workflows/message.go", "api/facts.go"}

// A field of dunning.Event means what its kind says. So whoever writes one names
// the kind by its constructor (dunning.NewPaid, …) and gives what that kind needs.
func TestEventsAreMadeByTheirConstructors(t *testing.T) {
	for _, p := range list(t, "./...") {
		if p.Name() == "dunning" || strings.HasSuffix(p.Name(), "test") {
			continue // the stored form itself, and samples of what is stored
		}
		for _, name := range p.GoFiles {
			file := p.Name() + "/" + name
			found, err := literalEvents(filepath.Join(p.Dir, name), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) > 0 && !slices.Contains(decoders, file) {
				t.Errorf("%s: an event is written field by field at %s: use its constructor", file, strings.Join(found, ", "))
			}
		}
	}
}

func TestLiteralEventsAreSeen(t *testing.T) {
	t.Parallel()
	source := `package x
import "relance/internal/dunning"
var none = dunning.Event{}
var one = dunning.Event{Kind: dunning.KindPaid}
var some = []dunning.Event{{Kind: dunning.KindPaid}, dunning.NewRetry()}
`
	found, err := literalEvents("x.go", source)
	if err != nil || strings.Join(found, " ") != "4 5" {
		t.Errorf("found %v, %v", found, err)
	}
}

// literalEvents gives the lines of a file on which an event is written field by field.
func literalEvents(path string, source any) (lines []string, err error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	as := importedAs(file, Module+"/internal/dunning")
	if as == "" {
		return nil, nil
	}
	see := func(n ast.Node) { lines = append(lines, fmt.Sprint(set.Position(n.Pos()).Line)) }
	isEvent := func(x ast.Expr) bool {
		sel, ok := x.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		pkg, ok := sel.X.(*ast.Ident)
		return ok && pkg.Name == as && sel.Sel.Name == "Event"
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if isEvent(n.Type) && len(n.Elts) > 0 {
				see(n)
			}
			if list, ok := n.Type.(*ast.ArrayType); ok && isEvent(list.Elt) {
				for _, e := range n.Elts {
					if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil && len(lit.Elts) > 0 {
						see(lit)
					}
				}
			}
		}
		return true
	})
	return lines, nil
}
