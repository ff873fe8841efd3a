package einvoice

import "strings"

// each calls visit for every element at path below n, in document order, until
// visit returns false. A path is local names joined by slashes; a step may ask
// for an attribute: "ID[schemeID=VA]".
func (n *node) each(path string, visit func(*node) bool) bool {
	if n == nil {
		return true
	}
	step, rest, deeper := strings.Cut(path, "/")
	name, want, conditional := strings.Cut(step, "[")
	for _, kid := range n.kids {
		if kid.name != name || conditional && !kid.meets(want) {
			continue
		}
		if deeper {
			if !kid.each(rest, visit) {
				return false
			}
		} else if !visit(kid) {
			return false
		}
	}
	return true
}

func (n *node) meets(condition string) bool {
	key, value, _ := strings.Cut(strings.TrimSuffix(condition, "]"), "=")
	return strings.EqualFold(n.attr(key), value)
}

// all lists the elements at path.
func (n *node) all(path string) []*node {
	var out []*node
	n.each(path, func(m *node) bool { out = append(out, m); return true })
	return out
}

// at is the first element at path, or nil.
func (n *node) at(path string) *node {
	var found *node
	n.each(path, func(m *node) bool { found = m; return false })
	return found
}

// text is the first text at path that is not empty. Several paths may be
// given, the preferred one first.
func (n *node) text(paths ...string) string {
	for _, path := range paths {
		found := ""
		n.each(path, func(m *node) bool { found = m.value; return found == "" })
		if found != "" {
			return found
		}
	}
	return ""
}

// attr is the value of an attribute by its local name, or "".
func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}
