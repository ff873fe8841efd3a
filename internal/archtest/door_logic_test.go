package archtest

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// useCases are the packages whose functions a command calls.
var useCases = []string{"backoffice", "backoffice/debtorpages", "backoffice/staff", "recourse"}

// A function of the command line reads flags, words or prints an answer, or
// calls a use case. One that does none of the three decides something, and
// belongs where other doors can call it too. It counts as
//
//   - reading flags when its receiver or a parameter is a struct with tags of
//     the flag parser or a value that a flag reads, or when it is the
//     UnmarshalText of one;
//   - printing when something in it has the type of a session, of the words of a
//     language or of a writer, when its receiver holds a session, or when what it
//     gives is text, or a form for JSON;
//   - calling a use case when it calls one of package backoffice or a room of it.
func TestFunctionsOfTheCommandLineReadPrintOrAsk(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	left := map[string]bool{}
	for _, room := range commands() {
		for _, name := range s.deciding(t, room) {
			left[name] = true
			if _, ok := deciders[name]; !ok {
				t.Errorf("%s neither reads flags, nor prints, nor calls a use case: what it decides belongs to the back office or a rule", name)
			}
		}
	}
	for name := range deciders {
		if !left[name] {
			t.Errorf("%s is not there any more, or decides nothing now: take it off the list", name)
		}
	}
}

// deciding lists the functions of a room that do none of the three.
func (s *source) deciding(t *testing.T, room string) (out []string) {
	pkg, files, info := s.checkAll(t, room)
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if obj := info.Defs[fn.Name].(*types.Func); !readsFlags(obj) && !wordsIt(obj) && !printsOrAsks(info, fn) {
				out = append(out, pkg.Name()+"."+fullName(obj))
			}
		}
	}
	slices.Sort(out)
	return out
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
	if recv := sig.Recv(); recv != nil && holdsSession(recv.Type()) {
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
	case Module + "/internal/cli/frame.Session", Module + "/internal/words.Words", "io.Writer", "strings.Builder", "bytes.Buffer":
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

// deciders are the functions that the count leaves, each with its reason.
var deciders = map[string]string{
	"cli.Signals":                    "it listens to Ctrl-C",
	"banking.parsePart":              "it reads an argument: INVOICE=AMOUNT+ACCESSORY",
	"frame.Counter.Close":            "it ends the connections",
	"frame.Counter.Recourse":         "it gives the use cases of a room",
	"frame.usageError.Unwrap":        "it lets the hint of an error through",
	"invoices.gatherer.add":          "it puts lines together that are printed as one",
	"invoices.gathers":               "as above",
	"invoices.namesOf":               "as above",
	"look.RatesFault":                "it words an error with the command that mends it",
	"look.rateHint":                  "as above",
	"mailbox.openedMail.MarshalJSON": "it is the form of a mail for JSON",
}
