package backoffice

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"

	"relance/internal/access"
	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// BankImporter begins to take bank files in.
type BankImporter interface {
	BeginBankImport(ctx context.Context, r reconcile.BankRead) (reconcile.Import, error)
}

// BankFiles takes bank files in, one after another. It is not safe for
// concurrent use.
type BankFiles struct {
	Creditor string // of every account; empty is found by the account's IBAN
	Profile  string // CSV profile; empty is found out
	DryRun   bool   // decide, write nothing

	o         *Office
	who       Actor
	creditors []dunning.Creditor
	last      map[string]reconcile.Import // by creditor
}

// BankEntry is one entry of a bank file and what became of it.
type BankEntry struct {
	Account  string
	Creditor string // id
	Entry    bank.Entry
	reconcile.BankResult
}

// BankReport is what a bank file brought.
type BankReport struct {
	Name     string
	Format   bank.Format
	Entries  int
	Known    int // on record before
	States   map[reconcile.LineState]int
	Failed   int // entries that could not be recorded; each was given with its error
	Warnings []string
	Fault    error // why it was not read to its end, or an account not taken in; the rest counts
}

// BankFiles begins a run over bank files.
func (o *Office) BankFiles(who Actor) *BankFiles {
	return &BankFiles{o: o, who: who, last: map[string]reconcile.Import{}}
}

// headSize is how much of a file is looked at to recognise its format.
const headSize = 64 << 10

// bankLot is how many entries are taken in before the next are looked at, so
// that whoever waits sees them come.
const bankLot = 10_000

// bankRun is one bank file on its way.
type bankRun struct {
	f       *BankFiles
	out     BankReport
	format  bank.Format
	imports map[string]reconcile.Import // by creditor
	until   map[string]calendar.Date    // by creditor
	gaps    map[string]string           // by creditor: why the file may lack bookings
	each    func(BankEntry) error
}

// Take takes one bank file in and gives each entry with what became of it. An
// error is one of the store or of the context: what was recorded until then
// stays, and taking the file in again completes it. A fault of the file is in
// the report.
func (f *BankFiles) Take(ctx context.Context, name string, in io.Reader, each func(BankEntry) error) (BankReport, error) {
	r := &bankRun{
		f: f, out: BankReport{Name: name, States: map[reconcile.LineState]int{}}, each: each,
		imports: map[string]reconcile.Import{}, until: map[string]calendar.Date{}, gaps: map[string]string{},
	}
	if err := f.prepare(ctx); err != nil {
		return r.out, err
	}
	sum := sha256.New()
	buffered := bufio.NewReaderSize(io.TeeReader(in, sum), headSize)
	head, _ := buffered.Peek(headSize) // what cannot be read is said below
	r.format = bank.Recognise(head)
	var failed error // of the store: not the file's fault
	file, err := bank.Stream(name, buffered, bank.Options{Profile: f.Profile}, func(st bank.Statement) error {
		failed = r.statement(ctx, st)
		return failed
	})
	r.out.Format, r.out.Warnings = file.Format, file.Warnings
	if failed != nil {
		return r.out, failed
	}
	if err != nil {
		r.fault(dunning.Errorf(dunning.CodeInvalid, "%s", cmp.Or(file.Error, err.Error())))
	}
	return r.out, r.finish(ctx, sum.Sum(nil))
}

// finish notes that the file was read.
func (r *bankRun) finish(ctx context.Context, sum []byte) error {
	for creditor, im := range r.imports {
		end := reconcile.FileEnd{Format: r.out.Format, Sum: sum, Until: r.until[creditor]}
		if r.out.Fault != nil {
			end.Fault = r.out.Fault.Error()
		}
		if gap := r.gaps[creditor]; gap != "" {
			end.Until = calendar.Date{}
			r.out.Warnings = append(r.out.Warnings, gap+"\u00a0: le fichier ne compte pas comme données bancaires à jour")
		}
		if err := im.Finish(ctx, end); err != nil {
			return err
		}
	}
	return nil
}

func (f *BankFiles) prepare(ctx context.Context) (err error) {
	if f.creditors != nil {
		return nil
	}
	if f.creditors, err = f.o.onRecord(ctx, f.who, access.MatchMoney); err != nil {
		return err
	}
	if f.Creditor != "" {
		return access.May(f.who, access.MatchMoney, f.Creditor)
	}
	if len(f.creditors) == 0 {
		return dunning.Errorf(dunning.CodeNotFound, "there is no creditor yet").
			WithHint("name one in the configuration and take its invoices in")
	}
	return nil
}

// claim is what may be claimed besides the balance.
func (f *BankFiles) claim(in claim.Input) (dunning.Claim, error) {
	in.Rates = f.o.Rates
	return claim.New(in)
}

// fault notes the first fault of the file.
func (r *bankRun) fault(err error) {
	if r.out.Fault == nil {
		r.out.Fault = err
	}
}

// statement takes one statement in.
func (r *bankRun) statement(ctx context.Context, st bank.Statement) error {
	creditor, err := r.f.creditorOf(st)
	if err != nil {
		r.fault(err)
		return nil
	}
	im, err := r.begin(ctx, creditor)
	if err != nil {
		return err
	}
	if gap := st.Gap(); gap != "" {
		r.gaps[creditor] = gap
	}
	if day := st.ShownUntil(); day.After(r.until[creditor]) {
		r.until[creditor] = day
	}
	lot := reconcile.BankLot{Account: st.AccountKey(), Kind: st.Kind, Format: r.format}
	for part := range slices.Chunk(st.Entries, bankLot) {
		lot.Entries = part
		results, err := im.Take(ctx, lot)
		for i, result := range results {
			r.count(result)
			if err := r.each(BankEntry{Account: lot.Account, Creditor: creditor, Entry: part[i], BankResult: result}); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *bankRun) count(result reconcile.BankResult) {
	r.out.Entries++
	switch {
	case result.Err != nil:
		r.out.Failed++
		return
	case result.Known:
		r.out.Known++
	}
	r.out.States[result.State]++
}

// begin gives the import of the file for a creditor.
func (r *bankRun) begin(ctx context.Context, creditor string) (reconcile.Import, error) {
	if im := r.imports[creditor]; im != nil {
		return im, nil
	}
	im, err := r.f.o.BankFeed.BeginBankImport(ctx, reconcile.BankRead{
		Creditor: creditor, Name: r.out.Name, Author: r.f.who.Name, DryRun: r.f.DryRun, After: r.f.last[creditor], Claim: r.f.claim,
	})
	if err == nil {
		r.imports[creditor], r.f.last[creditor] = im, im
	}
	return im, err
}

// creditorOf tells whose account a statement is of.
func (f *BankFiles) creditorOf(st bank.Statement) (string, error) {
	if f.Creditor != "" {
		return f.Creditor, nil
	}
	for _, c := range f.creditors {
		if st.IBAN != "" && c.Takes(st.IBAN) {
			return c.ID, nil
		}
	}
	if len(f.creditors) == 1 {
		return f.creditors[0].ID, nil
	}
	return "", dunning.Errorf(dunning.CodeNotFound, "account %s belongs to none of the %d creditors", st.Account, len(f.creditors)).
		WithHint("write the IBAN into the configuration, or say whose it is: %s", dunning.Deed{Do: dunning.DeedNameCreditor, On: f.creditors[0].ID})
}

// TakeWhole is Take for a file that somebody put into a folder: fault is what
// is wrong with it, for the text beside it.
func (f *BankFiles) TakeWhole(ctx context.Context, name string, in io.Reader) (done BankReport, fault string, err error) {
	var last error
	done, err = f.Take(ctx, name, in, func(e BankEntry) error {
		if e.Err != nil {
			last = e.Err
		}
		return nil
	})
	switch {
	case err != nil:
	case done.Fault != nil:
		if fault = done.Fault.Error(); dunning.ErrorHint(done.Fault) != "" {
			fault += "\n" + dunning.ErrorHint(done.Fault)
		}
	case done.Failed > 0:
		fault = fmt.Sprintf("%d lines were not recorded; the last one: %s", done.Failed, last)
	}
	return done, fault, err
}
