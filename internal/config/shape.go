package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// shape holds a YAML document against the Go type it is meant for, and names
// every value that does not fit, with its line and its path. The decoder
// itself would stop at the first such value, without a line, in words about Go.
type shape struct {
	file string
	list Faults
	seen map[visited]bool // an anchor that stands in itself, or in many places
}

type visited struct {
	node *yaml.Node
	t    reflect.Type
}

// kind says in plain words what a type is written like.
type kind struct{ name, hint string }

var kinds = map[reflect.Type]kind{
	reflect.TypeFor[dunning.Days]():      {"a number of days", "write it as 8d, +15d or -5d"},
	reflect.TypeFor[money.Cents]():       {"an amount", `write it as "15.00"`},
	reflect.TypeFor[calendar.Date]():     {"a date", "write it as 2027-01-04"},
	reflect.TypeFor[calendar.HalfYear](): {"a half-year", "write it as 2027-S1"},
	reflect.TypeFor[interest.Percent]():  {"a percentage", `write it as "2.15"`},
}

const lookUp = "docs/configuration.md lists every key"

// fault notes what is wrong with a node, at the line where it stands.
func (s *shape) fault(n *yaml.Node, path, hint, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if path != "" {
		text = path + ": " + text
	}
	s.list = append(s.list, dunning.Fault{Path: s.file + ":" + strconv.Itoa(n.Line), Text: text, Hint: hint})
}

// check looks at one value of the document.
func (s *shape) check(n *yaml.Node, t reflect.Type, path string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if at := (visited{n, t}); s.seen[at] {
		return
	} else {
		s.seen[at] = true
	}
	if n.Tag == "!!null" {
		return
	}
	if k, ok := kindOf(t); ok {
		s.checkText(n, t, path, k)
		return
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		s.checkMapping(n, t, path)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			s.fault(n, path, "begin each item with a hyphen, or write [a, b]", "want a list, not %s", show(n))
			return
		}
		for i, item := range n.Content {
			s.check(item, t.Elem(), fmt.Sprintf("%s[%d]", path, i))
		}
	default:
		s.checkScalar(n, t, path)
	}
}

// kindOf tells whether a type reads itself from text, and how it is written.
func kindOf(t reflect.Type) (kind, bool) {
	if k, ok := kinds[t]; ok {
		return k, true
	}
	return kind{"a value of this kind", lookUp}, reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func (s *shape) checkText(n *yaml.Node, t reflect.Type, path string, k kind) {
	read := reflect.New(t).Interface().(encoding.TextUnmarshaler)
	if n.Kind != yaml.ScalarNode || read.UnmarshalText([]byte(n.Value)) != nil {
		s.fault(n, path, k.hint, "want %s, not %s", k.name, show(n))
	}
}

func (s *shape) checkScalar(n *yaml.Node, t reflect.Type, path string) {
	switch {
	case n.Kind != yaml.ScalarNode:
		s.fault(n, path, lookUp, "want a single value, not %s", show(n))
	case t.Kind() == reflect.Int && (n.Tag != "!!int" || n.Decode(reflect.New(t).Interface()) != nil):
		s.fault(n, path, "write it in figures, as 30", "want a whole number, not %s", show(n))
	case t.Kind() == reflect.Bool && n.Decode(reflect.New(t).Interface()) != nil:
		s.fault(n, path, "write true or false", "want true or false, not %s", show(n))
	}
}

// checkMapping looks at keys and values; <<, which merges another mapping in,
// brings keys of the same kind.
func (s *shape) checkMapping(n *yaml.Node, t reflect.Type, path string) {
	if n.Kind != yaml.MappingNode {
		s.fault(n, path, "write the keys below it, each on a line of its own", "want keys and values, not %s", show(n))
		return
	}
	fields := fieldsOf(t)
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Tag == "!!merge" {
			s.checkMerge(value, t, path)
			continue
		}
		at := strings.TrimPrefix(path+"."+key.Value, ".")
		if line, ok := lines[key.Value]; ok {
			s.fault(key, at, "keep one of the two", "the key stands twice, first in line %d", line)
			continue
		}
		lines[key.Value] = key.Line
		switch field, ok := fields[key.Value]; {
		case t.Kind() == reflect.Map:
			s.check(value, t.Elem(), at)
		case !ok:
			s.fault(key, path, "look for a typing error; "+lookUp, "unknown key %q", key.Value)
		default:
			s.check(value, field, at)
		}
	}
}

func (s *shape) checkMerge(n *yaml.Node, t reflect.Type, path string) {
	if n.Kind != yaml.SequenceNode {
		s.check(n, t, path)
		return
	}
	for _, item := range n.Content {
		s.check(item, t, path)
	}
}

// fieldsOf gives the keys of a struct; nil for a map, whose keys are free.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	if t.Kind() != reflect.Struct {
		return nil
	}
	out := map[string]reflect.Type{}
	for f := range t.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); name != "" && name != "-" {
			out[name] = f.Type
		}
	}
	return out
}

// show names a value as it is written.
func show(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys and values"
	case yaml.SequenceNode:
		return "a list"
	}
	if r := []rune(n.Value); len(r) > 40 {
		return strconv.Quote(string(r[:40]) + "…")
	}
	return strconv.Quote(n.Value)
}
