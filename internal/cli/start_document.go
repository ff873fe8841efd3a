package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/intake"
)

// mostPDF is the largest PDF that is attached: mail servers refuse more.
const mostPDF = 15 << 20

// document finds the PDF of an invoice: the Factur-X file itself, byte for
// byte, else the file that the line names, else one beside the file that bears
// its name or the invoice's number. The note says why there is none.
func (im *importer) document(it intake.Item, data []byte, pdf bool) (*dunning.Document, string) {
	file := it.Document.File
	if pdf {
		return pdfDocument(file, data)
	}
	if file == "-" {
		return nil, "no PDF: the invoice came from the standard input"
	}
	dir := filepath.Dir(file)
	if named := strings.ReplaceAll(it.Extra.Attachment, `\`, "/"); named != "" {
		if !filepath.IsLocal(named) {
			return nil, "no PDF: " + named + " does not lie beside the list"
		}
		return im.attach(it, filepath.Join(dir, named))
	}
	for _, name := range besides(it) {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return im.attach(it, path)
		}
	}
	return nil, ""
}

// besides lists the names that the PDF of an invoice may have.
func besides(it intake.Item) (out []string) {
	number := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, it.Document.Number)
	names := []string{number, strings.ReplaceAll(number, "-", "_")}
	if it.Line == 0 {
		base := filepath.Base(it.Document.File)
		names = append([]string{strings.TrimSuffix(base, filepath.Ext(base))}, names...)
	}
	for _, n := range names {
		if n != "" && filepath.IsLocal(n) {
			out = append(out, n+".pdf", n+".PDF")
		}
	}
	return out
}

// attach reads a PDF and remembers whose it is.
func (im *importer) attach(it intake.Item, path string) (*dunning.Document, string) {
	data, err := im.s.readFile(path, mostPDF)
	if err != nil {
		return nil, "no PDF: " + err.Error()
	}
	doc, note := pdfDocument(path, data)
	if doc != nil {
		im.attached[filepath.Clean(path)] = "PDF of invoice " + it.Document.Number
	}
	return doc, note
}

func pdfDocument(path string, data []byte) (*dunning.Document, string) {
	switch {
	case !bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return nil, "no PDF: " + path + " is none"
	case len(data) > mostPDF:
		return nil, "no PDF: " + path + " is too large to be attached to a mail"
	}
	return &dunning.Document{MediaType: "application/pdf", Name: filepath.Base(path), Bytes: data}, ""
}

// zoneOf is where a debtor keeps his holidays, as the store finds it.
func zoneOf(d dunning.Debtor, c dunning.Creditor) calendar.Zone {
	if d.Zone == "" && (d.Address.Postcode != "" || d.Address.Country != "") {
		return calendar.ZoneOfAddress(d.Address.Country, d.Address.Postcode)
	}
	zone := c.Zone
	if d.Zone != "" {
		zone = d.Zone
	}
	z, err := calendar.ParseZone(zone)
	if err != nil {
		return calendar.Metropole
	}
	return z
}
