package wording

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"relance/internal/dunning"
)

// Bounds of a text. What lies beyond is no text of a notice.
const (
	MaxLength  = 20_000 // bytes of a body
	MaxSubject = 400    // bytes of a subject
	maxTags    = 400
	maxDepth   = 6 // conditions within each other
)

// Part is which part of a notice a text is.
type Part string

// The parts.
const (
	Subject Part = "subject" // one line, without sentences and tables of the program
	Body    Part = "body"
)

// Parse reads a text. The faults have paths like body.3.14: part, line and column,
// counted from 1 in letters; with any, there is no text.
func Parse(part Part, source string, v Vocabulary) (*Text, []dunning.Fault) {
	p := &parser{part: part, source: strings.ReplaceAll(source, "\r\n", "\n"), vocabulary: v}
	most := MaxLength
	if part == Subject {
		most = MaxSubject
	}
	switch {
	case len(p.source) > most:
		p.fault(0, "shorten it", "the text is longer than %d bytes", most)
	case !utf8.ValidString(p.source):
		p.fault(0, "write it again", "the text is no UTF-8")
	case strings.TrimSpace(p.source) == "":
		p.fault(0, "write one, or take the program's own text again", "the text is empty")
	default:
		p.letters()
		p.parse()
	}
	if len(p.faults.List) > 0 {
		return nil, p.faults.List
	}
	return &Text{p.open[0].nodes()}, nil
}

// parser reads one text.
type parser struct {
	part       Part
	source     string
	vocabulary Vocabulary
	faults     dunning.Faults
	open       []*level // the text itself, then the conditions that are open
	tags       int
}

// level is a list of nodes that is being read: the text, or an open condition.
type level struct {
	at    int // where its tag stands
	plain []node
	arms  []arm
	last  bool // {{sinon}} was read
}

func (l *level) add(n node) {
	if len(l.arms) == 0 {
		l.plain = append(l.plain, n)
		return
	}
	a := &l.arms[len(l.arms)-1]
	a.then = append(a.then, n)
}

func (l *level) nodes() []node { return l.plain }

// fault notes what is wrong at a byte of the source.
func (p *parser) fault(at int, hint, format string, args ...any) {
	const most = 20
	if len(p.faults.List) >= most {
		return
	}
	before := p.source[:min(at, len(p.source))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	p.faults.Add(string(p.part)+"."+strconv.Itoa(line)+"."+strconv.Itoa(column), hint, format, args...)
}

// letters refuses what cannot be printed: the marks by which lines and blocks are
// told apart inside the program, and signs that turn the direction of writing.
func (p *parser) letters() {
	for i, r := range p.source {
		switch {
		case r == '\n' && p.part == Subject:
			p.fault(i, "write it in one line", "a subject has one line")
		case r == '\n' || r == '\t':
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029':
			p.fault(i, "take it out", "the sign U+%04X cannot be printed", r)
		}
	}
}

func (p *parser) parse() {
	p.open = []*level{{}}
	for i := 0; i < len(p.source); {
		rest := p.source[i:]
		words, _, tagged := strings.Cut(rest, "{{")
		if j := strings.Index(words, "}}"); j >= 0 {
			p.fault(i+j, "write {{ before the name, or take the braces out", "these braces close nothing")
		}
		if words != "" {
			p.top().add(node{words: words})
		}
		i += len(words)
		if !tagged {
			break
		}
		inside, _, closed := strings.Cut(p.source[i+2:], "}}")
		if !closed || strings.Contains(inside, "{{") || strings.Contains(inside, "\n") {
			p.fault(i, "write }} behind the name", "these braces are not closed in their line")
			i += 2
			continue
		}
		if p.tags++; p.tags > maxTags {
			p.fault(i, "shorten it", "the text has more than %d tags", maxTags)
			return
		}
		p.tag(i, inside)
		i += 2 + len(inside) + 2
	}
	for _, l := range p.open[1:] {
		p.fault(l.at, "write {{fin}} where the condition ends", "this condition has no end")
	}
}

func (p *parser) top() *level { return p.open[len(p.open)-1] }

// tag reads what stands between braces.
func (p *parser) tag(at int, inside string) {
	if one, many, plural := strings.Cut(inside, "|"); plural {
		if strings.Contains(many, "|") {
			p.fault(at, "write {{la facture|les factures}}: one invoice, several", "a choice by number has two wordings")
		}
		p.top().add(node{plural: true, one: one, many: many})
		return
	}
	name := Plain(inside)
	word, rest, _ := strings.Cut(name, " ")
	switch {
	case word == "si":
		p.begin(at, rest)
	case name == "sinon":
		p.otherwise(at, nil)
	case word == "sinon" && strings.HasPrefix(rest, "si "):
		p.otherwise(at, p.test(at, strings.TrimPrefix(rest, "si ")))
	case name == "fin":
		p.end(at)
	default:
		p.variable(at, name)
	}
}

func (p *parser) begin(at int, condition string) {
	if len(p.open) > maxDepth {
		p.fault(at, "end one of them before", "more than %d conditions stand within each other", maxDepth)
	}
	p.open = append(p.open, &level{at: at, arms: []arm{{when: p.test(at, condition)}}})
}

func (p *parser) otherwise(at int, when test) {
	l := p.top()
	switch {
	case len(p.open) == 1:
		p.fault(at, "write {{si …}} before it", "{{sinon}} belongs to no condition")
		return
	case l.last:
		p.fault(at, "write {{sinon}} last and once", "the condition has had its {{sinon}}")
	}
	l.last = l.last || when == nil
	l.arms = append(l.arms, arm{when: when})
}

func (p *parser) end(at int) {
	if len(p.open) == 1 {
		p.fault(at, "take it out, or write {{si …}} before it", "{{fin}} ends no condition")
		return
	}
	l := p.top()
	p.open = p.open[:len(p.open)-1]
	p.top().add(node{arms: l.arms})
}

// test reads a condition: names joined with "et", or with "ou".
func (p *parser) test(at int, condition string) test {
	joint := " et "
	if strings.Contains(condition, " ou ") {
		if joint = " ou "; strings.Contains(condition, " et ") {
			p.fault(at, "write one condition within the other", "a condition joins with \"et\" or with \"ou\", not with both")
		}
	}
	var out test
	for name := range strings.SplitSeq(condition, joint) {
		plain, not := strings.CutPrefix(strings.TrimSpace(name), "pas ")
		if kind, ok := p.known(at, plain); ok && kind != Value && kind != Condition {
			p.fault(at, "name a value or a condition", "%q is nothing that one can ask for", plain)
		}
		out = append(out, operand{name: plain, not: not, or: joint == " ou "})
	}
	return out
}

func (p *parser) variable(at int, name string) {
	switch kind, ok := p.known(at, name); {
	case !ok:
	case kind == Condition:
		p.fault(at, "write {{si …}} and {{fin}} round what it decides over", "%q is a condition: there is nothing to print", name)
	case p.part == Subject && kind != Value:
		p.fault(at, "write it in the body", "%q cannot stand in a subject", name)
	}
	p.top().add(node{name: name})
}

// known finds a name in the vocabulary.
func (p *parser) known(at int, name string) (Kind, bool) {
	kind, ok := p.vocabulary[name]
	if ok {
		return kind, true
	}
	const shown = 60
	if r := []rune(name); len(r) > shown {
		name = string(r[:shown]) + "…"
	}
	if near := p.vocabulary.near(name); near != "" {
		p.fault(at, fmt.Sprintf("did you mean {{%s}}? the list of names stands beside the text", near), "no variable is called %q", name)
	} else {
		p.fault(at, "choose one from the list of names", "no variable is called %q", name)
	}
	return "", false
}
