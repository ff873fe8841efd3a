package letter

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"strings"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"

	"relance/internal/dunning"
	"relance/internal/notice"
)

const (
	cellPad         = 1.0
	columnGap       = 3.0
	narrowest       = 20.0 // of a column of text that must give way
	slack           = 0.01 // of a column, for what fits it exactly
	qrSize          = 25.0
	signatureHeight = 18.0
)

// table draws a table over the whole width; its head comes back on each page.
func (p *paper) table(t notice.Table) {
	if len(t.Rows) == 0 {
		return
	}
	widths := p.columns(t)
	p.need(4 * small.lead())
	p.row(t, widths, t.Head, head)
	p.rule(left, left+textWidth, p.y)
	for i, r := range t.Rows {
		last := i == len(t.Rows)-1
		if p.need(p.keptWith(t, widths, i)) {
			p.row(t, widths, t.Head, head)
			p.rule(left, left+textWidth, p.y)
		}
		p.row(t, widths, r, small)
		if !last || t.Foot != nil {
			p.pdf.SetDrawColor(170, 170, 170)
			p.rule(left, left+textWidth, p.y)
			p.pdf.SetDrawColor(0, 0, 0)
		}
	}
	if t.Foot != nil {
		p.row(t, widths, t.Foot, head)
	}
	p.rule(left, left+textWidth, p.y)
	p.y += 1
}

// keptWith is the height of a row with what must stand on its page: neither the
// total nor the last row stands alone, since nobody signs a sheet that bears
// nothing else.
func (p *paper) keptWith(t notice.Table, widths []float64, i int) float64 {
	h := p.rowHeight(small, widths, t.Rows[i])
	switch {
	case i == len(t.Rows)-1 && t.Foot != nil:
		return h + p.rowHeight(head, widths, t.Foot)
	case i == len(t.Rows)-2 && t.Foot == nil:
		if both := h + p.rowHeight(small, widths, t.Rows[i+1]); both < (bottom-top)/2 {
			return both
		}
	}
	return h
}

// columns finds the widths: what the cells need, the rest shared out, a lack
// taken from the widest columns of text, whose cells are then broken.
func (p *paper) columns(t notice.Table) []float64 {
	widths := make([]float64, len(t.Head))
	sum := columnGap * float64(len(widths)-1)
	for i := range widths {
		widths[i] = p.width(head, plain(t.Head[i]))
		for _, r := range t.Rows {
			widths[i] = max(widths[i], p.width(small, plain(r[i])))
		}
		if t.Foot != nil {
			widths[i] = max(widths[i], p.width(head, plain(t.Foot[i])))
		}
		sum += widths[i]
	}
	spare := textWidth - sum
	for spare < 0 {
		widest := -1
		for i := range widths {
			if !t.Figure[i] && widths[i] > narrowest && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return widths
		}
		used := min(-spare, widths[widest]-narrowest, max(widths[widest]/4, 1))
		widths[widest], spare = widths[widest]-used, spare+used
	}
	for i := range widths {
		widths[i] += spare / float64(len(widths))
	}
	return widths
}

// rowHeight is that of the cell with the most lines in the style of the row: a
// heading in bold breaks where the same words in plain letters do not.
func (p *paper) rowHeight(s style, widths []float64, cells []string) float64 {
	lines := 1
	for i, c := range cells {
		lines = max(lines, len(p.wrap(s, plain(c), widths[i]+slack)))
	}
	return float64(lines)*s.lead() + 2*cellPad
}

func (p *paper) row(t notice.Table, widths []float64, cells []string, s style) {
	h := p.rowHeight(s, widths, cells)
	x := left
	for i, c := range cells {
		for n, l := range p.wrap(s, plain(c), widths[i]+slack) {
			y := p.y + cellPad + float64(n)*s.lead()
			if t.Figure[i] {
				p.printRight(s, x+widths[i], y, l)
			} else {
				p.print(s, x, y, l)
			}
		}
		x += widths[i] + columnGap
	}
	p.y += h
}

// sums draws sums below each other, the total under a rule.
func (p *paper) sums(rows []notice.Row) {
	const indent, valueWidth = 6.0, 34.0
	width := textWidth - 2*indent
	p.need(float64(len(rows)+1) * (p.body.lead() + 1))
	for _, r := range rows {
		s := p.body
		if r.Strong {
			s = p.strong
			p.rule(left+indent, left+indent+width, p.y)
			p.y++
		}
		lines := p.wrap(s, plain(r.Label), width-valueWidth)
		p.printRight(s, left+indent+width, p.y+float64(len(lines)-1)*s.lead(), plain(r.Value))
		for _, l := range lines {
			p.print(s, left+indent, p.y, l)
			p.y += s.lead()
		}
		p.y += 0.6
	}
}

// payment draws the account in a frame, with the QR code beside it.
func (p *paper) payment(b notice.Block) {
	lines, n, h := p.paymentLines(b)
	p.need(h)
	p.pdf.Rect(left, p.y, textWidth, h, "D")
	if b.QR != "" {
		p.qr(b.QR, left+textWidth-payPad-qrSize, p.y+(h-qrSize)/2)
	}
	y := p.y + (h-float64(n)*(p.body.lead()+0.6))/2
	for i, r := range b.Rows {
		s := p.body
		if r.Strong {
			s = p.strong
		}
		p.print(p.body, left+payPad, y, plain(r.Label))
		for _, l := range lines[i] {
			p.print(s, left+payPad+payLabel, y, l)
			y += p.body.lead() + 0.6
		}
	}
	p.y += h
}

// ownPage draws the way to the debtor's own page: the address and, beside it,
// the code that is entered there. The pages stay uncompressed, so that PutCode
// finds its place.
func (p *paper) ownPage(b notice.Block) {
	p.allow(p.strong, codeCharacters)
	p.pdf.SetCompression(false)
	const gap = 8.0
	code := p.width(p.strong, strings.Repeat("M", utf8.RuneCountInString(b.Code))) // none is wider
	lines := p.wrap(p.body, b.URL, textWidth-payPad-gap-code)
	p.need(float64(len(p.wrap(p.body, plain(b.Text), textWidth))+len(lines)) * p.body.lead())
	p.paragraph(p.body, left, textWidth, plain(b.Text))
	p.print(p.strong, left+payPad+p.width(p.body, lines[0])+gap, p.y, b.Code)
	for _, l := range lines {
		p.print(p.body, left+payPad, p.y, l)
		p.y += p.body.lead()
	}
}

// payPad is the margin inside the frame of an account, payLabel the width of its
// labels.
const payPad, payLabel = 2.5, 40.0

// paymentLines breaks the values of an account's frame into lines, and gives
// their number and the height of the frame.
func (p *paper) paymentLines(b notice.Block) (lines [][]string, n int, h float64) {
	valueWidth := textWidth - payLabel - 3*payPad - qrSize
	for _, r := range b.Rows {
		s := p.body
		if r.Strong {
			s = p.strong
		}
		wrapped := p.wrap(s, plain(r.Value), valueWidth)
		lines, n = append(lines, wrapped), n+len(wrapped)
	}
	h = float64(n)*(p.body.lead()+0.6) + 2*payPad
	if b.QR != "" {
		h = max(h, qrSize+2*payPad)
	}
	return lines, n, h
}

// qr draws the code as vectors, its quiet zone of four modules inside qrSize.
func (p *paper) qr(payload string, x, y float64) {
	code, err := notice.QRCode(payload)
	if err != nil {
		p.pdf.SetError(err)
		return
	}
	m := qrSize / float64(code.Size+8)
	p.pdf.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for col := 0; col < code.Size; col++ {
			run := 0
			for code.Black(col+run, row) {
				run++
			}
			if run > 0 {
				p.pdf.Rect(x+float64(col+4)*m, y+float64(row+4)*m, float64(run)*m, m, "F")
				col += run
			}
		}
	}
}

// signature draws the picture of a signature, made opaque: PDF/A-1 knows no
// transparency.
func (p *paper) signature(data []byte) error {
	img, err := decode(data)
	if err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "picture of the signature: %w", err).
			WithHint("give a PNG or JPEG file")
	}
	r := img.Bounds()
	flat := image.NewRGBA(r)
	draw.Draw(flat, r, image.White, image.Point{}, draw.Src)
	draw.Draw(flat, r, img, r.Min, draw.Over)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, flat, &jpeg.Options{Quality: 92}); err != nil {
		return err
	}
	p.pdf.RegisterImageOptionsReader("signature", fpdf.ImageOptions{ImageType: "JPG"}, &out)
	h := signatureHeight - 2
	w := h * float64(r.Dx()) / float64(r.Dy())
	if w > windowW {
		w, h = windowW, windowW*float64(r.Dy())/float64(r.Dx())
	}
	p.pdf.ImageOptions("signature", windowX, p.y, w, h, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	p.y += signatureHeight
	return nil
}

// CheckSignature tells why a file is no picture that a letter can bear.
func CheckSignature(data []byte) error {
	_, err := decode(data)
	return err
}

func decode(data []byte) (image.Image, error) {
	if img, err := png.Decode(bytes.NewReader(data)); err == nil {
		return img, nil
	}
	return jpeg.Decode(bytes.NewReader(data))
}
