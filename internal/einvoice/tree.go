package einvoice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"relance/internal/xmltext"
)

// Limits of an XML document. The largest invoice seen in practice is far below
// each: they bound the work that a hostile file can ask for.
const (
	maxXMLBytes = 64 << 20
	maxDepth    = 64
	maxElements = 2_000_000 // read
	maxNodes    = 200_000   // kept, that is outside lines and attachments
)

// node is an element with its local name, its text and its child elements.
type node struct {
	name, space string
	value       string
	attrs       []xml.Attr
	kids        []*node
	buf         []byte
}

// skipped are the elements whose content is read but not kept: the lines,
// which dunning does not use, and embedded files, which can be large.
var skipped = map[string]bool{
	"IncludedSupplyChainTradeLineItem": true,
	"InvoiceLine":                      true,
	"CreditNoteLine":                   true,
	"AttachmentBinaryObject":           true,
	"EmbeddedDocumentBinaryObject":     true,
	"Signature":                        true,
}

// treeBuilder turns tokens into nodes.
type treeBuilder struct {
	root            *node
	stack           []*node
	depth, skipFrom int // skipFrom is the depth of the skipped element, 0 outside
	elements, nodes int
}

var (
	errDeep     = errors.New("elements nested too deeply")
	errElements = errors.New("too many elements")
	errTrailing = errors.New("content after the end of the document")
)

// parseXML builds the tree of a document and checks that it is well-formed to
// its last byte.
func parseXML(data []byte) (*node, error) {
	if len(data) > maxXMLBytes {
		return nil, refuse(TooLarge, nil, "fichier XML de plus de %d Mo : ce n’est pas une facture ; donnez un fichier par facture", maxXMLBytes>>20)
	}
	text, err := xmltext.ToUTF8(data)
	if err != nil {
		return nil, refuse(Malformed, err, "encodage de caractères illisible : réexportez la facture en UTF-8")
	}
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = xmltext.CharsetReader
	var b treeBuilder
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = b.add(tok)
		}
		if err != nil {
			return nil, xmlFault(err, dec)
		}
	}
	if b.root == nil {
		return nil, refuse(Malformed, nil, "fichier XML sans contenu")
	}
	return b.root, nil
}

func xmlFault(err error, dec *xml.Decoder) *Error {
	line, _ := dec.InputPos()
	if errors.Is(err, errDeep) || errors.Is(err, errElements) {
		return refuse(TooLarge, err, "fichier XML démesuré (plus de %d niveaux ou de %d éléments) : ce n’est pas une facture", maxDepth, maxNodes)
	}
	e := refuse(Malformed, err, "XML mal formé à la ligne %d : faites réexporter la facture par le logiciel qui l’a produite", line)
	if strings.Contains(err.Error(), "invalid UTF-8") {
		e.Message = strings.Replace(e.Message, "XML mal formé", "le fichier se dit en UTF-8 mais contient d’autres octets", 1)
	}
	e.Line = line
	return e
}

func (b *treeBuilder) add(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.StartElement:
		return b.open(t)
	case xml.EndElement:
		b.close()
	case xml.CharData:
		return b.text(t)
	}
	return nil
}

func (b *treeBuilder) open(t xml.StartElement) error {
	b.depth++
	b.elements++
	switch {
	case b.depth > maxDepth:
		return errDeep
	case b.elements > maxElements:
		return errElements
	case b.depth == 1 && b.root != nil:
		return errTrailing
	case b.skipFrom > 0:
		return nil
	case skipped[t.Name.Local] && b.depth > 1:
		b.skipFrom = b.depth
		return nil
	}
	if b.nodes++; b.nodes > maxNodes {
		return errElements
	}
	n := &node{name: t.Name.Local, space: t.Name.Space, attrs: t.Attr}
	if b.depth == 1 {
		b.root = n
	} else {
		parent := b.stack[len(b.stack)-1]
		parent.kids = append(parent.kids, n)
	}
	b.stack = append(b.stack, n)
	return nil
}

func (b *treeBuilder) close() {
	depth := b.depth
	b.depth--
	if b.skipFrom > 0 {
		if depth == b.skipFrom {
			b.skipFrom = 0
		}
		return
	}
	n := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	n.value, n.buf = strings.TrimSpace(string(n.buf)), nil
}

func (b *treeBuilder) text(t xml.CharData) error {
	switch {
	case b.depth == 0:
		if len(bytes.Trim(t, " \t\r\n\ufeff")) > 0 {
			return errTrailing
		}
	case b.skipFrom == 0:
		n := b.stack[len(b.stack)-1]
		n.buf = append(n.buf, t...)
	}
	return nil
}
