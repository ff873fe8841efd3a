package letter

import (
	"fmt"
	"strings"
	"time"

	"relance/internal/dunning"
	"relance/internal/notice"
)

// job is one letter to draw.
type job struct {
	n       dunning.Notice
	c       notice.Composition
	address []string
	o       Options
}

// labels are the words that only a letter has.
type labels struct{ tag, registered, subject, account, enclosed, copyOf, copies, page string }

var texts = map[string]labels{
	"fr": {"fr-FR", "Lettre recommandée avec avis de réception", "Objet\u00a0: ", "Votre référence client\u00a0: ",
		"Pièces jointes\u00a0: ", "copie de la facture ", "copies des factures ", "Page %d sur %d"},
	"en": {"en-GB", "Registered letter with acknowledgement of receipt", "Subject: ", "Your customer reference: ",
		"Enclosed: ", "copy of invoice ", "copies of invoices ", "Page %d of %d"},
}

// draw lays the letter out; total is the number of pages to print, 0 when it
// is not known yet.
func (j job) draw(total int) (pages int, pdf []byte, err error) {
	t := texts[j.c.Lang]
	p := newPaper(t.tag, plain(j.c.Subject), j.date())
	p.onPage = func() {
		pages++
		j.footer(p, fmt.Sprintf(t.page, pages, total))
	}
	p.newPage()
	j.opening(p, t)
	for i, b := range j.c.Body {
		p.block(b, i+1 < len(j.c.Body) && j.c.Body[i+1].Kind != notice.Paragraph)
	}
	if err := j.closing(p, t); err != nil {
		return 0, nil, err
	}
	if err := p.unknownGlyphs(); err != nil {
		return 0, nil, err
	}
	pdf, err = p.bytes()
	if err != nil {
		return 0, nil, fmt.Errorf("writing the letter: %w", err)
	}
	return pages, pdf, nil
}

// date is the file's date: midnight UTC of the notice's.
func (j job) date() time.Time { return j.n.Date.UTC() }

// opening draws sender, addressee, place and date, subject and references.
func (j job) opening(p *paper, t labels) {
	j.sender(p)
	if j.n.Channel == dunning.RegisteredLetter {
		for i, l := range p.wrap(strong, t.registered, 70) {
			p.print(strong, left, 62+float64(i)*strong.lead(), l)
		}
	}
	size := style{size: 10}
	for _, l := range j.address {
		for size.size > 9 && p.width(size, l) > windowW {
			size.size -= 0.25
		}
	}
	for i, l := range j.address {
		p.print(size, windowX, windowY+float64(i)*windowLine, l)
	}
	p.rule(4, 8, foldY)
	p.y = 93
	p.print(body, windowX, p.y, plain(j.c.Place))
	p.y = 101
	p.paragraph(strong, left, textWidth, t.subject+plain(j.c.Subject))
	if key := j.c.View.Debtor.Key; key != "" {
		p.paragraph(body, left, textWidth, t.account+plain(key))
	}
	p.y += 4
}

// sender draws the creditor's block at the top left.
func (j job) sender(p *paper) {
	c := j.c.View.Creditor
	y := 15.0
	line := func(s style, text string) {
		if text == "" {
			return
		}
		for _, l := range p.wrap(s, plain(text), 80) {
			p.print(s, left, y, l)
			y += s.lead()
		}
	}
	line(style{size: 11, bold: true}, c.Name)
	line(small, c.LegalForm)
	for _, l := range c.Lines {
		line(small, l)
	}
	line(small, "SIREN\u00a0"+strings.ReplaceAll(c.SIREN, " ", "\u00a0"))
	line(small, c.Phone)
	line(small, c.Email)
}

// footer draws the creditor's identity and the number of the page.
func (j job) footer(p *paper, number string) {
	p.foot(j.c.Footer[:min(1, len(j.c.Footer))], number)
}

// foot draws a rule, lines and the number of the page below it.
func (p *paper) foot(lines []string, number string) {
	p.rule(left, left+textWidth, 277)
	y := 278.5
	for _, text := range lines {
		for _, l := range p.wrap(fine, plain(text), 150) {
			p.print(fine, left, y, l)
			y += fine.lead()
		}
	}
	p.printRight(fine, left+textWidth, 278.5, number)
}

// block draws one block of the body. An introduction stays with what it leads to.
func (p *paper) block(b notice.Block, leads bool) {
	const gap = 2.6
	switch b.Kind {
	case notice.Paragraph:
		if leads {
			p.need(float64(len(p.wrap(body, plain(b.Text), textWidth)))*body.lead() + gap + 3*body.lead())
		}
		p.paragraph(body, left, textWidth, plain(b.Text))
	case notice.List:
		for _, it := range b.Items {
			p.need(body.lead())
			p.print(body, left+2, p.y, "–")
			p.paragraph(body, left+6, textWidth-6, plain(it))
		}
	case notice.Invoices, notice.Interest:
		p.table(b.Table)
	case notice.ClaimRows:
		p.ledger(b.Rows)
	case notice.PayRows:
		p.payment(b)
	}
	p.y += gap
}

// closing draws the signature, the enclosures and the note on personal data.
func (j job) closing(p *paper, t labels) error {
	lines := j.c.Signature
	h := float64(len(lines)) * body.lead()
	if len(j.o.Signature) > 0 {
		h += signatureHeight
	}
	p.need(h + 8)
	p.y += 4
	if len(j.o.Signature) > 0 {
		if err := p.signature(j.o.Signature); err != nil {
			return err
		}
	} else if j.n.Level.Rank() >= dunning.Final.Rank() {
		p.y += 12 // room to sign by hand
	}
	for _, l := range lines {
		p.print(body, windowX, p.y, plain(l))
		p.y += body.lead()
	}
	p.y += 3
	if enclosed := j.enclosures(t); enclosed != "" {
		p.paragraph(small, left, textWidth, t.enclosed+plain(enclosed))
		p.y += 2
	}
	for _, f := range j.c.Footer[min(1, len(j.c.Footer)):] {
		p.paragraph(fine, left, textWidth, plain(f))
	}
	return nil
}

// enclosures lists what comes with the letter: what the caller names, else the
// copies of the invoices.
func (j job) enclosures(t labels) string {
	if len(j.o.Enclosures) > 0 {
		return strings.Join(j.o.Enclosures, ", ")
	}
	if !j.c.View.Attached {
		return ""
	}
	var numbers []string
	for _, it := range j.c.View.Items {
		numbers = append(numbers, it.Number)
	}
	return j.c.View.N(t.copyOf, t.copies) + strings.Join(numbers, ", ")
}

// plain replaces the narrow space, which the font lacks, by the wider one.
func plain(s string) string { return strings.ReplaceAll(s, "\u202f", "\u00a0") }
