package bank

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// node is one XML element, known by its local name.
type node struct {
	name string
	text string
	ccy  string // attribute Ccy
	kids []*node
}

// first is the first descendant along path, or nil.
func (n *node) first(path ...string) *node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		n = n.child(name)
	}
	return n
}

// child is the first child called name, or nil.
func (n *node) child(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// value is the cleaned text of the first descendant along path.
func (n *node) value(path ...string) string {
	if n = n.first(path...); n == nil {
		return ""
	}
	return clean(n.text)
}

// all are the children called name.
func (n *node) all(name string) []*node {
	var out []*node
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// leaf is the text of the first of the paths, given as "A/B", that has one.
func (n *node) leaf(paths ...string) string {
	for _, p := range paths {
		at := n
		for rest := p; rest != "" && at != nil; {
			var name string
			name, rest, _ = strings.Cut(rest, "/")
			at = at.child(name)
		}
		if at != nil {
			if v := clean(at.text); v != "" {
				return v
			}
		}
	}
	return ""
}

// xmlReader walks through an XML document of any namespace and checks its
// nesting itself, so that prefixes do not matter.
type xmlReader struct {
	dec   *xml.Decoder
	open  []string
	depth int
}

func newXMLReader(r io.Reader, depth int) *xmlReader {
	dec := xml.NewDecoder(r)
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return &xmlReader{dec: dec, depth: depth}
}

func (x *xmlReader) line() int {
	line, _ := x.dec.InputPos()
	return line
}

// next gives the next token; io.EOF only where the document may end.
func (x *xmlReader) next() (xml.Token, error) {
	t, err := x.dec.RawToken()
	if errors.Is(err, io.EOF) && len(x.open) > 0 {
		return nil, fmt.Errorf("ligne %d\u00a0: le fichier s’interrompt dans <%s>\u00a0; redemandez-le à la banque", x.line(), x.open[len(x.open)-1])
	}
	if broken := (*xml.SyntaxError)(nil); errors.As(err, &broken) {
		return nil, fmt.Errorf("ligne %d\u00a0: le XML est endommagé\u00a0; redemandez le fichier à la banque", broken.Line)
	}
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case xml.StartElement:
		if len(x.open) >= x.depth {
			return nil, fmt.Errorf("ligne %d\u00a0: éléments imbriqués sur plus de %d niveaux", x.line(), x.depth)
		}
		x.open = append(x.open, t.Name.Local)
	case xml.EndElement:
		n := len(x.open)
		if n == 0 || x.open[n-1] != t.Name.Local {
			return nil, fmt.Errorf("ligne %d\u00a0: </%s> ne ferme rien, le fichier est endommagé", x.line(), t.Name.Local)
		}
		x.open = x.open[:n-1]
	}
	return t, nil
}

// build reads the element that start opened, to its end.
func (x *xmlReader) build(start xml.StartElement) (*node, error) {
	n := &node{name: start.Name.Local}
	for _, a := range start.Attr {
		if a.Name.Local == "Ccy" {
			n.ccy = strings.ToUpper(strings.TrimSpace(a.Value))
		}
	}
	for {
		t, err := x.next()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			k, err := x.build(t)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, k)
		case xml.CharData:
			if len(n.kids) == 0 && len(bytes.TrimSpace(t)) > 0 {
				n.text += string(t)
			}
		case xml.EndElement:
			return n, nil
		}
	}
}
