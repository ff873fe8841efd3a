package notice

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"

	"relance/internal/dunning"
)

// Composition is a notice in words, not yet laid out.
type Composition struct {
	Lang      string
	Subject   string
	Preview   string // the first words that say something: what a mailbox shows beside the subject
	Place     string // the line with town and date
	Addressee []string
	Body      []Block
	Signature []string
	Footer    []string // paragraphs: identity of the creditor, data protection
	View      View
	QRPayload string
	// Wording is the mark of the creditor's own text that it is written by; empty
	// for the program's, or for one in the user's folder. PassedOver tells why an own
	// text was not taken for this notice.
	Wording, PassedOver string
}

// mark opens a paragraph that stands for a block; brk breaks a line. Neither
// can come from data, which clean has gone over.
const (
	mark = "\x1e"
	brk  = "\x1f"
)

var wordingFuncs = template.FuncMap{
	"join":     join,
	"br":       func() string { return brk },
	"invoices": func() string { return mark + string(Invoices) },
	"interest": func() string { return mark + string(Interest) },
	"claim":    func() string { return mark + string(ClaimRows) },
	"payment":  func() string { return mark + string(PayRows) },
}

// Compose words a notice. It fails with dunning.CodeInvalid when the figures
// do not add up, a field is missing that the law or this product demands, or
// the claim is one that the debtor's regime forbids.
func (t *Templates) Compose(n dunning.Notice) (Composition, error) {
	if own, found := t.own(n); found {
		return t.composeOwn(n, own)
	}
	d, err := demandOf(n)
	if err != nil {
		return Composition{}, err
	}
	base, err := t.wording(n)
	if err != nil {
		return Composition{}, err
	}
	b := viewer{n: n, d: d, w: wordsFor(n.Debtor.Language)}
	c, err := b.compose(base, nil)
	if err != nil {
		return Composition{}, fmt.Errorf("wording the %s notice: %w", n.Level, err)
	}
	return c, nil
}

// compose words a notice by a template of the program, subject and body by the
// creditor's own text when there is one.
func (b viewer) compose(t *template.Template, own *ownText) (Composition, error) {
	payments, err := b.payments()
	if err != nil {
		return Composition{}, err
	}
	b.accounts = len(payments)
	v := b.view()
	c := Composition{Lang: b.w.lang, View: v, QRPayload: onlyQR(payments)}
	if b.n.Level == dunning.Thanks {
		c.QRPayload = ""
	}
	c.Addressee = []string{v.Debtor.Name}
	if v.Debtor.Contact != "" && !strings.Contains(v.Debtor.Name, v.Debtor.Contact) {
		c.Addressee = append(c.Addressee, b.w.attention+v.Debtor.Contact)
	}
	c.Addressee = append(c.Addressee, v.Debtor.Lines...)
	parts, err := partsOf(t, own, v)
	if err != nil {
		return Composition{}, err
	}
	c.Subject, c.Place = plainSpaces(clean(parts["subject"])), clean(parts["place"])
	if c.Subject == "" {
		return Composition{}, fmt.Errorf("template: %s: the subject is empty", t.Name())
	}
	for _, p := range paragraphs(parts["signature"]) {
		c.Signature = append(c.Signature, strings.Split(p, "\n")...)
	}
	c.Footer = paragraphs(parts["footer"])
	tags := templateTags
	if own != nil {
		tags = ownTags
	}
	if c.Body, err = b.blocks(t, tags, parts["body"], payments); err != nil {
		if own != nil {
			return Composition{}, err
		}
		return Composition{}, fmt.Errorf("template: %s: %w", t.Name(), err)
	}
	c.Preview = preview(c.Body)
	return c, nil
}

// partsOf words the parts of a notice.
func partsOf(t *template.Template, own *ownText, v View) (map[string]string, error) {
	parts := map[string]string{}
	for _, name := range []string{"subject", "place", "body", "signature", "footer"} {
		if own != nil && (name == "subject" || name == "body") {
			text, err := own.part(name, t, v)
			if err != nil {
				return nil, err
			}
			parts[name] = text
			continue
		}
		var out bytes.Buffer
		if err := t.ExecuteTemplate(&out, name, v); err != nil {
			return nil, err
		}
		parts[name] = out.String()
	}
	return parts, nil
}

// preview is the first paragraph that is more than a salutation.
func preview(body []Block) string {
	for _, b := range body {
		if b.Kind == Paragraph && (strings.HasSuffix(b.Text, ".") || strings.HasSuffix(b.Text, "?")) {
			return b.Text
		}
	}
	return ""
}

// blocks turns the executed body into blocks and checks that the obligatory
// ones stand in it exactly once.
func (b viewer) blocks(t *template.Template, tags blockTags, body string, payments []Payment) ([]Block, error) {
	var out []Block
	crowded := fmt.Errorf("%s must stand alone, with an empty line before and after", tags.all)
	seen := map[BlockKind]int{}
	for _, p := range paragraphs(body) {
		kind, isMark := strings.CutPrefix(p, mark)
		switch {
		case !isMark && strings.Contains(p, mark):
			return nil, crowded
		case !isMark:
			out = append(out, prose(p))
			continue
		}
		seen[BlockKind(kind)]++
		switch BlockKind(kind) {
		case Invoices:
			notes, err := b.notes(t)
			if err != nil {
				return nil, err
			}
			out = append(append(out, b.invoices()), notes...)
		case Interest:
			out = append(out, b.interest())
		case ClaimRows:
			out = append(out, b.claim())
		case PayRows:
			for _, pay := range payments {
				out = append(out, Block{Kind: PayRows, Rows: pay.rows(b.w), QR: pay.QRPayload})
			}
			if b.n.Portal != "" { // below the bank details, never instead of them
				out = append(out, b.ownPage())
			}
		default:
			return nil, crowded
		}
	}
	return out, b.obligatory(seen, tags)
}

// ownPage leads to the debtor's own page.
func (b viewer) ownPage() Block {
	if b.n.Code != "" {
		return Block{Kind: OwnPage, Text: b.w.ownPageByCode, URL: b.n.Portal, Code: b.n.Code}
	}
	return Block{Kind: OwnPage, Text: b.w.ownPage, URL: b.n.Portal}
}

func (b viewer) obligatory(seen map[BlockKind]int, tags blockTags) error {
	pay := 1
	if b.n.Level == dunning.Thanks {
		pay = 0
	}
	switch {
	case seen[Invoices] != 1:
		return fmt.Errorf("the body must hold %s once, and holds it %d times", tags.invoices, seen[Invoices])
	case seen[PayRows] != pay:
		return fmt.Errorf("the body must hold %s %d times, and holds it %d times", tags.payment, pay, seen[PayRows])
	}
	return nil
}

// notes are the remarks below the table: a disputed part, invoices to come.
func (b viewer) notes(t *template.Template) ([]Block, error) {
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "notes", b.view()); err != nil {
		return nil, err
	}
	var blocks []Block
	for _, p := range paragraphs(out.String()) {
		blocks = append(blocks, prose(p))
	}
	return blocks, nil
}

// prose makes a list of a paragraph that begins with "- ", else a paragraph.
func prose(p string) Block {
	if !strings.HasPrefix(p, "- ") {
		return Block{Kind: Paragraph, Text: p}
	}
	return Block{Kind: List, Items: strings.Split(strings.TrimPrefix(p, "- "), "\n- ")}
}

// paragraphs splits at blank lines. Lines of a paragraph flow together, except
// at {{br}} and before "- ".
func paragraphs(s string) []string {
	var out []string
	var cur strings.Builder
	flush := func() {
		if p := strings.TrimSpace(cur.String()); p != "" {
			out = append(out, p)
		}
		cur.Reset()
	}
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		line = strings.Trim(line, " \t\n")
		if line == "" {
			flush()
			continue
		}
		switch {
		case cur.Len() == 0 || strings.HasSuffix(cur.String(), "\n"):
		case strings.HasPrefix(line, "- "):
			cur.WriteString("\n")
		default:
			cur.WriteString(" ")
		}
		cur.WriteString(strings.Join(strings.Split(line, brk), "\n"))
	}
	flush()
	for i, p := range out {
		lines := strings.Split(p, "\n")
		for j := range lines {
			lines[j] = strings.Trim(lines[j], " ")
		}
		out[i] = strings.Trim(strings.Join(lines, "\n"), "\n")
	}
	return out
}
