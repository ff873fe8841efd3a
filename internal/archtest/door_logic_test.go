package archtest

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// useCases are the packages whose functions a door calls.
var useCases = []string{"backoffice", "backoffice/debtorpages", "backoffice/overview", "backoffice/planning", "backoffice/staff", "backoffice/texts", "recourse"}

// desks are what their methods are called on.
var desks = []string{"backoffice.Office", "backoffice/debtorpages.Portal", "backoffice/staff.Accounts", "recourse.Desk"}

// A function of the command line reads what was typed, words or prints an answer,
// or calls a use case. One that does none of the three decides something, and
// belongs where other doors can call it too. It counts as
//
//   - reading when its receiver or a parameter is a struct with tags of the flag
//     parser or a value that a flag reads, when it is the UnmarshalText of one, or
//     when it listens to the keys that end a program (os.Signal);
//   - printing when something in it has the type of a session, of the words of a
//     language or of a writer, when its receiver holds a session, when what it
//     gives is text, or a form for JSON, or when it words an error: a method of
//     one, or a function that gives an error alone and writes its hint;
//   - calling a use case when it calls one of package backoffice or a room of it,
//     or gives them to who does.
//
// There is no exception.
func TestFunctionsOfTheCommandLineReadPrintOrAsk(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	all := 0
	for _, room := range commands() {
		deciding, n := s.deciding(t, room)
		all += n
		for _, name := range deciding {
			t.Errorf("%s neither reads flags, nor prints, nor calls a use case: what it decides belongs to the back office or a rule", name)
		}
	}
	if all < 400 {
		t.Errorf("only %d functions were looked at: the test proves nothing", all)
	}
}

// deciding lists the functions of a room that do none of the three, and counts
// all.
func (s *source) deciding(t *testing.T, room string) (out []string, all int) {
	pkg, files, info := s.checkAll(t, room)
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			all++
			if obj := info.Defs[fn.Name].(*types.Func); !readsFlags(obj) && !wordsIt(obj) && !wordsError(info, obj, fn) && !handsOut(obj) && !printsOrAsks(info, fn) {
				out = append(out, pkg.Name()+"."+fullName(obj))
			}
		}
	}
	slices.Sort(out)
	return out, all
}

func fullName(f *types.Func) string {
	if recv := f.Signature().Recv(); recv != nil {
		return named(recv.Type()).Obj().Name() + "." + f.Name()
	}
	return f.Name()
}

// readsFlags tells whether a function is about what was typed.
func readsFlags(f *types.Func) bool {
	if f.Name() == "UnmarshalText" {
		return true
	}
	sig := f.Signature()
	if recv := sig.Recv(); recv != nil && isFlag(recv.Type()) {
		return true
	}
	for p := range sig.Params().Variables() {
		if isFlag(p.Type()) {
			return true
		}
	}
	return false
}

// isFlag tells whether a type is one of flags: a struct with their tags, or a
// value that one of them reads.
func isFlag(t types.Type) bool {
	if l, ok := t.Underlying().(*types.Slice); ok {
		t = l.Elem()
	}
	n := named(t)
	if n == nil || n.Obj().Pkg() == nil || !strings.HasPrefix(n.Obj().Pkg().Path(), Module+"/internal/cli") {
		return false
	}
	for m := range n.Methods() {
		if m.Name() == "UnmarshalText" {
			return true
		}
	}
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range st.NumFields() {
		tag := reflect.StructTag(st.Tag(i))
		if tag.Get("help") != "" || st.Field(i).Embedded() && isFlag(st.Field(i).Type()) {
			return true
		}
	}
	return false
}

// wordsIt tells whether a function is about what is printed: its receiver holds a
// session, it gives text alone or makes it of texts, or it gives a form for JSON.
func wordsIt(f *types.Func) bool {
	sig := f.Signature()
	if recv := sig.Recv(); recv != nil && holdsSession(recv.Type()) || f.Name() == "MarshalJSON" {
		return true
	}
	text, simple := sig.Results().Len() > 0, sig.Recv() == nil
	for v := range sig.Results().Variables() {
		text, simple = text && isText(v.Type()), simple && basic(v.Type())
	}
	for v := range sig.Params().Variables() {
		simple = simple && basic(v.Type())
	}
	if text || simple && sig.Results().Len() > 0 {
		return true
	}
	return sig.Results().Len() == 1 && isForm(sig.Results().At(0).Type())
}

// wordsError tells whether a function is about the words of an error: a method of
// one, or one that gives an error alone, with a hint.
func wordsError(info *types.Info, f *types.Func, fn *ast.FuncDecl) (found bool) {
	sig := f.Signature()
	fault := types.Universe.Lookup("error").Type()
	if recv := sig.Recv(); recv != nil && types.Implements(recv.Type(), fault.Underlying().(*types.Interface)) {
		return true
	}
	if sig.Results().Len() != 1 || !types.Identical(sig.Results().At(0).Type(), fault) {
		return false
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			found = found || sel.Sel.Name == "WithHint" && info.Uses[sel.Sel] != nil
		}
		return !found
	})
	return found
}

// handsOut tells whether a function gives use cases to who calls them.
func handsOut(f *types.Func) bool {
	if f.Signature().Results().Len() != 1 {
		return false
	}
	n := named(f.Signature().Results().At(0).Type())
	return n != nil && n.Obj().Pkg() != nil && slices.Contains(desks, Package{ImportPath: n.Obj().Pkg().Path()}.Name()+"."+n.Obj().Name())
}

// isText tells whether a type is a text or a list of them.
func isText(t types.Type) bool {
	if l, ok := t.Underlying().(*types.Slice); ok {
		t = l.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.String
}

// basic tells whether a type is a text, a number, a truth, an error, or a list of
// them.
func basic(t types.Type) bool {
	if l, ok := t.Underlying().(*types.Slice); ok {
		t = l.Elem()
	}
	_, ok := t.Underlying().(*types.Basic)
	return ok || t.String() == "error"
}

// isForm tells whether a type of the command line is there to be printed as JSON.
func isForm(t types.Type) bool {
	if l, ok := t.Underlying().(*types.Slice); ok {
		t = l.Elem()
	}
	n := named(t)
	if n == nil || n.Obj().Pkg() == nil || !strings.HasPrefix(n.Obj().Pkg().Path(), Module+"/internal/cli") {
		return false
	}
	st, ok := n.Underlying().(*types.Struct)
	return ok && st.NumFields() > 0 && reflect.StructTag(st.Tag(0)).Get("json") != ""
}

func holdsSession(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if n := named(f.Type()); n != nil && n.Obj().Name() == "Session" {
			return true
		}
	}
	return false
}

// printsOrAsks looks for a session, words, a writer or a call of a use case.
func printsOrAsks(info *types.Info, fn *ast.FuncDecl) (found bool) {
	ast.Inspect(fn, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.CallExpr:
			found = found || asks(info, e)
		case ast.Expr:
			found = found || speaks(info.TypeOf(e))
		}
		return !found
	})
	return found
}

func speaks(t types.Type) bool {
	if t == nil {
		return false
	}
	n := named(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
	case Module + "/internal/cli/frame.Session", Module + "/internal/words.Words", Module + "/internal/words.Remark", "io.Writer", "strings.Builder", "bytes.Buffer", "os.Signal":
		return true
	}
	return false
}

func asks(info *types.Info, call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := info.Uses[sel.Sel]
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	_, isFunc := obj.(*types.Func)
	return isFunc && slices.Contains(useCases, Package{ImportPath: obj.Pkg().Path()}.Name())
}
