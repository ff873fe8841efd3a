package archtest

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// A transaction that met a deadlock runs again, so that what it counts or
// collects outside of itself must begin afresh inside: else it counts twice.
func TestWhatATransactionCountsBeginsAfreshWhenItRunsAgain(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	looked := 0
	for name := range Plan() {
		if name != "postgres" && !strings.HasPrefix(name, "postgres/") || strings.HasSuffix(name, "test") {
			continue
		}
		_, files, info := s.checkAll(t, name)
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				if fn := rerun(n); fn != nil {
					looked++
					for _, grown := range growing(info, fn) {
						t.Errorf("%s: %s grows in a transaction that may run again: reset it at the top", name, grown)
					}
				}
				return true
			})
		}
	}
	if looked < 50 {
		t.Errorf("only %d transactions were found: the test proves nothing", looked)
	}
}

// rerun is the function that a call runs as a transaction: the last argument of
// Do or do.
func rerun(n ast.Node) *ast.FuncLit {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || strings.ToLower(sel.Sel.Name) != "do" {
		return nil
	}
	fn, _ := call.Args[len(call.Args)-1].(*ast.FuncLit)
	return fn
}

// growing names the variables from outside of a function that it adds to
// without setting them first.
func growing(info *types.Info, fn *ast.FuncLit) (out []string) {
	set := map[types.Object]bool{}
	outside := func(e ast.Expr) (types.Object, bool) {
		id, ok := root(e)
		if !ok {
			return nil, false
		}
		obj := info.Uses[id]
		v, isVar := obj.(*types.Var)
		return obj, isVar && !v.IsField() && (v.Pos() < fn.Pos() || v.Pos() > fn.End())
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.IncDecStmt:
			if obj, ok := outside(s.X); ok && !set[obj] {
				out = append(out, obj.Name())
			}
		case *ast.AssignStmt:
			for i, left := range s.Lhs {
				obj, ok := outside(left)
				if !ok {
					continue
				}
				if adds(info, s, i, obj) && !set[obj] {
					out = append(out, obj.Name())
				} else if _, whole := left.(*ast.Ident); whole {
					set[obj] = true
				}
			}
		}
		return true
	})
	return out
}

// adds tells whether an assignment makes more of what was there.
func adds(info *types.Info, s *ast.AssignStmt, i int, obj types.Object) bool {
	if s.Tok == token.ADD_ASSIGN || s.Tok == token.SUB_ASSIGN {
		return true
	}
	if len(s.Rhs) != len(s.Lhs) {
		return false
	}
	call, ok := s.Rhs[i].(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	fun, ok := call.Fun.(*ast.Ident)
	if !ok || fun.Name != "append" {
		return false
	}
	id, ok := root(call.Args[0])
	return ok && info.Uses[id] == obj
}

// root is the variable at the beginning of a chain of fields and indexes.
func root(e ast.Expr) (*ast.Ident, bool) {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x, true
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil, false
		}
	}
}
