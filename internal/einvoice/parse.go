package einvoice

import (
	"bytes"
	"fmt"
	"strings"

	"relance/internal/xmltext"
)

// Parse reads one invoice file of any supported format, which it recognises by
// content; name is only repeated in Document.File. On failure the error is an
// [*Error] and the Document holds the name and, where known, the format.
//
// Parse does not panic, uses no network and no disk, and stops at fixed
// limits: 64 MB, 64 levels, 2 million elements, 5,000 pages, 10 seconds of
// PDF reading.
func Parse(name string, data []byte) (Document, error) {
	d := Document{File: name, Warnings: []string{}, OtherMeans: []Means{}}
	d.Buyer.Address.Lines = []string{}
	switch {
	case looksLikePDF(data):
		d.Format = FacturX
		return parsePDF(d, data)
	case xmltext.LooksLikeXML(data):
		return parseDocument(d, data)
	case len(bytes.TrimSpace(data)) == 0:
		return d, refuse(Malformed, nil, "fichier vide")
	}
	return d, refuse(Unsupported, nil, "ce n’est ni un PDF Factur-X ni une facture XML (CII ou UBL)")
}

// parseDocument reads an XML document and tells by its root what it is.
func parseDocument(d Document, data []byte) (Document, error) {
	root, err := parseXML(data)
	if err != nil {
		return d, err
	}
	root = unwrap(root)
	r := reader{doc: &d}
	switch syntaxOf(root) {
	case CII:
		r.setFormat(CII)
		r.readCII(root)
	case UBL:
		r.setFormat(UBL)
		r.readUBL(root)
	default:
		return d, foreign(root)
	}
	r.check()
	return d, nil
}

// unwrap looks inside the envelope of the Peppol network.
func unwrap(root *node) *node {
	if root.name != "StandardBusinessDocument" {
		return root
	}
	for _, kid := range root.kids {
		if syntaxOf(kid) != "" {
			return kid
		}
	}
	return root
}

// syntaxOf tells CII and UBL from everything else. "Invoice" is a popular name
// for a root: without a UBL namespace it must at least contain UBL parties.
func syntaxOf(root *node) Format {
	switch root.name {
	case "CrossIndustryInvoice":
		return CII
	case "Invoice", "CreditNote":
		if strings.Contains(root.space, "ubl:schema:xsd:"+root.name) ||
			root.space == "" && root.at("AccountingCustomerParty") != nil {
			return UBL
		}
	}
	return ""
}

// reader fills one document.
type reader struct {
	doc *Document
}

func (r *reader) warn(format string, args ...any) {
	r.doc.Warnings = append(r.doc.Warnings, fmt.Sprintf(french(format), args...))
}

// setFormat keeps the format of the PDF around an embedded document.
func (r *reader) setFormat(f Format) {
	if r.doc.Format == "" {
		r.doc.Format = f
	}
}

// A textField maps a term of the standard to the element that holds it.
type textField struct {
	term, path string
	into       func(*Document) *string
}

// readTexts fills the text fields of a table.
func (r *reader) readTexts(root *node, fields []textField) {
	for _, f := range fields {
		*f.into(r.doc) = root.text(f.path)
	}
}
