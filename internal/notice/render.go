package notice

import (
	"bytes"
	"fmt"
	"html"
	htmltemplate "html/template"
	"strings"

	"relance/internal/dunning"
)

// Rendered is a notice as an e-mail's contents.
type Rendered struct {
	Subject   string
	Text      string // UTF-8, lines of at most 72 characters ended by \n, no U+202F
	HTML      string // refers to the QR code as cid:QRContentID when there is one
	QRPNG     []byte // QR code for the transfer, with its quiet zone; nil when there is none
	QRPayload string // what the QR code says (EPC069-12); "" when there is none
	// Wording and PassedOver are as of Composition.
	Wording, PassedOver string
}

// Render words and lays out a notice. Its errors are those of Compose. The
// result depends on the notice and the templates alone.
func (t *Templates) Render(n dunning.Notice) (Rendered, error) {
	c, err := t.Compose(n)
	if err != nil {
		return Rendered{}, err
	}
	r, err := t.layOut(n, c)
	if err != nil {
		return Rendered{}, err
	}
	if r.QRPNG, err = qrPNG(r.QRPayload); err != nil {
		return Rendered{}, err
	}
	return r, nil
}

// layOut makes all but the picture of the QR code.
func (t *Templates) layOut(n dunning.Notice, c Composition) (Rendered, error) {
	html, err := t.sets[n.Template].html(c)
	if err != nil {
		return Rendered{}, err
	}
	return Rendered{Subject: c.Subject, Text: c.text(), HTML: html, QRPayload: c.QRPayload, Wording: c.Wording, PassedOver: c.PassedOver}, nil
}

var layoutFuncs = htmltemplate.FuncMap{
	"lines":  func(s string) []string { return strings.Split(s, "\n") },
	"linked": linked,
}

// linked makes the creditor's addresses and telephone number in a line links.
func linked(c Composition, line string) htmltemplate.HTML {
	out := html.EscapeString(line)
	v := c.View.Creditor
	seen := map[string]bool{}
	for _, to := range []struct{ what, scheme, href string }{
		{v.Email, "mailto:", v.Email}, {v.Privacy, "mailto:", v.Privacy}, {v.Phone, "tel:", dialled(v.Phone)},
	} {
		if to.href == "" || seen[to.what] || !strings.Contains(line, to.what) {
			continue
		}
		seen[to.what] = true
		shown := html.EscapeString(to.what)
		out = strings.ReplaceAll(out, shown, `<a href="`+html.EscapeString(to.scheme+to.href)+`" style="color:inherit">`+shown+`</a>`)
	}
	return htmltemplate.HTML(out) //nolint:gosec // every part of it was escaped above
}

// dialled is a telephone number as a link has it.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

func (s *set) html(c Composition) (string, error) {
	var out bytes.Buffer
	if err := s.layout.Execute(&out, c); err != nil {
		return "", fmt.Errorf("laying out the HTML part: %w", err)
	}
	return out.String(), nil
}
