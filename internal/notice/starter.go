package notice

import (
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"

	"relance/internal/dunning"
	"relance/internal/wording"
)

// Starter is the text that the program uses for a kind of notices, in the language
// of the creditor's own texts: what somebody begins with who writes one. For all
// segments it is that of businesses. CodeConflict when the user's folder has a
// text there that says more than this language can.
func (t *Templates) Starter(k dunning.WordingKey) (dunning.Wording, error) {
	group := k.Segment
	if group == dunning.SegmentAll {
		group = dunning.SegmentBusiness
	}
	w := t.sets[""].wordings[key(k.Language, k.Level, string(group))]
	out := dunning.Wording{WordingKey: k}
	if w == nil {
		return out, dunning.Errorf(dunning.CodeInvalid, "%q names no text", k.String())
	}
	var err error
	if out.Subject, err = rewrite(w, "subject"); err == nil {
		out.Body, err = rewrite(w, "body")
	}
	if err != nil {
		return out, dunning.Errorf(dunning.CodeConflict, "the text %s of the templates folder cannot be shown here: %w", w.Name(), err).
			WithHint("change it in its file")
	}
	return out, nil
}

// rewrite writes a template of the program in the language of own texts.
func rewrite(t *template.Template, part string) (string, error) {
	p := t.Lookup(part)
	if p == nil || p.Tree == nil {
		return "", fmt.Errorf("it defines no %q", part)
	}
	r := rewriter{}
	r.list(p.Root)
	return strings.TrimSpace(keyboard.Replace(r.out.String())), r.err
}

// keyboard turns French typography into what a keyboard gives: frenchKeys sets it
// again.
var keyboard = strings.NewReplacer("’", "'", "\u202f", " ", "\u00a0", " ")

// fieldNames are the names by what a template writes instead.
var fieldNames = func() map[string]string {
	out := map[string]string{}
	for _, v := range variables {
		out[v.field] = v.name
	}
	return out
}()

type rewriter struct {
	out strings.Builder
	dot []string // names of the values that {{with}} has made the dot
	err error
}

func (r *rewriter) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		r.node(n)
	}
}

func (r *rewriter) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.TextNode:
		r.out.Write(n.Text)
	case *parse.ActionNode:
		r.action(n)
	case *parse.TemplateNode:
		r.tag(r.name(n.Name))
	case *parse.IfNode:
		r.condition(&n.BranchNode, false)
	case *parse.WithNode:
		r.dot = append(r.dot, r.name(n.Pipe.String()))
		r.condition(&n.BranchNode, false)
		r.dot = r.dot[:len(r.dot)-1]
	default:
		r.fail(n)
	}
}

func (r *rewriter) fail(n parse.Node) {
	if r.err == nil {
		r.err = fmt.Errorf("%s has no counterpart", n)
	}
}

func (r *rewriter) tag(inside string) { r.out.WriteString("{{" + inside + "}}") }

// name finds what a field, a block or a sentence is called.
func (r *rewriter) name(field string) string {
	name, ok := fieldNames[field]
	if field == "." && len(r.dot) > 0 {
		return r.dot[len(r.dot)-1]
	}
	if !ok && r.err == nil {
		r.err = fmt.Errorf("{{%s}} has no counterpart", field)
	}
	return name
}

// action writes a value, or a choice by number.
func (r *rewriter) action(n *parse.ActionNode) {
	if cmd := n.Pipe.Cmds[0]; len(n.Pipe.Cmds) == 1 && len(cmd.Args) == 3 && cmd.Args[0].String() == ".N" {
		one, ok := cmd.Args[1].(*parse.StringNode)
		many, also := cmd.Args[2].(*parse.StringNode)
		if ok && also && !strings.ContainsAny(one.Text+many.Text, "|{}\n") {
			r.tag(one.Text + "|" + many.Text)
			return
		}
	}
	r.tag(r.name(n.Pipe.String()))
}

// condition writes a branch; an else that holds nothing but another condition goes
// on with it.
func (r *rewriter) condition(b *parse.BranchNode, goesOn bool) {
	word := "si "
	if goesOn {
		word = "sinon si "
	}
	r.tag(word + r.test(b.Pipe))
	r.list(b.List)
	if b.ElseList != nil {
		if next, ok := onlyIf(b.ElseList); ok {
			r.condition(&next.BranchNode, true)
			return
		}
		r.tag("sinon")
		r.list(b.ElseList)
	}
	r.tag("fin")
}

func onlyIf(l *parse.ListNode) (*parse.IfNode, bool) {
	if len(l.Nodes) != 1 {
		return nil, false
	}
	next, ok := l.Nodes[0].(*parse.IfNode)
	return next, ok
}

// test writes what a condition asks.
func (r *rewriter) test(p *parse.PipeNode) string {
	if name, ok := fieldNames[p.String()]; ok {
		return name
	}
	args := p.Cmds[0].Args
	joints := map[string]string{"or": " ou ", "and": " et ", "not": ""}
	joint, ok := joints[args[0].String()]
	if !ok || len(p.Cmds) != 1 {
		return r.name(p.String())
	}
	var names []string
	for _, a := range args[1:] {
		names = append(names, r.name(a.String()))
	}
	if args[0].String() == "not" {
		return "pas " + strings.Join(names, "")
	}
	return strings.Join(names, joint)
}

// Kinds lists the texts that the program has: one for each language, level and
// segment.
func Kinds() (out []dunning.WordingKey) {
	for _, language := range languages {
		for _, level := range wording.Levels() {
			for _, segment := range dunning.Segments() {
				out = append(out, dunning.WordingKey{Language: language, Level: level, Segment: segment})
			}
		}
	}
	return out
}
