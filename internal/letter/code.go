package letter

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"
)

// codeCharacters are those that a code may have: the fonts of a letter with the
// place of one hold them all.
const codeCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"

// PutCode prints a code where a letter, drawn by Render and kept, has its place;
// copies of invoices may have been appended since. Everything else stays as it
// is, byte for byte: both have as many characters, of codeCharacters in the
// code, so that nothing moves. False when the letter has no such place.
func PutCode(pdf []byte, place, code string) (out []byte, found bool) {
	from, to := utf16BE(place), utf16BE(code)
	if len(from) != len(to) || !bytes.Contains(pdf, from) {
		return pdf, false
	}
	return bytes.ReplaceAll(pdf, from, to), true
}

// utf16BE is a text as the pages of a letter hold it.
func utf16BE(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.BigEndian.AppendUint16(out, u)
	}
	return out
}

// allow has the font hold characters that are printed later. They are drawn on a
// form that stands nowhere.
func (p *paper) allow(s style, characters string) {
	p.set(s)
	p.pdf.CreateTemplate(func(t *fpdf.Tpl) {
		weight := ""
		if s.bold {
			weight = "B"
		}
		t.SetFont("sans", weight, s.size)
		t.Text(0, 0, characters)
	})
	p.set(s)
}
