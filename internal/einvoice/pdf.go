package einvoice

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/xmltext"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// Limits of a PDF.
const (
	maxPDFBytes   = 64 << 20
	maxPages      = 5_000
	maxPDFObjects = 500_000
	maxPDFDepth   = 50
	maxPDFTime    = 10 * time.Second
)

func init() { api.DisableConfigDir() } // else pdfcpu writes into the user's configuration

// looksLikePDF accepts some bytes before the header, as viewers do.
func looksLikePDF(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-"))
}

// parsePDF reads the invoice embedded in a hybrid PDF.
func parsePDF(d Document, data []byte) (Document, error) {
	files, err := embeddedFiles(data)
	if err != nil {
		return d, err
	}
	candidates := invoiceFiles(files)
	if len(candidates) == 0 {
		return d, refuse(NoInvoice, nil, "PDF sans facture électronique (aucun XML joint) : saisissez la facture par CSV, ou faites-la exporter en Factur-X")
	}
	var first error
	for _, f := range candidates {
		read, err := parseDocument(d, f.data)
		if err != nil {
			first = cmp.Or(first, fmt.Errorf("%s\u00a0: %w", f.name, err))
			continue
		}
		if len(candidates) > 1 {
			r := reader{doc: &read}
			r.warn("le PDF contient %d fichiers XML, lu : %s", len(candidates), f.name)
		}
		return read, nil
	}
	return d, withPDFName(first)
}

// withPDFName keeps the typed error and shows the embedded file in its message.
func withPDFName(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	named := *e
	named.Message = err.Error()
	return &named
}

type embeddedFile struct {
	name   string
	listed bool // the document itself names it; the others are only lying around
	data   []byte
}

// invoiceNames are the names that the standards give the embedded invoice, the
// preferred one first.
var invoiceNames = []string{"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"}

// invoiceFiles picks the XML files among the embedded ones, the most likely
// invoice first: one that the document lists before one that an earlier
// version left behind, then by its name. Equal files count once.
func invoiceFiles(files []embeddedFile) []embeddedFile {
	rank := func(f embeddedFile) int {
		place := slices.Index(invoiceNames, strings.ToLower(f.name))
		if place < 0 {
			place = len(invoiceNames)
		}
		if !f.listed {
			place += len(invoiceNames) + 1
		}
		return place
	}
	var out []embeddedFile
	for _, f := range files {
		if xmltext.LooksLikeXML(f.data) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b embeddedFile) int { return rank(a) - rank(b) })
	unique := out[:0]
	for _, f := range out {
		if !slices.ContainsFunc(unique, func(u embeddedFile) bool { return bytes.Equal(u.data, f.data) }) {
			unique = append(unique, f)
		}
	}
	return unique
}

// embeddedFiles lists the files inside a PDF. It looks at every object, since
// generators attach files in ways that a validating reader refuses.
func embeddedFiles(data []byte) (files []embeddedFile, err error) {
	if len(data) > maxPDFBytes {
		return nil, refuse(TooLarge, nil, "PDF de plus de %d Mo : réduisez-le, ou donnez le seul fichier XML de la facture", maxPDFBytes>>20)
	}
	defer func() {
		if p := recover(); p != nil {
			files, err = nil, damaged(fmt.Errorf("reading PDF: %v", p))
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), maxPDFTime)
	defer cancel()
	pdf, err := pdfcpu.ReadWithContext(ctx, bytes.NewReader(data), pdfConfig())
	if err != nil {
		return nil, pdfFault(ctx, err)
	}
	if pages(pdf) > maxPages {
		return nil, refuse(TooLarge, nil, "PDF de plus de %d pages : gardez celles de la facture, ou donnez son seul fichier XML", maxPages)
	}
	w := pdfWalk{pdf: pdf, listed: listedStreams(pdf)}
	for _, number := range sortedObjects(pdf) {
		if ctx.Err() != nil {
			return nil, pdfFault(ctx, ctx.Err())
		}
		w.object(number)
	}
	return w.files, nil
}

func pdfConfig() *model.Configuration {
	c := model.NewDefaultConfiguration()
	c.ValidationMode = model.ValidationRelaxed
	c.Limits.MaxStreamBytes = maxPDFBytes
	c.Limits.MaxDecodeBytes = maxPDFBytes
	c.Limits.MaxObjectCount = maxPDFObjects
	c.Limits.MaxXRefEntries = maxPDFObjects
	c.Limits.MaxObjectStreamCount = maxPDFObjects
	c.Limits.MaxRecursionDepth = maxPDFDepth
	return c
}

func pdfFault(ctx context.Context, err error) *Error {
	text := strings.ToLower(err.Error())
	switch {
	case ctx.Err() != nil:
		return refuse(TooLarge, err, "PDF trop long à lire (plus de %d secondes) : enregistrez-le de nouveau, ou donnez le seul fichier XML de la facture", int(maxPDFTime.Seconds()))
	case strings.Contains(text, "password") || strings.Contains(text, "encrypt"):
		return refuse(Encrypted, err, "PDF protégé par un mot de passe : fournissez-le sans protection")
	}
	return damaged(err)
}

func damaged(err error) *Error {
	return refuse(Malformed, err, "PDF endommagé ou incomplet : redemandez le fichier d’origine")
}
