package archtest

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// webDoors are the doors that answer requests: the API with its rooms, the console
// with its groups of pages, and the debtors' pages.
var webDoors = slices.Concat([]string{"api", "api/operation", "api/plandesk", "api/figuredesk", "api/mergedesk", "console", "portal"}, pages)

// A function of a door that answers requests reads the request, words or draws
// the answer, or calls a use case. One that does none of the three decides
// something, and belongs where other doors can call it too. As at the command line,
// it counts as
//
//   - reading when something in it has a type of net/http, of net/url, of a
//     multipart form or of the API's framework, or when its parameters are texts,
//     as somebody typed or chose them, besides what they are read into;
//   - wording when something in it has the type of the words of a language, of a
//     template or of a writer, when what it gives is text alone, cells of a sheet, or
//     made of texts and numbers alone, or when it words an error;
//   - either when its receiver, a parameter or a result is a form of the door (see
//     formsOf), or a row of its list of routes;
//   - calling a use case when it calls one of package backoffice or a room of it,
//     asks who may, or calls a method of an interface that a door declares.
//
// A door that answers requests differs from the command line in two things. Its forms
// have no tags of a flag parser: formsOf says what they are. And it has works of its
// own, for files, sessions and limits: a function in which nothing has a type of the
// business decides nothing of it.
func TestFunctionsOfTheDoorsReadWordOrAsk(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	forms := s.formsOf(t)
	left, all := map[string]bool{}, 0
	for _, door := range webDoors {
		deciding, n := s.decidingAtDoor(t, door, forms)
		all += n
		for _, name := range deciding {
			left[name] = true
			if _, ok := webDeciders[name]; !ok {
				t.Errorf("%s neither reads a request, nor words an answer, nor calls a use case: what it decides belongs to the back office or a rule", name)
			}
		}
	}
	for name := range webDeciders {
		if !left[name] {
			t.Errorf("%s is not there any more, or decides nothing now: take it off the list", name)
		}
	}
	if all < 700 {
		t.Errorf("only %d functions were looked at: the test proves nothing", all)
	}
}

// decidingAtDoor lists the functions of a door that do none of the three, and
// counts all.
func (s *source) decidingAtDoor(t *testing.T, door string, forms map[string]bool) (out []string, all int) {
	t.Helper()
	_, files, info := s.checkAll(t, door)
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			all++
			obj := info.Defs[fn.Name].(*types.Func)
			if sig := obj.Signature(); !aboutForm(obj, forms) && !readsText(sig) && !givesText(sig) && !wordsError(info, obj, fn) && !answersOrAsks(info, fn) && ofBusiness(info, fn) {
				out = append(out, door+"."+fullName(obj))
			}
		}
	}
	slices.Sort(out)
	return out, all
}

func ofDoor(n *types.Named) bool {
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	name := Package{ImportPath: n.Obj().Pkg().Path()}.Name()
	return slices.Contains(webDoors, name)
}

// formsOf finds the forms of the doors: what a request is read into (a struct with
// tags of the contract, or with a part of a request), what a template shows (a struct
// with the frame of a page), and the parts of both. A description of a form, which
// gives parts of a page, is one too.
func (s *source) formsOf(t *testing.T) map[string]bool {
	t.Helper()
	forms := map[string]bool{}
	var part func(t types.Type)
	part = func(t types.Type) {
		if n := named(element(t)); ofDoor(n) && !forms[formName(n)] && n.Obj().Name() != "Door" {
			forms[formName(n)] = true
			if st, ok := element(n.Underlying()).Underlying().(*types.Struct); ok {
				for f := range st.Fields() {
					part(f.Type())
				}
			}
			part(n.Underlying())
		}
	}
	describes := func(f *types.Var) bool {
		sig, ok := f.Type().Underlying().(*types.Signature)
		if !ok {
			return false
		}
		for v := range sig.Results().Variables() {
			if n := named(element(v.Type())); ofDoor(n) && forms[formName(n)] {
				return true
			}
		}
		return false
	}
	for _, root := range []func(st *types.Struct) bool{readOrShown, func(st *types.Struct) bool { return anyField(st, describes) }} {
		for _, door := range webDoors {
			pkg, _ := s.check(t, door)
			for _, name := range pkg.Scope().Names() {
				obj, ok := pkg.Scope().Lookup(name).(*types.TypeName)
				if !ok {
					continue
				}
				if st, ok := obj.Type().Underlying().(*types.Struct); ok && root(st) {
					part(obj.Type())
				}
			}
		}
	}
	return forms
}

func formName(n *types.Named) string { return n.Obj().Pkg().Path() + "." + n.Obj().Name() }

func anyField(st *types.Struct, is func(f *types.Var) bool) bool {
	for f := range st.Fields() {
		if is(f) {
			return true
		}
	}
	return false
}

// readOrShown tells whether a struct of a door is read from a request, or shown by a
// template.
func readOrShown(st *types.Struct) bool {
	for i := range st.NumFields() {
		tag := reflect.StructTag(st.Tag(i))
		for _, key := range []string{"json", "path", "query", "header", "doc"} {
			if tag.Get(key) != "" {
				return true
			}
		}
	}
	return anyField(st, func(f *types.Var) bool {
		if f.Name() == "Body" || ofRequest(f.Type()) {
			return true
		}
		n := named(f.Type())
		if !f.Embedded() || !ofDoor(n) {
			return false
		}
		inner, ok := n.Underlying().(*types.Struct)
		return strings.EqualFold(n.Obj().Name(), "Frame") || ok && n.Obj().Name() != "Common" && readOrShown(inner)
	})
}

// aboutForm tells whether a function is about a form of a door: its receiver, a
// parameter or a result is one, or a row of routes.
func aboutForm(f *types.Func, forms map[string]bool) bool {
	is := func(t types.Type) bool {
		n := named(element(t))
		return ofDoor(n) && (n.Obj().Name() == "Route" || forms[formName(n)])
	}
	sig := f.Signature()
	if recv := sig.Recv(); recv != nil && is(recv.Type()) {
		return true
	}
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range tuple.Variables() {
			if is(v.Type()) {
				return true
			}
		}
	}
	return false
}

func element(t types.Type) types.Type {
	switch l := t.Underlying().(type) {
	case *types.Slice:
		return l.Elem()
	case *types.Map:
		return l.Elem()
	}
	return t
}

// readsText tells whether a function reads what somebody typed: its parameters are
// texts, besides pointers to what they are read into. A function that gives such a
// function is one.
func readsText(sig *types.Signature) bool {
	texts := 0
	for p := range sig.Params().Variables() {
		_, into := p.Type().Underlying().(*types.Pointer)
		switch {
		case isText(p.Type()):
			texts++
		case !into:
			texts = -1 << 16
		}
	}
	if texts > 0 {
		return true
	}
	given, ok := only(sig.Results())
	inner, isFunc := given.(*types.Signature)
	return ok && isFunc && (readsText(inner) || givesText(inner))
}

// only is the type of a single result.
func only(results *types.Tuple) (types.Type, bool) {
	if results.Len() != 1 {
		return nil, false
	}
	return results.At(0).Type().Underlying(), true
}

// givesText tells whether a function gives text alone, cells of a sheet, or works with
// texts and numbers alone.
func givesText(sig *types.Signature) bool {
	text, simple := sig.Results().Len() > 0, sig.Recv() == nil && sig.Results().Len() > 0
	for v := range sig.Results().Variables() {
		cells, ok := v.Type().(*types.Slice)
		text, simple = text && (isText(v.Type()) || ok && types.IsInterface(cells.Elem())), simple && basic(v.Type())
	}
	for v := range sig.Params().Variables() {
		simple = simple && basic(v.Type())
	}
	return text || simple
}

// ofBusiness tells whether something in a function has a type of the business: of a
// rule, a format or a use case.
func ofBusiness(info *types.Info, fn *ast.FuncDecl) (found bool) {
	ast.Inspect(fn, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && info.TypeOf(e) != nil {
			if n := named(element(info.TypeOf(e))); n != nil && n.Obj().Pkg() != nil && strings.HasPrefix(n.Obj().Pkg().Path(), Module+"/") {
				name := Package{ImportPath: n.Obj().Pkg().Path()}.Name()
				found = found || !ofDoor(n) && !slices.Contains(besideBusiness, name)
			}
		}
		return !found
	})
	return found
}

// besideBusiness are packages of which a type decides nothing: who asks, what is kept
// of it, by which listener, in which words.
var besideBusiness = []string{"access", "audit", "web", "words"}

// answersOrAsks looks for a request, an answer, words or a call of a use case.
func answersOrAsks(info *types.Info, fn *ast.FuncDecl) (found bool) {
	ast.Inspect(fn, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.CallExpr:
			found = found || asks(info, e) || asksWindow(info, e) || asksWhoMay(info, e)
		case ast.Expr:
			found = found || ofRequest(info.TypeOf(e))
		}
		return !found
	})
	return found
}

// ofRequest tells whether a type is one of a request or of its answer.
func ofRequest(t types.Type) bool {
	if t == nil {
		return false
	}
	n := named(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	switch path := n.Obj().Pkg().Path(); path {
	case "net/http", "net/url", "mime/multipart", "html/template", "github.com/danielgtaylor/huma/v2":
		return true
	default:
		return speaks(t)
	}
}

// asksWindow tells whether a call is one of an interface that a door declares.
func asksWindow(info *types.Info, call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	chosen := info.Selections[sel]
	if chosen == nil {
		return false
	}
	n := named(chosen.Recv())
	return ofDoor(n) && types.IsInterface(n)
}

// asksWhoMay tells whether a call is one of package access.
func asksWhoMay(info *types.Info, call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := info.Uses[sel.Sel].(*types.Func)
	return ok && f.Pkg() != nil && Package{ImportPath: f.Pkg().Path()}.Name() == "access"
}

// webDeciders are the functions that the count leaves, each with why a door that
// answers requests has it.
var webDeciders = map[string]string{
	"api.distinct":               "names the files of a form: the framework hands forms over as bytes",
	"api.uploaded":               "reads a body as one file or as a form of files, for the same reason",
	"portal.misses.add":          "counts wrong addresses from a network, by what was tried, to slow guesses down",
	"console/page.Memory.Counts": "keeps the figures of the navigation for a moment, so that each page need not ask",
	"console/page.Today":         "says which day it is for whoever looks",
	"console/bankdesk.pick":      "finds the line of an address among those that are shown, or the next",
}
