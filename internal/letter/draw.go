package letter

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"relance/internal/dunning"
	"relance/internal/notice"
)

// job is one letter to draw.
type job struct {
	n       dunning.Notice
	c       notice.Composition
	address []string
	o       Options
	size    float64 // of the running text, in points
}

// labels are the words that only a letter has.
type labels struct {
	tag, registered, electronic, subject, account, enclosed, enclosures, copyOf, of, proof, page string
}

var texts = map[string]labels{
	"fr": {"fr-FR", "Lettre recommandée avec avis de réception", "Lettre recommandée électronique avec avis de réception",
		"Objet\u00a0: ", "Votre référence client\u00a0: ", "Pièce jointe\u00a0: ", "Pièces jointes\u00a0: ", "copie de la facture ", " du ",
		"justificatif des frais du ", "Page %d sur %d"},
	"en": {"en-GB", "Registered letter with acknowledgement of receipt", "Electronic registered letter with acknowledgement of receipt",
		"Subject: ", "Your customer reference: ", "Enclosure: ", "Enclosures: ", "copy of invoice ", " of ",
		"proof of the costs of ", "Page %d of %d"},
}

// draw lays the letter out; total is the number of pages to print, 0 when it
// is not known yet.
func (j job) draw(total int) (pages int, pdf []byte, err error) {
	t := texts[j.c.Lang]
	p := newPaper(t.tag, plain(j.c.Subject), j.date(), j.size)
	p.onPage = func() {
		pages++
		j.footer(p, fmt.Sprintf(t.page, pages, total))
	}
	p.newPage()
	j.opening(p, t)
	for i, b := range j.c.Body {
		if i == len(j.c.Body)-2 {
			j.keepTogether(p, j.c.Body[i:])
		}
		p.block(b, leadsTo(p, j.c.Body[i+1:]))
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

// keepTogether starts a new page when the last paragraphs and the signature do
// not fit any more: nobody signs a sheet that bears nothing of the text.
func (j job) keepTogether(p *paper, last []notice.Block) {
	h := j.signatureHeight(p)
	for _, b := range last {
		if b.Kind != notice.Paragraph {
			return
		}
		h += float64(len(p.wrap(p.body, plain(b.Text), textWidth)))*p.body.lead() + blockGap
	}
	p.need(h)
}

// date is the file's date: midnight UTC of the notice's.
func (j job) date() time.Time { return j.n.Date.UTC() }

// opening draws sender, addressee, place and date, subject and references.
func (j job) opening(p *paper, t labels) {
	j.sender(p)
	if j.n.Channel == dunning.RegisteredLetter {
		words := t.registered
		if j.o.Electronic {
			words = t.electronic
		}
		for i, l := range p.wrap(p.strong, words, 70) {
			p.print(p.strong, left, 62+float64(i)*p.strong.lead(), l)
		}
	}
	p.addressee(j.address)
	p.y = 93
	p.print(p.body, windowX, p.y, plain(j.c.Place))
	p.y = 101
	p.paragraph(p.strong, left, textWidth, t.subject+subjectLine(plain(j.c.Subject)))
	if key := j.c.View.Debtor.Key; key != "" {
		p.paragraph(p.body, left, textWidth, t.account+plain(key))
	}
	p.y += 4
}

// addressee draws the lines of the addressee in the envelope's window, and the
// mark where the sheet is folded.
func (p *paper) addressee(lines []string) {
	size := style{size: 10}
	for _, l := range lines {
		for size.size > 9 && p.width(size, l) > windowW {
			size.size -= 0.25
		}
	}
	for i, l := range lines {
		p.print(size, windowX, windowY+float64(i)*windowLine, l)
	}
	p.rule(4, 8, foldY)
}

// subjectLine is the subject behind its label: « mise en demeure de payer,
// facture F-1 » rather than a colon after a colon and a capital in mid-line.
func subjectLine(s string) string {
	for _, colon := range []string{"\u00a0: ", ": "} {
		if before, after, ok := strings.Cut(s, colon); ok {
			s = before + ", " + after
			break
		}
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[size:]
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
	p.rule(left, left+textWidth, 279)
	y := 280.5
	for _, text := range lines {
		for _, l := range p.wrap(fine, plain(text), 150) {
			p.print(fine, left, y, l)
			y += fine.lead()
		}
	}
	p.printRight(fine, left+textWidth, 280.5, number)
}

// leadsTo is how much of what follows a paragraph must stand on its page: a few
// rows of a table, the whole frame of an account, nothing of another paragraph.
func leadsTo(p *paper, rest []notice.Block) float64 {
	switch {
	case len(rest) == 0 || rest[0].Kind == notice.Paragraph:
		return 0
	case rest[0].Kind == notice.PayRows:
		_, _, h := p.paymentLines(rest[0])
		return h
	}
	return 3 * p.body.lead()
}

// block draws one block of the body. An introduction stays with what it leads to.
func (p *paper) block(b notice.Block, leads float64) {
	switch b.Kind {
	case notice.Paragraph:
		if leads > 0 {
			p.need(float64(len(p.wrap(p.body, plain(b.Text), textWidth)))*p.body.lead() + blockGap + leads)
		}
		p.paragraph(p.body, left, textWidth, plain(b.Text))
	case notice.List:
		for i, it := range b.Items {
			h := p.body.lead()
			if i == len(b.Items)-1 && leads > 0 {
				h = float64(len(p.wrap(p.body, plain(it), textWidth-6)))*p.body.lead() + blockGap + leads
			}
			p.need(h)
			p.print(p.body, left+2, p.y, "–")
			p.paragraph(p.body, left+6, textWidth-6, plain(it))
		}
	case notice.Invoices, notice.Interest:
		p.table(b.Table)
	case notice.ClaimRows:
		p.sums(b.Rows)
	case notice.PayRows:
		p.payment(b)
	case notice.OwnPage:
		p.ownPage(b)
	}
	p.y += blockGap
}

// blockGap parts two blocks of the body.
const blockGap = 1.9

// closing draws the signature, the enclosures and the note on personal data.
func (j job) closing(p *paper, t labels) error {
	p.need(j.signatureHeight(p))
	p.y += 3
	switch {
	case len(j.o.Signature) > 0:
		if err := p.signature(j.o.Signature); err != nil {
			return err
		}
	case j.o.ByHand:
		p.y += roomToSign
	}
	beside := p.y
	for _, l := range j.signatory() {
		p.print(p.body, windowX, p.y, plain(l))
		p.y += p.body.lead()
	}
	if enclosed := j.enclosures(t); enclosed != "" { // to the left of the signature
		after := p.y
		p.y = beside
		p.paragraph(small, left, windowX-left-5, plain(enclosed))
		p.y = max(p.y, after)
	}
	p.y += 2
	j.privacy(p)
	return nil
}

// roomToSign is the height that a signature by hand takes.
const roomToSign = 12.0

// signatory is who signs; where to reach him stands at the head of the letter.
func (j job) signatory() (lines []string) {
	for _, l := range j.c.Signature {
		if l != j.c.View.Creditor.Phone && l != j.c.View.Creditor.Email {
			lines = append(lines, l)
		}
	}
	return lines
}

// signatureHeight is what the end of the letter takes up to the signatory's
// name.
func (j job) signatureHeight(p *paper) float64 {
	h := 3 + float64(len(j.signatory()))*p.body.lead()
	switch {
	case len(j.o.Signature) > 0:
		h += signatureHeight
	case j.o.ByHand:
		h += roomToSign
	}
	return h
}

// privacy draws the note on personal data at the foot of the last page.
func (j job) privacy(p *paper) {
	var lines []string
	for _, f := range j.c.Footer[min(1, len(j.c.Footer)):] {
		lines = append(lines, p.wrap(note, plain(f), textWidth)...)
	}
	h := float64(len(lines)) * note.lead()
	p.need(h)
	p.y = max(p.y, bottom-h)
	for _, l := range lines {
		p.print(note, left, p.y, l)
		p.y += note.lead()
	}
}

// enclosures lists what comes with the letter: copies of the invoices and the
// bills of costs.
func (j job) enclosures(t labels) string {
	var list []string
	if j.c.View.Attached {
		for _, it := range slices.Concat(j.c.View.Items, j.c.View.Besides) {
			list = append(list, t.copyOf+it.Number+t.of+it.Issued)
		}
	}
	if j.c.View.Proofs {
		for _, it := range j.n.Items {
			for _, o := range it.Claim.Outlays {
				day := o.Date.French()
				if j.c.Lang != "fr" {
					day = o.Date.English()
				}
				list = append(list, t.proof+day)
			}
		}
	}
	switch len(list) {
	case 0:
		return ""
	case 1:
		return t.enclosed + list[0]
	}
	return t.enclosures + strings.Join(list, ", ")
}

// plain replaces the narrow space, which the font lacks, by the wider one.
func plain(s string) string { return strings.ReplaceAll(s, "\u202f", "\u00a0") }
