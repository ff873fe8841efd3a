package archtest

import (
	"go/ast"
	"go/types"
	"slices"
	"testing"
)

// webDoors are the doors that answer requests: the API with its rooms, the console
// with its groups of pages, and the debtors' pages.
var webDoors = slices.Concat([]string{"api", "api/operation", "api/plandesk", "api/figuredesk", "api/mergedesk", "console", "portal"}, pages)

// A function of a door that answers requests reads the request, words or draws
// the answer, or calls a use case. One that does none of the three decides
// something, and belongs where other doors can call it too. It counts as
//
//   - reading when something in it has a type of net/http, of net/url, of a
//     multipart form or of the API's framework, or when a parameter is a text, as
//     somebody typed or chose it;
//   - wording when something in it has the type of the words of a language, of a
//     template or of a writer, when what it gives is text, or a form of the door:
//     a view for a template, a body for JSON; or when it words an error;
//   - either when its receiver or a parameter is a form or a view of the door;
//   - calling a use case when it calls one of package backoffice or a room of it,
//     asks who may, or calls a method of an interface that a door declares.
func TestFunctionsOfTheDoorsReadWordOrAsk(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	left, all := map[string]bool{}, 0
	for _, door := range webDoors {
		deciding, n := s.decidingAtDoor(t, door)
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
func (s *source) decidingAtDoor(t *testing.T, door string) (out []string, all int) {
	_, files, info := s.checkAll(t, door)
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			all++
			if obj := info.Defs[fn.Name].(*types.Func); !ofForm(obj) && !givesView(obj) && !wordsError(info, obj, fn) && !answersOrAsks(info, fn) {
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

// ofForm tells whether a function is about what a request brought, or about what
// a page shows: its receiver or a parameter is a struct of the door, a parameter
// is a text.
func ofForm(f *types.Func) bool {
	sig := f.Signature()
	if recv := sig.Recv(); recv != nil && isDoorsForm(recv.Type()) {
		return true
	}
	for p := range sig.Params().Variables() {
		if isDoorsForm(p.Type()) || isText(p.Type()) {
			return true
		}
	}
	return false
}

// isDoorsForm tells whether a type is a struct of a door, and not the door itself.
func isDoorsForm(t types.Type) bool {
	n := named(element(t))
	if !ofDoor(n) || n.Obj().Name() == "Door" {
		return false
	}
	_, ok := n.Underlying().(*types.Struct)
	return ok
}

func element(t types.Type) types.Type {
	if l, ok := t.Underlying().(*types.Slice); ok {
		return l.Elem()
	}
	return t
}

// givesView tells whether a function gives text, or a form of the door.
func givesView(f *types.Func) bool {
	results := f.Signature().Results()
	text := results.Len() > 0
	for v := range results.Variables() {
		n := named(element(v.Type()))
		if ofDoor(n) {
			if _, ok := n.Underlying().(*types.Struct); ok {
				return true
			}
		}
		text = text && isText(v.Type())
	}
	return text
}

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

// webDeciders are the functions that the count leaves, each with what it does.
var webDeciders = map[string]string{
	"api.Describe":               "gives the contract",
	"api.actorOf":                "reads who asks: a token says it",
	"api/operation.Filled":       "words a list that is never null",
	"api.ptr":                    "words a part of an answer that may be absent",
	"api.typeOf":                 "names a type of the contract",
	"api.unreadable":             "words what is wrong with a file",
	"console.always":             "shows a form for every case",
	"console.open":               "shows a form for open cases; the rules refuse it for others",
	"console.midnight":           "reads a day of a filter",
	"portal.Door.now":            "reads the clock that it was given",
	"portal.network":             "reads whom an address belongs to, for the limit of wrong addresses",
	"portal.nothing":             "words what is not there",
	"console/page.AgedCells":     "draws a row",
	"console/page.RowsOf":        "draws rows",
	"console/page.Today":         "reads the day on which somebody looks",
	"console/bankdesk.pick":      "draws the line that comes next on the page",
	"console/maildesk.isPicture": "draws a picture, or not: it may not be one",
	"console/board.onScale":      "draws a bar",
	"api/plandesk.set":           "reads a part of a body that may be absent",
	"console/plandesk.days":      "draws a number of days",
	"console/plandesk.readDays":  "reads a number of days",
}
