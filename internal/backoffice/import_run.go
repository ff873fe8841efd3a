package backoffice

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/einvoice"
	"relance/internal/intake"
)

// Bounds of an import.
const (
	importBatch = 100      // invoices recorded at once
	importBytes = 32 << 20 // of PDFs held in memory at once
)

// MostBytes is how much is read of one file; intake refuses more.
const MostBytes = 256 << 20

// InvoiceStore records invoices.
type InvoiceStore interface {
	AddInvoices(ctx context.Context, batch []dunning.NewInvoice) []dunning.Added
	Invoice(ctx context.Context, creditor, number string) (dunning.Invoice, error)
	Debtor(ctx context.Context, creditor, key string) (dunning.Debtor, error)
}

// importRun is one import under way.
type importRun struct {
	o         *Office
	who       Actor
	in        Import
	creditors []dunning.Creditor
	yield     func(Entry, error) bool
	left      bool // whoever listens has left

	pending  []pendingInvoice
	bytes    int // of their PDFs
	credits  []pendingCredit
	attached map[string]string            // PDF → number of its invoice
	regimes  map[[2]string]dunning.Regime // of debtors on record
	starts   map[[2]string]bool           // invoices that a dry run would start, by creditor and number
	chased   map[string]bool              // numbers of Import.Chase that were met
	rates    map[[2]string]bool           // creditor and rate that a person was asked to confirm
	plans    map[string][]dunning.Plan    // of the creditors met
}

// pendingInvoice is an invoice that is recorded with the next batch.
type pendingInvoice struct {
	entry   Entry
	invoice dunning.NewInvoice
}

// Import takes invoices in, and starts one case each. It accounts for every
// file and every line: entries come as they are settled, those of one file
// nearly in its order. Lists are read before PDFs, and credit notes are set
// against their invoices at the end. Again is a no-op, and says so. When the
// context ends, what was read is still recorded, for a while; the error then
// says that the import is not complete.
func (o *Office) Import(ctx context.Context, who Actor, in Import) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		r := &importRun{
			o: o, who: who, in: in, yield: yield,
			attached: map[string]string{}, regimes: map[[2]string]dunning.Regime{}, starts: map[[2]string]bool{},
			chased: map[string]bool{}, rates: map[[2]string]bool{},
		}
		err := r.prepare(ctx)
		if err == nil {
			err = r.files(ctx)
		}
		if err != nil && !r.left {
			yield(Entry{}, err)
		}
	}
}

// files takes the files in, PDFs last.
func (r *importRun) files(ctx context.Context) error {
	work := slices.Clone(r.in.Files)
	slices.SortStableFunc(work, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	r.in.Progress.Report("", 0, len(work))
	for i, name := range work {
		if ctx.Err() != nil || r.left {
			break
		}
		r.file(ctx, name)
		r.in.Progress.Report("", i+1, len(work))
	}
	r.flush(ctx)
	r.setCredits(ctx)
	if err := ctx.Err(); err != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "stopped before the end").
			WithHint("start again: what is on record is not taken in twice")
	}
	for _, number := range r.in.Chase {
		if !r.chased[number] {
			r.emit(Entry{Number: number, Outcome: Failed, Err: dunning.Errorf(dunning.CodeNotFound, "%s: no such invoice in these files", number).
				WithHint("write the number as the invoice does")})
		}
	}
	return nil
}

// emit gives an entry to whoever listens.
func (r *importRun) emit(e Entry) {
	if !r.left && !r.yield(e, nil) {
		r.left = true
	}
}

func isPDF(name string) bool { return strings.EqualFold(filepath.Ext(name), ".pdf") }

// rank puts PDFs last.
func rank(name string) int {
	if isPDF(name) {
		return 1
	}
	return 0
}

// file takes one file in.
func (r *importRun) file(ctx context.Context, name string) {
	if number, ok := r.attached[filepath.Clean(name)]; ok {
		r.emit(Entry{File: name, Outcome: Attached, PDFOf: number})
		return
	}
	data, err := r.in.Source.Read(name, MostBytes)
	if err != nil {
		r.emit(Entry{File: name, Outcome: Failed, Err: err})
		if !errors.Is(err, fs.ErrNotExist) {
			r.whole(name, "")
		}
		return
	}
	file, items := intake.Open(name, data, intake.Options{Map: r.in.Map, Profile: r.in.Profile, Creditor: r.in.Creditor})
	for _, w := range file.Warnings {
		r.emit(Entry{File: name, Outcome: Remark, Text: w})
	}
	done := 0
	r.in.Progress.Report(name, 0, file.Count)
	for it := range items {
		if ctx.Err() != nil || r.left {
			return
		}
		it.Document.File = name
		r.decide(ctx, it, data, file.Format == einvoice.FacturX)
		if len(r.pending) >= importBatch || r.bytes >= importBytes {
			r.flush(ctx)
		}
		done++
		r.in.Progress.Report(name, done, file.Count)
	}
	r.whole(name, "")
}

func (r *importRun) whole(name, list string) {
	if r.in.Whole != nil {
		r.in.Whole(name, list)
	}
}
