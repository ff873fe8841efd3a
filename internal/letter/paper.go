package letter

import (
	"bytes"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
)

// Measures of the page, in millimetres from the top left corner.
const (
	pageWidth  = 210.0
	left       = 20.0
	textWidth  = 170.0
	top        = 22.0  // of the second and later pages
	bottom     = 277.5 // last line of the body
	windowX    = 110.0
	windowY    = 55.0
	windowW    = 80.0
	windowLine = 4.0
	foldY      = 99.0
	point      = 25.4 / 72
)

// style is a size in points and a weight.
type style struct {
	size float64
	bold bool
}

var (
	small = style{size: 8.5}
	head  = style{size: 8.5, bold: true}
	fine  = style{size: 7}
	note  = style{size: 6.25}
)

// lead is the distance between two lines.
func (s style) lead() float64 { return s.size * point * 1.38 }

// paper is a PDF being written, with a pen position.
type paper struct {
	pdf    *fpdf.Fpdf
	y      float64
	onPage func() // draws what each new page bears

	body, strong style

	missing rune // first character that the font lacks
	err     error
}

// Sizes of the running text: what fits on one sheet when it is set a little
// smaller is not spread over two.
const (
	normal = 9.5
	tight  = 8.8
)

func newPaper(lang, title string, date time.Time, size float64) *paper {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetLang(lang)
	pdf.SetTitle(title, true)
	pdf.SetProducer(producer, true)
	pdf.SetCreationDate(date)
	pdf.SetModificationDate(date)
	pdf.SetCatalogSort(true)
	pdf.SetXmpMetadata(xmp(title, lang, date))
	pdf.AddOutputIntent(fpdf.OutputIntentType{SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1,
		OutputConditionIdentifier: "sRGB", Info: "sRGB", ICCProfile: srgb()})
	// Liberation Sans has Arial's measures: the address in the window is read by machines.
	pdf.AddUTF8FontFromBytes("sans", "", liberationsansregular.TTF)
	pdf.AddUTF8FontFromBytes("sans", "B", liberationsansbold.TTF)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetLineWidth(0.2)
	return &paper{pdf: pdf, body: style{size: size}, strong: style{size: size, bold: true}}
}

func (p *paper) newPage() {
	p.pdf.AddPage()
	p.y = top
	if p.onPage != nil {
		p.onPage()
	}
}

// need begins a new page when h millimetres do not fit any more.
func (p *paper) need(h float64) bool {
	if p.y+h <= bottom {
		return false
	}
	p.newPage()
	return true
}

func (p *paper) set(s style) {
	weight := ""
	if s.bold {
		weight = "B"
	}
	p.pdf.SetFont("sans", weight, s.size)
}

// width is how long a text is.
func (p *paper) width(s style, text string) float64 {
	p.set(s)
	return p.pdf.GetStringWidth(text)
}

// print writes one line with its top at y, from x on.
func (p *paper) print(s style, x, y float64, text string) {
	if r, err := missing(text); err != nil {
		p.err = err
	} else if r != 0 && p.missing == 0 {
		p.missing = r
	}
	p.set(s)
	p.pdf.Text(x, y+s.size*point*1.02, text)
}

// printRight writes one line that ends at x.
func (p *paper) printRight(s style, x, y float64, text string) {
	p.print(s, x-p.width(s, text), y, text)
}

// wrap breaks a text at ordinary spaces, and inside a word that is too long.
func (p *paper) wrap(s style, text string, max float64) []string {
	var lines []string
	for _, para := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Split(para, " ") {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if p.width(s, next) <= max {
				line = next
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for line = word; p.width(s, line) > max; {
				head := p.cut(s, line, max)
				lines, line = append(lines, head), strings.TrimPrefix(line, head)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// cut is as much of a word as fits, one character at least.
func (p *paper) cut(s style, word string, max float64) string {
	r := []rune(word)
	n := 1
	for n < len(r) && p.width(s, string(r[:n+1])) <= max {
		n++
	}
	return string(r[:n])
}

// paragraph writes wrapped lines. No single line stays behind at the foot of a
// page or goes alone to the next.
func (p *paper) paragraph(s style, x, width float64, text string) {
	lines := p.wrap(s, text, width)
	for i, l := range lines {
		together := 1
		switch {
		case i == 0 && len(lines) <= 3:
			together = len(lines)
		case i == 0 || i == len(lines)-2 && len(lines) > 3:
			together = 2
		}
		p.need(float64(together) * s.lead())
		p.print(s, x, p.y, l)
		p.y += s.lead()
	}
}

func (p *paper) rule(x1, x2, y float64) { p.pdf.Line(x1, y, x2, y) }

func (p *paper) bytes() ([]byte, error) {
	var out bytes.Buffer
	err := p.pdf.Output(&out)
	return out.Bytes(), err
}
