package archtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// source type-checks packages of this module against what the compiler has
// written about their imports.
type source struct {
	exports map[string]string // file of a package's exported types, by import path
	dirs    map[string]string
	files   map[string][]string

	mu      sync.Mutex
	fset    *token.FileSet
	imports types.Importer // what one package imports, another need not read again
	checked map[string]checked
}

// checked is a package of this module with its parsed files.
type checked struct {
	pkg   *types.Package
	files []*ast.File
	info  *types.Info
}

// compiled is what `go list -export -json` tells of a package.
type compiled struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

var readSource = sync.OnceValues(func() (*source, error) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", Module+"/starter").Output()
	if err != nil {
		return nil, err
	}
	s := &source{exports: map[string]string{}, dirs: map[string]string{}, files: map[string][]string{}, fset: token.NewFileSet(), checked: map[string]checked{}}
	s.imports = importer.ForCompiler(s.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(s.exports[path]) })
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p compiled
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return s, nil
		} else if err != nil {
			return nil, err
		}
		s.exports[p.ImportPath], s.dirs[p.ImportPath], s.files[p.ImportPath] = p.Export, p.Dir, p.GoFiles
	}
})

func checkedSource(t *testing.T) *source {
	t.Helper()
	s, err := readSource()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// check type-checks a package of this module.
func (s *source) check(t *testing.T, name string) (*types.Package, *types.Info) {
	t.Helper()
	pkg, _, info := s.checkAll(t, name)
	return pkg, info
}

// checkAll is check with the parsed files. Each package is checked once.
func (s *source) checkAll(t *testing.T, name string) (*types.Package, []*ast.File, *types.Info) {
	t.Helper()
	c, err := s.load(Module + "/internal/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return c.pkg, c.files, c.info
}

func (s *source) load(path string) (c checked, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.checked[path]; ok {
		return c, nil
	}
	for _, file := range s.files[path] {
		f, err := parser.ParseFile(s.fset, filepath.Join(s.dirs[path], file), nil, parser.SkipObjectResolution)
		if err != nil {
			return c, err
		}
		c.files = append(c.files, f)
	}
	if len(c.files) == 0 {
		return c, fmt.Errorf("no source of %s", path)
	}
	c.info = &types.Info{
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Types: map[ast.Expr]types.TypeAndValue{},
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
	}
	conf := types.Config{Importer: s.imports}
	if c.pkg, err = conf.Check(path, s.fset, c.files, c.info); err == nil {
		s.checked[path] = c
	}
	return c, err
}

// callsOf names the methods and fields of a type that a package selects.
func (s *source) callsOf(t *testing.T, name, of, typeName string) (out []string) {
	t.Helper()
	_, info := s.check(t, name)
	for _, selection := range info.Selections {
		if n := named(selection.Recv()); n != nil && n.Obj().Name() == typeName && n.Obj().Pkg().Path() == Module+"/internal/"+of {
			out = append(out, selection.Obj().Name())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func named(t types.Type) *types.Named {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// spoken lists the exported names of a package in whose type one of the adapters
// is named.
func (s *source) spoken(t *testing.T, name string, adapters []string) (out []string) {
	t.Helper()
	pkg, _ := s.check(t, name)
	for _, id := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(id)
		if !obj.Exported() {
			continue
		}
		w := walk{home: pkg, adapters: adapters, seen: map[types.Type]bool{}}
		w.visit(obj.Type(), name+"."+id)
		out = append(out, w.found...)
	}
	return out
}

// walk goes through what an exported name shows of its type.
type walk struct {
	home     *types.Package
	adapters []string
	seen     map[types.Type]bool
	found    []string
}

func (w *walk) visit(t types.Type, at string) {
	if t = types.Unalias(t); w.seen[t] {
		return
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		w.name(t, at)
	case *types.Pointer:
		w.visit(t.Elem(), at)
	case *types.Slice:
		w.visit(t.Elem(), at)
	case *types.Array:
		w.visit(t.Elem(), at)
	case *types.Chan:
		w.visit(t.Elem(), at)
	case *types.Map:
		w.visit(t.Key(), at)
		w.visit(t.Elem(), at)
	case *types.Signature:
		w.tuple(t.Params(), at)
		w.tuple(t.Results(), at)
	case *types.Struct:
		for field := range t.Fields() {
			if field.Exported() {
				w.visit(field.Type(), at+"."+field.Name())
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			w.visit(m.Type(), at+"."+m.Name())
		}
	}
}

func (w *walk) tuple(t *types.Tuple, at string) {
	for v := range t.Variables() {
		w.visit(v.Type(), at)
	}
}

// name looks into the types of the package itself; of others it asks only whose
// they are.
func (w *walk) name(t *types.Named, at string) {
	for arg := range t.TypeArgs().Types() {
		w.visit(arg, at)
	}
	pkg := t.Obj().Pkg()
	switch {
	case pkg == nil:
	case pkg == w.home:
		w.visit(t.Underlying(), at)
		for m := range t.Methods() {
			if m.Exported() {
				w.visit(m.Type(), at+"."+m.Name())
			}
		}
	case slices.Contains(w.adapters, Package{ImportPath: pkg.Path()}.Name()):
		w.found = append(w.found, fmt.Sprintf("%s has the type %s of an adapter", at, types.TypeString(t, nil)))
	}
}
