package invoices

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/einvoice"
	"relance/internal/intake"
)

// maxInvoiceFile is what package intake takes at most.
const maxInvoiceFile = 256 << 20

// Inspect shows what a file of invoices says. It needs neither database nor
// configuration, and judges nothing: values are as written.
type Inspect struct {
	Files []string `arg:"" name:"file" help:"Invoices: Factur-X, CII, UBL, CSV or JSON; a folder means all files in it; - is the standard input."`

	Profile string            `placeholder:"NAME" help:"CSV: the software that wrote the list, instead of guessing."`
	Map     map[string]string `mapsep:"none" placeholder:"FIELD=COLUMN" help:"CSV: the column of a field, by its header or as #3; may be repeated."`
}

// options checks what kong cannot.
func (c *Inspect) options() (intake.Options, error) {
	if c.Profile != "" && !slices.Contains(intake.Profiles(), c.Profile) {
		return intake.Options{}, frame.Usage(fmt.Errorf("--profile must be one of %s", strings.Join(intake.Profiles(), ", ")))
	}
	return intake.Options{Profile: c.Profile, Map: c.Map}, nil
}

// inspected is one invoice as the contract prints it; line is added for lists.
type inspected struct {
	einvoice.Document
	Line int `json:"line,omitempty"`
}

// Run prints file after file, so that any number of them needs no more memory
// than the largest.
func (c *Inspect) Run(s *frame.Session) error {
	opts, err := c.options()
	if err != nil {
		return err
	}
	return s.EachFile(c.Files, func(name string, list *frame.JSONList) (bool, error) { return inspectFile(s, name, opts, list) })
}

// inspectFile prints the invoices of one file and tells whether all could be
// read; the error is one of writing.
func inspectFile(s *frame.Session, name string, opts intake.Options, list *frame.JSONList) (ok bool, err error) {
	ok = true
	items, columns := readInvoices(s, name, opts)
	headed := s.JSON
	for _, item := range items {
		if item.Document.Error != "" {
			ok = false
			s.Complain(describeItem(item), "")
		}
		switch failed := item.Document.Error != ""; {
		case s.JSON:
			err = list.Add(item)
		case !failed && !headed:
			err, headed = errors.Join(fileHead(s, name, columns), card(s, item)), true
		case !failed:
			err = card(s, item)
		}
		if err != nil {
			return ok, err
		}
	}
	return ok, nil
}

// describeItem names a failed item: file, line, fault.
func describeItem(item inspected) string {
	if item.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", item.File, item.Line, item.Document.Error)
	}
	return item.File + ": " + item.Document.Error
}

// readInvoices reads a file; what cannot be read is an item with an error.
func readInvoices(s *frame.Session, name string, opts intake.Options) ([]inspected, []intake.Column) {
	data, err := s.ReadFile(name, maxInvoiceFile)
	if err != nil {
		doc := einvoice.Document{File: name, Warnings: []string{}, OtherMeans: []einvoice.Means{}, Error: frame.FileFault(err)}
		doc.Buyer.Address.Lines = []string{}
		return []inspected{{Document: doc}}, nil
	}
	res := intake.Read(name, data, opts)
	out := make([]inspected, len(res.Items))
	for i, item := range res.Items {
		out[i] = inspected{Document: item.Document, Line: item.Line}
		doc := &out[i].Document
		if i == 0 {
			doc.Warnings = append(res.Warnings, doc.Warnings...)
		}
		if item.DuplicateOf > 0 {
			doc.Warnings = append(doc.Warnings, fmt.Sprintf("même facture, même contenu que la ligne %d", item.DuplicateOf))
		}
		if item.Error != nil {
			doc.Error = item.Error.Message
		} else {
			for _, w := range intake.ToReceivable(item, "").Due {
				doc.Warnings = append(doc.Warnings, w.Sentence())
			}
		}
		if doc.Warnings == nil {
			doc.Warnings = []string{}
		}
	}
	return out, res.Columns
}
