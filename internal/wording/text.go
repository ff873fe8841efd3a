package wording

import "strings"

// Text is a parsed text, ready to use from several goroutines at once.
type Text struct{ nodes []node }

// node is a piece of a text: words, a name, two wordings or a condition.
type node struct {
	words     string
	name      string // as Plain gives it
	plural    bool
	one, many string
	arms      []arm // of a condition, in order
}

// arm is a branch of a condition.
type arm struct {
	when test // nil is always: {{sinon}}
	then []node
}

// test is what a condition asks: all of its operands, or any of them.
type test []operand

type operand struct {
	name string
	not  bool
	or   bool // it is joined with "ou" to the others
}

// Values are what the names of a text stand for in one notice.
type Values interface {
	// Text is the value of a name; a condition is true when it is not empty.
	Text(name string) (string, error)
	// Several tells whether the notice is about more than one invoice.
	Several() bool
}

// Execute gives the text with its values. Words are put through wash, values are
// not.
func (t *Text) Execute(v Values, wash func(string) string) (string, error) {
	var b strings.Builder
	err := execute(&b, t.nodes, v, wash)
	return b.String(), err
}

func execute(b *strings.Builder, nodes []node, v Values, wash func(string) string) error {
	for _, n := range nodes {
		switch {
		case n.arms != nil:
			if err := choose(b, n.arms, v, wash); err != nil {
				return err
			}
		case n.plural && v.Several():
			b.WriteString(wash(n.many))
		case n.plural:
			b.WriteString(wash(n.one))
		case n.name != "":
			text, err := v.Text(n.name)
			if err != nil {
				return err
			}
			b.WriteString(text)
		default:
			b.WriteString(wash(n.words))
		}
	}
	return nil
}

func choose(b *strings.Builder, arms []arm, v Values, wash func(string) string) error {
	for _, a := range arms {
		holds, err := a.when.holds(v)
		if err != nil {
			return err
		}
		if holds {
			return execute(b, a.then, v, wash)
		}
	}
	return nil
}

func (t test) holds(v Values) (bool, error) {
	for _, o := range t {
		text, err := v.Text(o.name)
		if err != nil {
			return false, err
		}
		if yes := (text != "") != o.not; yes == o.or {
			return yes, nil // one that holds decides "ou", one that does not decides "et"
		}
	}
	return len(t) == 0 || !t[0].or, nil
}

// Names gives every name that the text uses, each once, in the order in which
// they appear.
func (t *Text) Names() (out []string) {
	seen := map[string]bool{}
	walk(t.nodes, func(name string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	})
	return out
}

func walk(nodes []node, f func(string)) {
	for _, n := range nodes {
		if n.name != "" {
			f(n.name)
		}
		for _, a := range n.arms {
			for _, o := range a.when {
				f(o.name)
			}
			walk(a.then, f)
		}
	}
}
