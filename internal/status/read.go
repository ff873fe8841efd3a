package status

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"relance/internal/xmltext"
)

// Limits of a message. Real ones have some kilobytes and a depth of nine; the
// limits bound what a hostile file can ask for.
const (
	MaxBytes    = 16 << 20
	maxDepth    = 32
	maxElements = 500_000
)

// namespace is that of the root element.
const namespace = "urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100"

const rootName = "CrossDomainAcknowledgementAndResponse"

// Read gives what a message says, one entry for each invoice that it names.
// What is not a status message, or cannot be read, is one entry with its error.
func Read(file string, data []byte) []Status {
	m, err := parse(data)
	if err != nil {
		return []Status{Failed(file, err.Error())}
	}
	head := m.head(file)
	var out []Status
	for _, ack := range m.Acknowledgements {
		for _, ref := range ack.References {
			s := head
			s.Ref = len(out) + 1
			ack.fill(&s)
			ref.fill(&s)
			s.check(m)
			out = append(out, s.filled())
		}
	}
	if len(out) == 0 {
		return []Status{Failed(file, "message de cycle de vie sans facture référencée")}
	}
	return out
}

// parse reads the XML; errors are French sentences.
func parse(data []byte) (message, error) {
	var m message
	if len(data) > MaxBytes {
		return m, fmt.Errorf("fichier de plus de %d Mo\u00a0: ce n’est pas un message de cycle de vie\u00a0; donnez un fichier par message", MaxBytes>>20)
	}
	if !xmltext.LooksLikeXML(data) {
		return m, errors.New("ce n’est pas un fichier XML\u00a0: un message de cycle de vie est attendu (CDAR)")
	}
	text, err := xmltext.ToUTF8(data)
	if err != nil {
		return m, errors.New("encodage de caractères illisible\u00a0: demandez le message d’origine à la plateforme")
	}
	if err := bounded(text); err != nil {
		return m, err
	}
	dec := decoder(text)
	if err := dec.Decode(&m); err != nil {
		return m, malformed(dec)
	}
	return m, nil
}

func decoder(text []byte) *xml.Decoder {
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = xmltext.CharsetReader
	return dec
}

func malformed(dec *xml.Decoder) error {
	line, _ := dec.InputPos()
	return fmt.Errorf("XML mal formé à la ligne %d\u00a0: demandez le message d’origine à la plateforme", line)
}

// bounded walks through the whole document before anything is kept of it: it
// must be a status message, well-formed to its end, without a document type
// and of bounded size.
func bounded(text []byte) error {
	dec := decoder(text)
	depth, elements := 0, 0
	for {
		tok, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF) && elements == 0:
			return errors.New("fichier XML sans contenu")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return malformed(dec)
		}
		switch t := tok.(type) {
		case xml.Directive:
			return errors.New("le fichier contient une déclaration de type de document (DTD)\u00a0: refusé")
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth++
			elements++
			switch {
			case elements == 1 && (t.Name.Local != rootName || t.Name.Space != namespace):
				return fmt.Errorf("ce n’est pas un message de cycle de vie\u00a0: élément «\u00a0%s\u00a0»", oneLine(t.Name.Local))
			case elements > 1 && depth == 1:
				return errors.New("du contenu suit la fin du message\u00a0: refusé")
			case depth > maxDepth || elements > maxElements:
				return fmt.Errorf("message démesuré (plus de %d niveaux ou de %d éléments)\u00a0: refusé", maxDepth, maxElements)
			}
		}
	}
}

// oneLine is a short printable form of s for messages.
func oneLine(s string) string {
	r := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(r)
}
