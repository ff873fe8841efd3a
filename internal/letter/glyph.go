package letter

import (
	"fmt"
	"sync"

	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"

	"relance/internal/dunning"
)

var regular = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(liberationsansregular.TTF) })

// missing gives the first character of a text that the font cannot show.
func missing(text string) (rune, error) {
	f, err := regular()
	if err != nil {
		return 0, fmt.Errorf("reading the letter's font: %w", err)
	}
	var buf sfnt.Buffer
	for _, r := range text {
		if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
			return r, err
		}
	}
	return 0, nil
}

// unknownGlyphs refuses a letter in which a box would stand for a character.
func (p *paper) unknownGlyphs() error {
	if p.err != nil {
		return p.err
	}
	if p.missing != 0 {
		return dunning.Errorf(dunning.CodeInvalid, "the letter's font has no %q (U+%04X)", string(p.missing), p.missing).
			WithHint("write names and texts in Latin, Greek or Cyrillic letters")
	}
	return nil
}
