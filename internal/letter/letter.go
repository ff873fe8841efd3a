package letter

import (
	"relance/internal/dunning"
	"relance/internal/notice"
)

// Options say how a letter is made.
type Options struct {
	Templates  *notice.Templates // nil uses the built-in wording
	Signature  []byte            // PNG or JPEG of the handwritten signature; nil is none
	ByHand     bool              // a person signs the sheet: room is left above the name
	Electronic bool              // the registered letter is an electronic one
}

// Render words a notice and lays it out as a letter, a PDF/A-1b file of one or
// more pages. A notice of another channel becomes a simple letter. It fails
// with dunning.CodeInvalid for a notice that package notice refuses or a text
// that the font cannot show, with dunning.CodeUnreachable when the address does
// not fit the window; the message says what, the hint how to mend it.
func Render(n dunning.Notice, o Options) ([]byte, error) {
	if n.Channel != dunning.RegisteredLetter {
		n.Channel = dunning.Letter
	}
	t := o.Templates
	if t == nil {
		var err error
		if t, err = notice.Load(nil); err != nil {
			return nil, err
		}
	}
	c, err := t.Compose(n)
	if err != nil {
		return nil, err
	}
	address, err := AddressLines(n.Debtor)
	if err != nil {
		return nil, err
	}
	l := job{n: n, c: c, address: address, o: o, size: normal}
	pages, _, err := l.draw(0)
	if err != nil {
		return nil, err
	}
	if pages == 2 && n.Level.Rank() < dunning.Final.Rank() {
		l.size = tight
		if pages, _, err = l.draw(0); err != nil {
			return nil, err
		}
		if pages > 1 {
			l.size = normal
		}
	}
	_, pdf, err := l.draw(pages) // once more, now that the number of pages is known
	if err != nil {
		return nil, err
	}
	return archival(pdf, l.date())
}
