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
var decoders = []string{"workflows/message.go", "api/facts.go", "cli/look/simulate_fact.go"}

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
func turn(e *dunning.Event, k dunning.Kind) { e.Kind = k }
func other(f fact, x box) { f.Event.Kind, x.Kind = f.Kind, 1 }
`
	found, err := literalEvents("x.go", source)
	if err != nil || strings.Join(found, " ") != "4 5 6 7" {
		t.Errorf("found %v, %v", found, err)
	}
}

// literalEvents gives the lines of a file on which an event is written field by
// field, or gets another kind.
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
	events := map[string]bool{} // names that are declared as an event
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			declared(events, n.Names, n.Type, isEvent)
		case *ast.ValueSpec:
			declared(events, n.Names, n.Type, isEvent)
		case *ast.AssignStmt:
			if slices.ContainsFunc(n.Lhs, func(x ast.Expr) bool { return kindOf(x, events) }) {
				see(n)
			}
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

// declared adds names whose declared type is an event, or points to one.
func declared(events map[string]bool, names []*ast.Ident, of ast.Expr, isEvent func(ast.Expr) bool) {
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	for _, n := range names {
		if isEvent(of) {
			events[n.Name] = true
		}
	}
}

// kindOf tells whether an expression is the kind of an event: of a name that was
// declared as one, or of a field called Event.
func kindOf(x ast.Expr, events map[string]bool) bool {
	sel, ok := x.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Kind" {
		return false
	}
	switch of := sel.X.(type) {
	case *ast.Ident:
		return events[of.Name]
	case *ast.SelectorExpr:
		return of.Sel.Name == "Event"
	}
	return false
}
