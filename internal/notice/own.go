package notice

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"relance/internal/dunning"
	"relance/internal/wording"
)

// ownText is a text of the creditor's own, read.
type ownText struct {
	of            dunning.Wording
	subject, body *wording.Text
}

// readOwn reads a creditor's own text; the faults are those of its language.
func (t *Templates) readOwn(w dunning.Wording) (own ownText, faults []dunning.Fault) {
	v := t.vocabulary(w.Language, w.Level)
	own.of = w
	var more []dunning.Fault
	own.subject, faults = wording.Parse(wording.Subject, w.Subject, v)
	own.body, more = wording.Parse(wording.Body, w.Body, v)
	return own, append(faults, more...)
}

// part gives the words of a subject or a body.
func (o ownText) part(name string, t *template.Template, v View) (string, error) {
	text, wash := o.subject, func(s string) string { return s }
	if name == "body" {
		text = o.body
	}
	if o.of.Language == "fr" {
		wash = frenchKeys.Replace
	}
	return text.Execute(values{t, v}, wash)
}

// values are what names stand for in one notice.
type values struct {
	template *template.Template // whose sentences are used
	view     View
}

// Several tells whether the notice is about more than one invoice.
func (v values) Several() bool { return v.view.Several }

// Text gives a value. Values hold no line breaks, so that none can open a block or
// a list; sentences come from the program's templates.
func (v values) Text(name string) (string, error) {
	switch known := variableNamed[name]; known.kind {
	case wording.Value, wording.Condition:
		return known.read(v.view), nil
	case wording.Block:
		return mark + string(known.block), nil
	case wording.Phrase:
		var out bytes.Buffer
		err := v.template.ExecuteTemplate(&out, known.field, v.view)
		return out.String(), err
	}
	return "", fmt.Errorf("no variable is called %q", name)
}

// Stated tells in which file of the user's folder the text of a kind of notices
// stands: it goes before what is saved elsewhere. Empty when it is the program's.
func (t *Templates) Stated(set string, k dunning.WordingKey) string {
	s := t.sets[set]
	if s == nil {
		return ""
	}
	segments := []dunning.Segment{k.Segment}
	if k.Segment == dunning.SegmentAll {
		segments = dunning.Segments()
	}
	for _, segment := range segments {
		if file := s.stated[key(k.Language, k.Level, string(segment))]; file != "" {
			return file
		}
	}
	return ""
}

// own finds the creditor's own text for a notice; false when there is none, or a
// file of the user's goes before it.
func (t *Templates) own(n dunning.Notice) (dunning.Wording, bool) {
	s := t.sets[n.Template]
	if s == nil || len(n.Wordings) == 0 {
		return dunning.Wording{}, false
	}
	language := wordsFor(n.Debtor.Language).lang
	w, found := wording.Choose(n.Wordings, language, n)
	return w, found && s.stated[key(language, n.Level, groupOf[n.Regime()])] == ""
}

// composeOwn words a notice by the creditor's own text. The program's text serves
// instead when the own one says, in this very notice, what it must not say or
// leaves out what it must; PassedOver then tells why.
func (t *Templates) composeOwn(n dunning.Notice, w dunning.Wording) (Composition, error) {
	plain := n
	plain.Wordings = nil
	standard, err := t.Compose(plain)
	if err != nil {
		return standard, err
	}
	own, faults := t.readOwn(w)
	if len(faults) == 0 {
		c, wrong, err := t.tryOwn(n, own, standard)
		if err == nil && len(wrong) == 0 {
			return c, nil
		}
		if faults = wrong; err != nil {
			faults = []dunning.Fault{{Path: string(wording.Body), Text: err.Error()}}
		}
	}
	standard.PassedOver = w.Mark() + ": " + faults[0].Text
	return standard, nil
}

// tryOwn words a notice by an own text, and holds it against the law. What the
// program's own text would be blamed for as well, such as a forbidden word in a
// debtor's name, is no fault of the text.
func (t *Templates) tryOwn(n dunning.Notice, own ownText, standard Composition) (c Composition, wrong []dunning.Fault, err error) {
	d, err := demandOf(n)
	if err != nil {
		return c, nil, err
	}
	base, err := t.wording(n)
	if err != nil {
		return c, nil, err
	}
	b := viewer{n: n, d: d, w: wordsFor(n.Debtor.Language)}
	if c, err = b.compose(base, &own); err != nil {
		return c, nil, err
	}
	c.Wording = own.of.Mark()
	found, err := t.faultsOf(n, c)
	if err != nil || len(found) == 0 {
		return c, nil, err
	}
	usual, err := t.faultsOf(n, standard)
	for _, f := range found {
		if !slices.Contains(usual, f) {
			wrong = append(wrong, f.fault(n))
		}
	}
	return c, wrong, err
}

func (t *Templates) faultsOf(n dunning.Notice, c Composition) ([]Fault, error) {
	r, err := t.layOut(n, c)
	if err != nil {
		return nil, err
	}
	return Check(n, r), nil
}

// fault says what is wrong in the form of the texts' other faults.
func (f Fault) fault(n dunning.Notice) dunning.Fault {
	part := string(wording.Body)
	if f.Where == "subject" {
		part = string(wording.Subject)
	}
	rule := f.Rule
	if f.Missing != "" {
		rule = f.Missing + " is missing"
	}
	return dunning.Fault{Path: part, Text: fmt.Sprintf("in a notice to %s: %s (%s)", addressees[n.Regime().Segment()], rule, f.Law)}
}

// addressees are whom a text is for, in words.
var addressees = map[dunning.Segment]string{
	dunning.SegmentBusiness: "a business", dunning.SegmentConsumer: "a consumer", dunning.SegmentPublic: "a public buyer",
}

// CheckOwn names all that is wrong with a creditor's own text: in its language,
// each with line and column, and once that is right, what it says or leaves out
// against the law in any of the situations in which it is sent (Variants). None is
// nil.
func (t *Templates) CheckOwn(w dunning.Wording) []dunning.Fault {
	own, faults := t.readOwn(w)
	if len(faults) > 0 {
		return faults
	}
	seen := map[dunning.Fault]bool{}
	add := func(f dunning.Fault) {
		if !seen[f] {
			seen[f] = true
			faults = append(faults, f)
		}
	}
	for _, regime := range dunning.Regimes() {
		if !w.Segment.Includes(regime) {
			continue
		}
		for _, n := range inOrder(Variants(w.Level, regime, w.Language)) {
			standard, err := t.Compose(n)
			if err == nil {
				var wrong []dunning.Fault
				_, wrong, err = t.tryOwn(n, own, standard)
				for _, f := range wrong {
					add(f)
				}
			}
			if err != nil {
				add(dunning.Fault{Path: string(wording.Body), Text: err.Error()})
			}
		}
	}
	const most = 20
	return faults[:min(len(faults), most)]
}

// blockTags are how a text names the blocks.
type blockTags struct{ invoices, payment, all string }

var (
	templateTags = blockTags{"{{invoices}}", "{{payment}}", "{{invoices}}, {{claim}}, {{interest}}, {{payment}}"}
	ownTags      = func() blockTags {
		tag := map[BlockKind]string{}
		var all []string
		for _, v := range blockVariables {
			tag[v.block] = "{{" + v.name + "}}"
			all = append(all, tag[v.block])
		}
		return blockTags{tag[Invoices], tag[PayRows], strings.Join(all, ", ")}
	}()
)
