package letter

import (
	"fmt"

	"relance/internal/calendar"
	"relance/internal/notice"
)

// Sheet is a document of one or more pages that is no letter: a statement, a
// list, a chronology. It has neither sender nor addressee in a window.
type Sheet struct {
	Language string // "fr" or "en"
	Title    string
	Date     calendar.Date // the file's date
	Foot     string        // at the foot of each page, beside its number
	Before   int           // pages before it, where it is a part of something longer
	Of       int           // pages of the whole; 0 for a document on its own
	Envelope *Envelope     // nil for a document that nobody posts
	Sections []Section
}

// Envelope is what the first page of a document bears that is posted: sender and
// addressee, where an envelope's windows show them.
type Envelope struct {
	Sender     []string // the creditor: his name first
	Recipient  []string // as [AddressLines] gives them
	Place      string   // town and day
	Registered bool
}

// Section is a part of a Sheet under a heading.
type Section struct {
	Heading string // "" for none
	Blocks  []notice.Block
	// Columns sets the blocks, paragraphs of short lines, beside each other.
	Columns bool
	// Together keeps the section on one page: for the place of a signature.
	Together  bool
	Signature []byte // picture of it, PNG or JPEG, below the blocks; nil for none
}

// RenderSheet lays a document out as a PDF/A-1b file, with the paper, the types
// and the tables of letters. Equal documents give equal bytes. It fails with
// dunning.CodeInvalid for a text that the font cannot show.
func RenderSheet(s Sheet) ([]byte, error) {
	pages, _, err := s.draw(0)
	if err != nil {
		return nil, err
	}
	if s.Of > 0 {
		pages = s.Of
	}
	_, pdf, err := s.draw(pages) // once more, now that the number of pages is known
	if err != nil {
		return nil, err
	}
	return archival(pdf, s.Date.UTC())
}

func (s Sheet) draw(total int) (pages int, pdf []byte, err error) {
	t := texts[s.Language]
	p := newPaper(t.tag, plain(s.Title), s.Date.UTC(), normal)
	p.onPage = func() {
		pages++
		p.foot([]string{s.Foot}, fmt.Sprintf(t.page, s.Before+pages, total))
	}
	p.newPage()
	if s.Envelope != nil {
		s.Envelope.draw(p, t)
	}
	p.paragraph(style{size: 14, bold: true}, left, textWidth, plain(s.Title))
	p.y += 4
	for i, section := range s.Sections {
		if err := s.section(p, section, s.follows(p, i)); err != nil {
			return 0, nil, err
		}
	}
	if err := p.unknownGlyphs(); err != nil {
		return 0, nil, err
	}
	if pdf, err = p.bytes(); err != nil {
		return 0, nil, fmt.Errorf("writing the document: %w", err)
	}
	return pages, pdf, nil
}

// sectionGap parts two sections.
const sectionGap = 6

// follows is the height that must stay with the end of a section: the place of a
// signature does not stand alone on a page, since nobody signs a sheet that bears
// nothing of the text.
func (s Sheet) follows(p *paper, i int) float64 {
	if i+1 < len(s.Sections) && s.Sections[i+1].Together {
		return sectionGap + s.height(p, s.Sections[i+1])
	}
	return 0
}

// section draws a section; follows is the height of what must stand on its last page.
func (s Sheet) section(p *paper, sec Section, follows float64) error {
	if sec.Together {
		p.need(s.height(p, sec))
	} else {
		p.need(s.opening(p, sec)) // no heading alone at the foot of a page
	}
	if sec.Heading != "" {
		p.paragraph(style{size: 10.5, bold: true}, left, textWidth, plain(sec.Heading))
		p.y += 1.5
	}
	if sec.Columns {
		p.columns2(sec.Blocks)
	} else {
		for i, b := range sec.Blocks {
			leads := leadsTo(p, sec.Blocks[i+1:])
			if i == len(sec.Blocks)-1 {
				leads = follows
			}
			p.block(b, leads)
		}
	}
	p.y += sectionGap - 2.6
	if len(sec.Signature) > 0 {
		return p.signature(sec.Signature)
	}
	return nil
}

// opening is what the heading of a section must have below it on its page.
func (s Sheet) opening(p *paper, sec Section) float64 {
	h := 5 * p.body.lead()
	if len(sec.Blocks) > 0 && sec.Blocks[0].Kind == notice.ClaimRows { // sums are not parted
		h = max(h, float64(len(sec.Blocks[0].Rows)+4)*(p.body.lead()+1))
	}
	if len(sec.Blocks) > 0 && !sec.Columns && sec.Blocks[0].Kind == notice.Paragraph {
		own := float64(2+len(p.wrap(p.body, plain(sec.Blocks[0].Text), textWidth))) * p.body.lead()
		h = max(h, own+blockGap+leadsTo(p, sec.Blocks[1:]))
	}
	return min(h, bottom-top)
}

// draw sets sender, addressee, place and date as on a letter.
func (e Envelope) draw(p *paper, t labels) {
	y := 15.0
	for i, line := range e.Sender {
		s := small
		if i == 0 {
			s = style{size: 11, bold: true}
		}
		for _, l := range p.wrap(s, plain(line), 80) {
			p.print(s, left, y, l)
			y += s.lead()
		}
	}
	if e.Registered {
		for i, l := range p.wrap(p.strong, t.registered, 70) {
			p.print(p.strong, left, 62+float64(i)*p.strong.lead(), l)
		}
	}
	p.addressee(e.Recipient)
	p.y = 93
	p.print(p.body, windowX, p.y, plain(e.Place))
	p.y = 103
}

// height is what a section of paragraphs takes.
func (s Sheet) height(p *paper, sec Section) float64 {
	h := 2 * p.body.lead()
	for _, b := range sec.Blocks {
		h += float64(len(p.wrap(p.body, plain(b.Text), textWidth)))*p.body.lead() + 2.6
	}
	if len(sec.Signature) > 0 {
		h += signatureHeight
	}
	return h
}

// columns2 sets paragraphs in two columns, as the two parties to a claim.
func (p *paper) columns2(blocks []notice.Block) {
	const between = 8.0
	width := (textWidth - between) / 2
	var lines [][]string
	tallest := 0
	for _, b := range blocks {
		l := p.wrap(p.body, plain(b.Text), width)
		lines, tallest = append(lines, l), max(tallest, len(l))
	}
	p.need(float64(tallest) * p.body.lead())
	for i, column := range lines {
		for n, l := range column {
			s := p.body
			if n == 0 {
				s = p.strong
			}
			p.print(s, left+float64(i)*(width+between), p.y+float64(n)*p.body.lead(), l)
		}
	}
	p.y += float64(tallest)*p.body.lead() + 2.6
}
