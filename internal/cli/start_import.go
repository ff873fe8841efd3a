package cli

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"relance/internal/app"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/einvoice"
	"relance/internal/intake"
)

const (
	startBatch   = 100              // invoices recorded at once
	startBytes   = 32 << 20         // of PDFs held in memory at once
	mostBytes    = 256 << 20        // of one file; more is refused by intake
	startTelling = 10 * time.Minute // for starting the cases of a large import
)

// importer takes files in and keeps account.
type importer struct {
	s         *session
	cmd       *startCmd
	app       *app.App // nil in a dry run without database
	creditors []dunning.Creditor
	plans     []dunning.Plan
	temporal  string

	order    map[string]int               // place of a file among those given
	items    []item                       // the account, one entry for each file without lines and each line
	pending  []pending                    // to be recorded with the next batch
	bytes    int                          // of their PDFs
	credits  []creditNote                 // to be set against invoices once these are recorded
	attached map[string]string            // PDF → the place of the line that it belongs to
	regimes  map[[2]string]dunning.Regime // of debtors on record
	chased   map[string]bool              // numbers of --chase that were met
	rates    map[[2]string]bool           // creditor and rate that a person was asked to confirm
	read     map[string]bool              // files that were read to their end
}

// pending is an invoice on its way to the store, and its entry in the account.
type pending struct {
	item    int
	invoice dunning.NewInvoice
}

// run reads the files, lists before PDFs: a PDF that a line names is its
// attachment, not an invoice of its own. Interrupted, it records what it has
// read and gives the context's error.
func (im *importer) run(files []string) error {
	im.attached, im.regimes, im.order = map[string]string{}, map[[2]string]dunning.Regime{}, map[string]int{}
	im.chased, im.rates, im.read = map[string]bool{}, map[[2]string]bool{}, map[string]bool{}
	for i, f := range files {
		im.order[f] = i
	}
	work := slices.Clone(files)
	slices.SortStableFunc(work, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	step := im.s.progress(len(work), "reading")
	for _, f := range work {
		if im.s.ctx.Err() != nil {
			break
		}
		im.take(f)
		if len(im.pending) >= startBatch || im.bytes >= startBytes {
			im.flush()
		}
		step(true)
	}
	im.flush()
	im.setCredits()
	step(false)
	slices.SortStableFunc(im.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(im.order[a.File], im.order[b.File]), cmp.Compare(a.Line, b.Line))
	})
	return im.s.ctx.Err()
}

func isPDF(name string) bool { return strings.EqualFold(filepath.Ext(name), ".pdf") }

// rank puts PDFs last.
func rank(name string) int {
	if isPDF(name) {
		return 1
	}
	return 0
}

// take takes one file in.
func (im *importer) take(file string) {
	if at, ok := im.attached[filepath.Clean(file)]; ok {
		im.items = append(im.items, item{File: file, Outcome: attachedTo, Text: at})
		im.read[file] = true
		return
	}
	data, err := im.s.readFile(file, mostBytes)
	if err != nil {
		im.read[file] = !errors.Is(err, fs.ErrNotExist)
		im.items = append(im.items, item{File: file, Outcome: failed, Error: err.Error()})
		return
	}
	res := intake.Read(file, data, intake.Options{Map: im.cmd.Map, Profile: im.cmd.Profile, Creditor: im.cmd.Creditor})
	for _, w := range res.Warnings {
		im.items = append(im.items, item{File: file, Outcome: remark, Text: w})
	}
	step := im.s.progress(len(res.Items), filepath.Base(file))
	defer step(false)
	for _, it := range res.Items {
		if im.s.ctx.Err() != nil {
			return
		}
		it.Document.File = file
		im.decide(it, data, res.Format == einvoice.FacturX)
		if len(im.pending) >= startBatch || im.bytes >= startBytes {
			im.flush()
		}
		step(true)
	}
	im.read[file] = true
}

// decide decides about one invoice.
func (im *importer) decide(it intake.Item, data []byte, pdf bool) {
	entry := item{File: it.Document.File, Line: it.Line, Number: it.Document.Number, Warnings: it.Document.Warnings}
	if it.Error != nil {
		im.fail(entry, it.Error)
		return
	}
	if it.DuplicateOf != 0 {
		entry.Outcome, entry.Text = repeated, "same invoice as line "+itoa(int64(it.DuplicateOf))
		im.items = append(im.items, entry)
		return
	}
	creditor, err := intake.MatchCreditor(it, im.creditors)
	if err != nil {
		im.fail(entry, err)
		return
	}
	entry.Creditor = creditor.ID
	d := intake.Classify(it.Document, intake.Policy{SIREN: creditor.SIREN, VAT: creditor.VAT, Today: calendar.DateOf(im.s.Now())})
	forced := im.forced(it, d, &entry)
	if !d.Chase && !forced {
		im.leaveOut(entry, it, creditor, d)
		return
	}
	r := intake.ToReceivable(it, creditor.ID)
	r.Invoice.Plan = im.cmd.Plan
	if forced {
		r.Invoice.Source += " (--chase: " + string(d.Reason) + ")"
	}
	n := dunning.NewInvoice{Creditor: creditor.ID, Debtor: r.Debtor, Invoice: r.Invoice, Now: im.s.Now(), Author: im.s.author(im.cmd.By)}
	var note string
	n.Document, note = im.document(it, data, pdf)
	entry.describe(r, note)
	im.keepRegime(&n, r.Regime, &entry)
	im.confirmRate(it, creditor, &entry)
	if im.cmd.DryRun {
		im.rehearse(entry, n, creditor)
		return
	}
	im.items = append(im.items, entry)
	im.pending = append(im.pending, pending{len(im.items) - 1, n})
	if n.Document != nil {
		im.bytes += len(n.Document.Bytes)
	}
}

func (im *importer) fail(entry item, err error) {
	entry.Outcome, entry.Error, entry.Hint = failed, err.Error(), hintOf(err)
	im.items = append(im.items, entry)
}

// keepRegime lets an assumption never overwrite what is known of a debtor.
func (im *importer) keepRegime(n *dunning.NewInvoice, rule intake.RegimeRule, entry *item) {
	if rule != intake.RegimeCautious || im.app == nil {
		return
	}
	key := [2]string{n.Creditor, n.Debtor.Key}
	regime, asked := im.regimes[key]
	if !asked {
		if d, err := im.app.Store.Debtor(im.s.ctx, n.Creditor, n.Debtor.Key); err == nil {
			regime = d.Regime
		}
		im.regimes[key] = regime
	}
	if regime != "" {
		n.Debtor.Regime, entry.Regime, entry.RegimeRule = "", string(regime), "on_record"
	}
}

// flush records what is pending and enters what became of it.
func (im *importer) flush() {
	if len(im.pending) == 0 {
		return
	}
	batch := make([]dunning.NewInvoice, len(im.pending))
	for i, p := range im.pending {
		batch[i] = p.invoice
	}
	ctx := context.WithoutCancel(im.s.ctx) // what was read is recorded, also when the user stops the import
	for i, added := range im.app.Store.AddInvoices(ctx, batch) {
		im.items[im.pending[i].item].became(added)
	}
	im.pending, im.bytes = im.pending[:0], 0
}

// rehearse says what would become of an invoice.
func (im *importer) rehearse(entry item, n dunning.NewInvoice, creditor dunning.Creditor) {
	defer func() { im.items = append(im.items, entry) }()
	if im.app != nil {
		if _, err := im.app.Store.Invoice(im.s.ctx, n.Creditor, n.Invoice.Number); err == nil {
			entry.Outcome = onRecord
			return
		}
	}
	entry.Outcome = wouldStart
	id := cmp.Or(im.cmd.Plan, n.Debtor.Plan, creditor.Plan, "default")
	i := slices.IndexFunc(im.plans, func(p dunning.Plan) bool { return p.ID == id })
	if i < 0 {
		return
	}
	rules, err := dunning.NewRules(im.plans[i], zoneOf(n.Debtor, creditor), creditor.ID, n.Debtor.Key)
	if err != nil {
		return
	}
	if steps := rules.Schedule(n.Invoice.Due, rules.Today(n.Now)); len(steps) > 0 {
		entry.FirstStep, entry.FirstAt = steps[0].ID, steps[0].At
	}
}
