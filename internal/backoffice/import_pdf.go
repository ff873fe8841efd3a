package backoffice

import (
	"bytes"
	"path/filepath"
	"strings"

	"relance/internal/dunning"
	"relance/internal/intake"
)

// mostPDF is the largest PDF that is attached: mail servers refuse more.
const mostPDF = 15 << 20

// document finds the PDF of an invoice: the Factur-X file itself, byte for
// byte, else the file that the line names, else one beside the file that bears
// its name or the invoice's number. The text says why there is none.
func (r *importRun) document(it intake.Item, data []byte, pdf bool) (doc *dunning.Document, why string) {
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
		return r.attach(it, filepath.Join(dir, named))
	}
	for _, name := range besides(it) {
		if path := filepath.Join(dir, name); r.in.Source.Has(path) {
			return r.attach(it, path)
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
func (r *importRun) attach(it intake.Item, path string) (*dunning.Document, string) {
	data, err := r.in.Source.Read(path, mostPDF)
	if err != nil {
		return nil, "no PDF: " + err.Error()
	}
	doc, why := pdfDocument(path, data)
	if doc != nil {
		r.attached[filepath.Clean(path)] = it.Document.Number
		r.whole(path, it.Document.File)
	}
	return doc, why
}

func pdfDocument(path string, data []byte) (*dunning.Document, string) {
	switch {
	case !bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return nil, "no PDF: " + path + " is none"
	case len(data) > mostPDF:
		return nil, "no PDF: " + path + " is too large to be attached to a mail; give a smaller one"
	}
	return &dunning.Document{MediaType: "application/pdf", Name: filepath.Base(path), Bytes: data}, ""
}
