package app

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"io"
	"slices"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/reconcile"
)

// Reconciler takes bank files in, one after another. It is not safe for
// concurrent use.
type Reconciler struct {
	App      *App
	Creditor string // of every account; empty: found by the account's IBAN
	Author   string // user name
	Profile  string // CSV profile; empty: guessed
	DryRun   bool   // decide, write nothing

	creditors []dunning.Creditor
	last      map[string]reconcile.Import // by creditor
	rates     *interest.Rates
}

// ReconciledLine is one entry of a bank file and what became of it.
type ReconciledLine struct {
	Account  string
	Creditor string
	Entry    bank.Entry
	reconcile.BankResult
}

// ReconciledFile is what a bank file brought.
type ReconciledFile struct {
	Name     string
	Format   bank.Format
	Entries  int
	Known    int // on record before
	States   map[reconcile.LineState]int
	Failed   int // entries that could not be recorded; each was given with its error
	Warnings []string
	Error    string // why it was not read to its end, or an account taken in; the rest counts
	Hint     string
}

// headSize is how much of a file is looked at to recognise its format.
const headSize = 64 << 10

// fileRun is one file on its way through a Reconciler.
type fileRun struct {
	r       *Reconciler
	out     ReconciledFile
	format  bank.Format
	imports map[string]reconcile.Import
	until   map[string]calendar.Date // by creditor
	doubts  map[string]string        // by creditor: why the file may lack bookings
	each    func(ReconciledLine) error
}

// File takes one bank file in and gives each entry with what became of it. An
// error is one of the store or of the context: what was recorded until then
// stays, and taking the file in again completes it. A fault of the file is in
// the result.
func (r *Reconciler) File(ctx context.Context, name string, in io.Reader, each func(ReconciledLine) error) (ReconciledFile, error) {
	f := &fileRun{
		r: r, out: ReconciledFile{Name: name, States: map[reconcile.LineState]int{}}, each: each,
		imports: map[string]reconcile.Import{}, until: map[string]calendar.Date{}, doubts: map[string]string{},
	}
	if err := r.prepare(ctx); err != nil {
		return f.out, err
	}
	sum := sha256.New()
	buffered := bufio.NewReaderSize(io.TeeReader(in, sum), headSize)
	head, _ := buffered.Peek(headSize) // what cannot be read is said below
	f.format = formatOf(head)
	var failed error // of the store: not the file's fault
	file, err := bank.Stream(name, buffered, bank.Options{Profile: r.Profile}, func(st bank.Statement) error {
		failed = f.statement(ctx, name, st)
		return failed
	})
	f.out.Format, f.out.Warnings = file.Format, file.Warnings
	if failed != nil {
		return f.out, failed
	}
	if err != nil {
		f.fault(cmp.Or(file.Error, err.Error()), "")
	}
	for id, im := range f.imports {
		end := reconcile.FileEnd{Format: file.Format, Sum: sum.Sum(nil), Fault: f.out.Error, Until: f.until[id]}
		if doubt := f.doubts[id]; doubt != "" {
			end.Until = calendar.Date{}
			f.out.Warnings = append(f.out.Warnings, doubt+"\u00a0: le fichier ne compte pas comme données bancaires à jour")
		}
		if err := im.Finish(ctx, end); err != nil {
			return f.out, err
		}
	}
	return f.out, nil
}

func (r *Reconciler) prepare(ctx context.Context) (err error) {
	if r.creditors != nil {
		return nil
	}
	if r.rates, err = r.App.Config.RateTable(); err != nil {
		return err
	}
	r.last = map[string]reconcile.Import{}
	if r.creditors, err = r.App.Store.Creditors(ctx); err != nil {
		return err
	}
	if len(r.creditors) == 0 {
		return dunning.Errorf(dunning.CodeNotFound, "there is no creditor yet").
			WithHint("name one in the configuration and start its invoices: relance start")
	}
	return nil
}

// claim is what may be claimed besides the balance.
func (r *Reconciler) claim(in dunning.ClaimInput) (dunning.Claim, error) {
	in.Rates = r.rates
	return dunning.NewClaim(in)
}

// fault notes the first fault of the file.
func (f *fileRun) fault(text, hint string) {
	if f.out.Error == "" {
		f.out.Error, f.out.Hint = text, hint
	}
}

// statement takes one statement in.
func (f *fileRun) statement(ctx context.Context, name string, st bank.Statement) error {
	creditor, err := f.r.creditorOf(st)
	if err != nil {
		f.fault(err.Error(), dunning.ErrorHint(err))
		return nil
	}
	im, err := f.begin(ctx, name, creditor)
	if err != nil {
		return err
	}
	if doubt := incomplete(st); doubt != "" {
		f.doubts[creditor] = doubt
	}
	if day := shownUntil(st); day.After(f.until[creditor]) {
		f.until[creditor] = day
	}
	lot := reconcile.BankLot{Account: st.AccountKey(), Kind: st.Kind, Format: f.format}
	for part := range slices.Chunk(st.Entries, 10_000) { // so that progress is seen
		lot.Entries = part
		results, err := im.Take(ctx, lot)
		for i, r := range results {
			f.count(r)
			if err := f.each(ReconciledLine{Account: lot.Account, Creditor: creditor, Entry: part[i], BankResult: r}); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *fileRun) count(r reconcile.BankResult) {
	f.out.Entries++
	switch {
	case r.Err != nil:
		f.out.Failed++
		return
	case r.Known:
		f.out.Known++
	}
	f.out.States[r.State]++
}

// begin gives the import of the file for a creditor.
func (f *fileRun) begin(ctx context.Context, name, creditor string) (reconcile.Import, error) {
	if im := f.imports[creditor]; im != nil {
		return im, nil
	}
	im, err := f.r.App.Store.BeginBankImport(ctx, reconcile.BankRead{
		Creditor: creditor, Name: name, Author: f.r.Author, DryRun: f.r.DryRun, After: f.r.last[creditor],
		Claim: f.r.claim,
	})
	if err == nil {
		f.imports[creditor], f.r.last[creditor] = im, im
	}
	return im, err
}

// creditorOf tells whose account a statement is of.
func (r *Reconciler) creditorOf(st bank.Statement) (string, error) {
	if r.Creditor != "" {
		return r.Creditor, nil
	}
	for _, c := range r.creditors {
		if st.IBAN != "" && c.IBAN == st.IBAN {
			return c.ID, nil
		}
	}
	if len(r.creditors) == 1 {
		return r.creditors[0].ID, nil
	}
	return "", dunning.Errorf(dunning.CodeNotFound, "account %s belongs to none of the %d creditors", st.Account, len(r.creditors)).
		WithHint("say whose it is: --creditor %s; or write the IBAN into the configuration", r.creditors[0].ID)
}

// shownUntil is the last day whose bookings a statement shows in full; zero
// when it shows single ones.
func shownUntil(st bank.Statement) calendar.Date {
	if st.Kind == bank.KindNotification {
		return calendar.Date{}
	}
	last := st.To
	for _, e := range st.Entries {
		if e.Status == bank.Booked && e.BookingDate.After(last) {
			last = e.BookingDate
		}
	}
	return last
}

// incomplete tells why a statement may lack bookings; empty when nothing speaks
// for it. A file that breaks off between two lines can be read to its end, but
// then its closing balance is missing, or is not the one that follows.
func incomplete(st bank.Statement) string {
	switch {
	case st.Kind == bank.KindStatement && st.Opening != nil && st.Closing == nil:
		return "compte " + st.Account + "\u00a0: le solde final manque"
	case st.Balanced != nil && !*st.Balanced:
		return "compte " + st.Account + "\u00a0: le solde ne se vérifie pas"
	}
	return ""
}

// formatOf recognises the format of a file by its beginning: what is known of a
// booking from another format may be written otherwise.
func formatOf(head []byte) bank.Format {
	f, _ := bank.Stream("", bytes.NewReader(head), bank.Options{}, func(bank.Statement) error { return io.EOF })
	return f.Format
}
