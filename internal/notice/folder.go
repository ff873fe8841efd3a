package notice

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"relance/internal/dunning"
)

// setNames lists the sets in the user's folder, "" first, and refuses a file
// that would never be read: a slip in its name would go unnoticed for months.
func setNames(user fs.FS) ([]string, error) {
	names := []string{""}
	err := fs.WalkDir(user, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(p)
		if p != "." && strings.HasPrefix(base, ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if p != "." && !strings.Contains(p, "/") && !slices.Contains(languages, p) {
				names = append(names, p)
			}
			return nil
		}
		if strings.HasPrefix(strings.ToLower(base), "readme") || knownFile(p) {
			return nil
		}
		return fmt.Errorf("%s is no template: expected [set/]fr|en/<level>[.business|.consumer|.public].tmpl, [set/]fr|en/%s or [set/]%s, with a level of %v",
			p, commonFile, layoutFile, levels)
	})
	return names, err
}

func knownFile(p string) bool {
	dir, base := path.Split(p)
	parts := strings.Split(strings.TrimSuffix(dir, "/"), "/")
	if base == layoutFile {
		return len(parts) == 1 && !slices.Contains(languages, parts[0])
	}
	lang := parts[len(parts)-1]
	if len(parts) > 2 || len(parts) == 2 && slices.Contains(languages, parts[0]) || !slices.Contains(languages, lang) {
		return false
	}
	if base == commonFile {
		return true
	}
	stem, isTemplate := strings.CutSuffix(base, ".tmpl")
	level, group, hasGroup := strings.Cut(stem, ".")
	return isTemplate && slices.ContainsFunc(levels, func(l dunning.Level) bool { return string(l) == level }) &&
		(!hasGroup || group == "business" || group == "consumer" || group == "public")
}

// viewNames are all field and method names a wording may use.
var viewNames = func() map[string]bool {
	names := map[string]bool{}
	for _, t := range []reflect.Type{reflect.TypeFor[View](), reflect.TypeFor[Party](), reflect.TypeFor[Line](), reflect.TypeFor[Receipt](), reflect.TypeFor[Left]()} {
		for i := range t.NumField() {
			names[t.Field(i).Name] = true
		}
		for i := range t.NumMethod() {
			names[t.Method(i).Name] = true
		}
	}
	return names
}()

// checkFields looks up every field that a file names, also in branches which
// no sample reaches.
func checkFields(t *template.Template, file string) error {
	for _, part := range t.Templates() {
		if part.Tree == nil || part.ParseName != file {
			continue
		}
		if err := checkNode(part.Tree, part.Root); err != nil {
			return err
		}
	}
	return nil
}

func checkNode(tree *parse.Tree, n parse.Node) error {
	var idents []string
	switch n := n.(type) {
	case *parse.FieldNode:
		idents = n.Ident
	case *parse.VariableNode:
		idents = n.Ident[1:]
	case *parse.ChainNode:
		idents = n.Field
	}
	for _, id := range idents {
		if !viewNames[id] {
			location, context := tree.ErrorContext(n)
			return fmt.Errorf("template: %s: <%s>: a notice has no field %s", location, context, id)
		}
	}
	for _, child := range children(n) {
		if err := checkNode(tree, child); err != nil {
			return err
		}
	}
	return nil
}

func children(n parse.Node) []parse.Node {
	var out []parse.Node
	add := func(list *parse.ListNode) {
		if list != nil {
			out = append(out, list.Nodes...)
		}
	}
	branch := func(b *parse.BranchNode) {
		out = append(out, b.Pipe)
		add(b.List)
		add(b.ElseList)
	}
	switch n := n.(type) {
	case *parse.ListNode:
		add(n)
	case *parse.ActionNode:
		out = append(out, n.Pipe)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			out = append(out, n.Pipe)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			out = append(out, c)
		}
	case *parse.CommandNode:
		out = append(out, n.Args...)
	case *parse.ChainNode:
		out = append(out, n.Node)
	}
	return out
}
