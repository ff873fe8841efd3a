package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// spokenFor are exported names that no other package of this module uses, or
// packages that have such names, with their rooms, each with who does use them.
var spokenFor = map[string]string{
	"api":                     "schemas of docs/openapi.yaml have the names of its types, by reflection",
	"workflows":               "its contract is imported by programs of others",
	"answer.Values.Facture":   "texts of a creditor's own name it",
	"answer.Values.DeFacture": "texts of a creditor's own name it",
}

// An exported name is a promise to other packages. One that none of them uses,
// in the program or in a test, is unexported or deleted: the linter that finds
// unused names does not see exported ones. What counts as use:
//
//   - another package names it, or what it is the type of: a type is in use that
//     a name in use shows in its signature or its exported fields;
//   - it is a constant of a type in use, or of a list of which another is in use:
//     the values of a type are exported as a whole;
//   - the package itself uses it, and so does a test that sees the package from
//     outside, as another package does;
//   - a template names it, or it is a method that an interface asks for, of this
//     module or of a library.
//
// Fields are not looked at: encoders read them by reflection.
func TestExportedNamesAreUsedByAnotherPackage(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	u := uses{names: map[string]bool{}, seen: map[string]bool{}, spoken: map[string]map[string]bool{}, asked: map[string]bool{"Unwrap": true, "Is": true, "As": true}}
	var own []string
	for p := range s.files {
		if under(Module, p) {
			own = append(own, p)
		}
	}
	slices.Sort(own)
	for _, p := range own {
		c, err := s.load(p)
		if err != nil {
			t.Fatal(err)
		}
		u.program(c)
	}
	u.besides(t, s)
	u.templates(t)
	all, found := 0, map[string]bool{}
	for _, p := range own {
		c, _ := s.load(p)
		unused, n := u.unused(c)
		all += n
		for _, name := range unused {
			room, _, _ := strings.Cut(Package{ImportPath: p}.Name(), "/")
			found[name], found[room] = true, true
			if spokenFor[name] == "" && spokenFor[room] == "" {
				t.Errorf("%s is exported, and no other package uses it", name)
			}
		}
	}
	for name := range spokenFor {
		if !found[name] {
			t.Errorf("%s is used, or is gone: it needs no reason any more", name)
		}
	}
	if all < 3000 {
		t.Errorf("only %d exported names were looked at: the test proves nothing", all)
	}
}

// uses is what packages say of one another.
type uses struct {
	names  map[string]bool            // package-level names and methods, by spelled
	seen   map[string]bool            // the same, of the packages themselves when their outer tests name them
	spoken map[string]map[string]bool // selected names, by the folders of the packages that say them, where their types are not known
	asked  map[string]bool            // names of the methods of interfaces
}

// seenOutside marks a folder whose package a test sees as another package does.
const seenOutside = " from outside"

// spelled names what belongs to a package or a type of this module; empty for
// everything else.
func spelled(o types.Object) string {
	if o.Pkg() == nil || !under(Module, o.Pkg().Path()) {
		return ""
	}
	at := Package{ImportPath: o.Pkg().Path()}.Name() + "."
	if f, ok := o.(*types.Func); ok {
		if recv := f.Signature().Recv(); recv != nil {
			if n := named(recv.Type()); n != nil {
				return at + n.Obj().Name() + "." + o.Name()
			}
			return ""
		}
	}
	if o.Parent() != o.Pkg().Scope() {
		return ""
	}
	return at + o.Name()
}

// program notes what a package of the program says of others, and the methods
// that its interfaces and those of the libraries it knows ask for.
func (u uses) program(c checked) {
	for _, o := range c.info.Uses {
		if o.Pkg() != nil && o.Pkg() != c.pkg {
			if f, ok := o.(*types.Func); ok {
				o = f.Origin()
			}
			u.names[spelled(o)] = true
		}
	}
	for _, o := range c.info.Defs {
		if f, ok := o.(*types.Func); ok && f.Signature().Recv() != nil && types.IsInterface(f.Signature().Recv().Type()) {
			u.asked[f.Name()] = true
		}
	}
	for _, library := range c.pkg.Imports() {
		if under(Module, library.Path()) {
			continue
		}
		for _, name := range library.Scope().Names() {
			if i, ok := library.Scope().Lookup(name).Type().Underlying().(*types.Interface); ok {
				for m := range i.Methods() {
					u.asked[m.Name()] = true
				}
			}
		}
	}
}

// besides notes what tests say of other packages, and what is no part of the
// program: support for tests, and the files of long suites.
func (u uses) besides(t *testing.T, s *source) {
	t.Helper()
	known := map[string]bool{}
	for p, files := range s.files {
		for _, f := range files {
			known[filepath.Join(s.dirs[p], f)] = true
		}
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".")):
			return fs.SkipDir
		case e.IsDir() || filepath.Ext(file) != ".go" || known[file]:
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		u.says(f, Package{ImportPath: path.Join(Module, filepath.ToSlash(dir))}.Name())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// says notes what a file in the folder of a package selects.
func (u uses) says(f *ast.File, in string) {
	imports := map[string]string{}
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil || !under(Module, p) {
			continue
		}
		local := path.Base(p)
		if i.Name != nil {
			local = i.Name.Name
		}
		imports[local] = Package{ImportPath: p}.Name()
	}
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && imports[id.Name] != "" {
			name := imports[id.Name] + "." + sel.Sel.Name
			if imports[id.Name] == in {
				u.seen[name] = true
			} else {
				u.names[name] = true
			}
		}
		if outer := strings.HasSuffix(f.Name.Name, "_test"); outer {
			u.speak(sel.Sel.Name, in+seenOutside)
		} else {
			u.speak(sel.Sel.Name, in)
		}
		return true
	})
}

func (u uses) speak(name, in string) {
	if u.spoken[name] == nil {
		u.spoken[name] = map[string]bool{}
	}
	u.spoken[name][in] = true
}

// templates notes what templates select.
func (u uses) templates(t *testing.T) {
	t.Helper()
	selected, n := regexp.MustCompile(`\.([A-Z]\w*)`), 0
	err := filepath.WalkDir("..", func(file string, e fs.DirEntry, err error) error {
		if ext := filepath.Ext(file); err != nil || e.IsDir() || ext != ".html" && ext != ".tmpl" {
			return err
		}
		text, err := os.ReadFile(file)
		for _, m := range selected.FindAllSubmatch(text, -1) {
			u.speak(string(m[1]), "a template")
		}
		n += bytes.Count(text, []byte("{{"))
		return err
	})
	if err != nil || n == 0 {
		t.Fatalf("no template was read: %v", err)
	}
}

// unused lists the exported names of a package that no other uses, and counts
// all.
func (u uses) unused(c checked) (out []string, all int) {
	room := Package{ImportPath: c.pkg.Path()}.Name()
	own := map[types.Object]bool{}
	for _, o := range c.info.Uses {
		if f, ok := o.(*types.Func); ok {
			o = f.Origin()
		}
		own[o] = true
	}
	u.lists(c, room)
	shown := walkShown{pkg: c.pkg, seen: map[types.Type]bool{}, names: u.names}
	used := func(o types.Object) bool {
		if u.names[spelled(o)] || own[o] && u.seen[spelled(o)] {
			return true
		}
		f, ok := o.(*types.Func)
		return ok && f.Signature().Recv() != nil && u.called(f, room, own[o])
	}
	var names []types.Object
	for _, o := range c.info.Defs {
		if o != nil && o.Exported() && spelled(o) != "" {
			names = append(names, o)
		}
	}
	for _, o := range names {
		if used(o) {
			shown.visit(o.Type())
		}
	}
	for _, o := range names {
		if _, isConst := o.(*types.Const); !used(o) && !(isConst && ofType(o, u.names)) {
			out = append(out, spelled(o))
		}
	}
	slices.Sort(out)
	return out, len(names)
}

// ofType tells whether a constant is a value of an exported type in use.
func ofType(o types.Object, names map[string]bool) bool {
	n := named(o.Type())
	return n != nil && n.Obj().Exported() && (n.Obj().Pkg() != o.Pkg() || names[spelled(n.Obj())])
}

// called tells whether somebody else may call a method: by an interface, where its
// type is not known, or, when the package itself calls it too, from outside.
func (u uses) called(f *types.Func, room string, own bool) bool {
	recv := f.Signature().Recv()
	if u.asked[f.Name()] || types.IsInterface(recv.Type()) || !named(recv.Type()).Obj().Exported() {
		return true
	}
	for in := range u.spoken[f.Name()] {
		if from, outer := strings.CutSuffix(in, seenOutside); from != room || outer && own {
			return true
		}
	}
	return false
}

// lists counts all constants of a list as used when one is.
func (u uses) lists(c checked, room string) {
	for _, f := range c.files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			var names []string
			used := false
			for _, spec := range g.Specs {
				for _, id := range spec.(*ast.ValueSpec).Names {
					names = append(names, room+"."+id.Name)
					used = used || u.names[room+"."+id.Name]
				}
			}
			for _, name := range names {
				u.names[name] = u.names[name] || used
			}
		}
	}
}

// walkShown notes the types of a package that what is in use shows.
type walkShown struct {
	pkg   *types.Package
	seen  map[types.Type]bool
	names map[string]bool
}

func (w walkShown) visit(t types.Type) {
	if t == nil || w.seen[t] {
		return
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		w.names[spelled(t.Obj())] = true
		w.visit(types.Unalias(t))
	case *types.Named:
		w.named(t)
	case interface{ Elem() types.Type }:
		w.visit(t.Elem())
		if m, ok := t.(*types.Map); ok {
			w.visit(m.Key())
		}
	case *types.Signature:
		for _, tuple := range []*types.Tuple{t.Params(), t.Results()} {
			for v := range tuple.Variables() {
				w.visit(v.Type())
			}
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() {
				w.visit(f.Type())
			}
		}
	case *types.Interface:
		for e := range t.EmbeddedTypes() {
			w.visit(e)
		}
		for m := range t.Methods() {
			w.visit(m.Type())
		}
	}
}

func (w walkShown) named(t *types.Named) {
	for a := range t.TypeArgs().Types() {
		w.visit(a)
	}
	if t.Obj().Pkg() == w.pkg {
		w.names[spelled(t.Obj())] = true
		w.visit(t.Underlying())
	}
}
