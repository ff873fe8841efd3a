package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// Package is what `go list -json` tells of a package, as far as it matters.
type Package struct {
	ImportPath   string
	Dir          string
	GoFiles      []string // of the program: tests are not in it
	Imports      []string // direct, of GoFiles
	TestImports  []string // of tests in the package, free of the plan
	XTestImports []string // of tests beside it
}

// Name is the package as the plan calls it.
func (p Package) Name() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, Module+"/"), "internal/")
}

// Check compares packages with a plan. Each line names a package, what it
// imports and the rule that forbids it.
func Check(plan map[string]Rule, pkgs []Package) []string {
	var out []string
	for _, p := range pkgs {
		rule, ok := plan[p.Name()]
		if !ok {
			out = append(out, fmt.Sprintf("%s has no row in the plan: give it one in internal/archtest/plan.go", p.Name()))
			continue
		}
		for _, imported := range p.Imports {
			if why := rule.forbids(imported); why != "" {
				out = append(out, fmt.Sprintf("%s must not import %s: %s (%s)", p.Name(), imported, why, rule.Why))
			}
		}
	}
	return out
}

// forbids tells why a package may not be imported; empty when it may.
func (r Rule) forbids(imported string) string {
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case first == Module:
		name := Package{ImportPath: imported}.Name()
		if !slices.Contains(r.Own, name) {
			return "its own packages are [" + strings.Join(r.Own, " ") + "]"
		}
	case strings.Contains(first, "."):
		if !slices.ContainsFunc(r.Third, func(tree string) bool { return under(tree, imported) }) {
			return "its third parties are [" + strings.Join(r.Third, " ") + "]"
		}
	case slices.Contains(r.NotStd, imported):
		return "it reaches out of the process or differs between runs"
	}
	return ""
}

// under tells whether a package lies in a tree of packages.
func under(tree, pkg string) bool {
	return pkg == tree || strings.HasPrefix(pkg, tree+"/")
}

// Reaches lists the third-party packages that a package reaches through this
// module's own packages, each with the own package that imports it.
func Reaches(pkgs []Package, from string) map[string]string {
	byName := map[string]Package{}
	for _, p := range pkgs {
		byName[p.Name()] = p
	}
	found, seen := map[string]string{}, map[string]bool{}
	var walk func(name string)
	walk = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, imported := range byName[name].Imports {
			first, _, _ := strings.Cut(imported, "/")
			switch {
			case first == Module:
				walk(Package{ImportPath: imported}.Name())
			case strings.Contains(first, "."):
				found[imported] = name
			}
		}
	}
	walk(from)
	return found
}
