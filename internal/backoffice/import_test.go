package backoffice

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/intake"
)

// claire may do everything.
var claire = access.Shell("claire")

const listHead = "number;issue_date;due_date;total;type_code;preceding;buyer_name;buyer_siren;attachment\n"

// files is a Source in memory.
type files map[string]string

func (f files) Read(name string, most int64) ([]byte, error) {
	text, ok := f[name]
	if !ok {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	return []byte(text[:min(len(text), int(most)+1)]), nil
}

func (f files) Has(name string) bool { _, ok := f[name]; return ok }

// invoiceStore is a store of invoices and credit notes in memory.
type invoiceStore struct {
	invoices map[string]dunning.NewInvoice // by number
	credits  map[string]dunning.Event      // by number
	batches  []int
	add      func(ctx context.Context) error // called before a batch is recorded
}

func (b *invoiceStore) AddInvoices(ctx context.Context, batch []dunning.NewInvoice) []dunning.Added {
	b.batches = append(b.batches, len(batch))
	var failed error
	if b.add != nil {
		failed = b.add(ctx)
	}
	out := make([]dunning.Added, len(batch))
	for i, n := range batch {
		switch before, known := b.invoices[n.Invoice.Number]; {
		case failed != nil:
			out[i] = dunning.Added{State: dunning.AddFailed, Err: failed}
		case !known:
			b.invoices[n.Invoice.Number], out[i].State = n, dunning.AddCreated
		case before.Invoice.Total != n.Invoice.Total:
			out[i] = dunning.Added{State: dunning.AddConflict, Differences: []dunning.Difference{{Field: "total"}}}
		default:
			out[i].State = dunning.AddSame
		}
	}
	return out
}

func (b *invoiceStore) Invoice(_ context.Context, _, number string) (dunning.Invoice, error) {
	n, ok := b.invoices[number]
	if !ok {
		return dunning.Invoice{}, dunning.Errorf(dunning.CodeNotFound, "no invoice %s", number)
	}
	return n.Invoice, nil
}

func (b *invoiceStore) Debtor(_ context.Context, _, key string) (dunning.Debtor, error) {
	return dunning.Debtor{}, dunning.Errorf(dunning.CodeNotFound, "no debtor %s", key)
}

func (b *invoiceStore) FindByNumber(ctx context.Context, number string, _ ...string) (dunning.Ref, error) {
	return b.Latest(ctx, "brunel", number)
}

func (b *invoiceStore) Latest(ctx context.Context, creditor, number string) (dunning.Ref, error) {
	_, err := b.Invoice(ctx, creditor, number)
	return dunning.Ref{Creditor: creditor, Number: number}, err
}

func (b *invoiceStore) LoadCase(_ context.Context, ref dunning.Ref) (dunning.Case, error) {
	return dunning.Case{Creditor: ref.Creditor, Number: ref.Number, Currency: b.invoices[ref.Number].Invoice.Currency}, nil
}

func (b *invoiceStore) Case(context.Context, dunning.Ref) (view dunning.CaseView, err error) {
	for _, e := range b.credits {
		view.Timeline = append(view.Timeline, dunning.Record{Event: e})
	}
	return view, nil
}

func (b *invoiceStore) Record(_ context.Context, r dunning.Recording) (dunning.Recorded, error) {
	if _, again := b.credits[r.Event.ID]; again {
		return dunning.Recorded{Duplicate: true}, nil
	}
	b.credits[r.Event.ID] = r.Event
	return dunning.Recorded{}, nil
}

func (b *invoiceStore) Creditors(context.Context) ([]dunning.Creditor, error) {
	return []dunning.Creditor{{ID: "brunel", Name: "Atelier Brunel SARL"}}, nil
}

func newInvoiceStore() *invoiceStore {
	return &invoiceStore{invoices: map[string]dunning.NewInvoice{}, credits: map[string]dunning.Event{}}
}

func (b *invoiceStore) office() *Office {
	return &Office{
		CreditorReader: b, Finder: b, Invoices: b, Credits: b, Plans: []dunning.Plan{dunning.DefaultPlan()},
		Now: func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) },
	}
}

// take imports and gives what became of each entry, as "place number outcome".
func take(t *testing.T, o *Office, in Import) (account []string, stopped error) {
	t.Helper()
	for e, err := range o.Import(t.Context(), claire, in) {
		if stopped = err; err == nil {
			account = append(account, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Place(), e.Number, e.Outcome)))
		}
	}
	return account, stopped
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var someFiles = files{
	"avoir.csv": listHead + "AV-1;2026-11-20;;-20,00;Avoir;F-1;Caron;404833048;\n",
	"liste.csv": listHead + "F-1;2026-11-15;2026-12-15;100,00;;;Caron;404833048;scan.pdf\nF-2;31/02/2026;;1,00;;;Caron;;\nF-1;2026-11-15;2026-12-15;100,00;;;Caron;404833048;\n",
	"scan.pdf":  "%PDF-1.4 one",
}

func someImport() Import {
	return Import{Files: []string{"scan.pdf", "avoir.csv", "liste.csv", "gone.csv"}, Source: someFiles}
}

func withoutRemarks(account []string) (out []string) {
	for _, line := range account {
		if !strings.HasSuffix(line, string(Remark)) {
			out = append(out, line)
		}
	}
	return out
}

func TestAnImportAccountsForEveryFileAndLineAndAgainIsANoOp(t *testing.T) {
	t.Parallel()
	b := newInvoiceStore()
	read := map[string]string{}
	in := someImport()
	in.Whole = func(name, list string) { read[name] = list }
	account, err := take(t, b.office(), in)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the account", withoutRemarks(account), "liste.csv:3 F-2 failed", "liste.csv:4 F-1 repeated", "gone.csv  failed",
		"scan.pdf  attached", "liste.csv:2 F-1 started", "avoir.csv:2 AV-1 credited")
	if doc := b.invoices["F-1"].Document; doc == nil || doc.Name != "scan.pdf" {
		t.Errorf("the invoice has the document %+v", doc)
	}
	if len(read) != 3 || read["scan.pdf"] != "liste.csv" {
		t.Errorf("read to their end are %v", read)
	}
	account, err = take(t, b.office(), someImport())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the account of the second time", withoutRemarks(account), "liste.csv:3 F-2 failed", "liste.csv:4 F-1 repeated",
		"gone.csv  failed", "scan.pdf  attached", "liste.csv:2 F-1 same", "avoir.csv:2 AV-1 same")
}

func TestADryRunDecidesAlikeAndRecordsNothing(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]bool{"with a database": true, "without": false} {
		b := newInvoiceStore()
		o := b.office()
		if o.Configured, _ = b.Creditors(t.Context()); !with {
			o.Invoices, o.Credits, o.CreditorReader, o.Finder = nil, nil, nil, nil
		}
		in := someImport()
		in.DryRun = true
		account, err := take(t, o, in)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, withoutRemarks(account), "liste.csv:2 F-1 would_start", "liste.csv:3 F-2 failed", "liste.csv:4 F-1 repeated",
			"gone.csv  failed", "scan.pdf  attached", "avoir.csv:2 AV-1 would_credit")
		if len(b.batches)+len(b.invoices)+len(b.credits) > 0 {
			t.Errorf("%s: a dry run recorded something", name)
		}
	}
}

func TestAnotherAmountUnderOneNumberIsAConflict(t *testing.T) {
	t.Parallel()
	b := newInvoiceStore()
	if _, err := take(t, b.office(), someImport()); err != nil {
		t.Fatal(err)
	}
	account, err := take(t, b.office(), Import{Files: []string{"b.csv"}, Source: files{
		"b.csv": listHead + "F-1;2026-11-15;2026-12-15;130,00;;;Caron;404833048;\nAV-1;2026-11-20;;-30,00;Avoir;F-1;Caron;404833048;\n",
	}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the account", withoutRemarks(account), "b.csv:2 F-1 conflict", "b.csv:3 AV-1 conflict")
}

// Today is the office's own: 2026-11-21, with a day of grace.
func TestAnInvoiceOfTheFutureIsLeftOut(t *testing.T) {
	t.Parallel()
	source := files{"f.csv": listHead + "F-1;2026-11-22;2026-12-15;100,00;;;Caron;404833048;\nF-2;2026-11-23;2026-12-15;100,00;;;Caron;404833048;\n"}
	for name, row := range map[string]struct {
		dry  bool
		want ImportOutcome
	}{"an import": {false, Started}, "a dry run": {true, WouldStart}} {
		got := map[string]Entry{}
		for e, err := range newInvoiceStore().office().Import(t.Context(), claire, Import{Files: []string{"f.csv"}, Source: source, DryRun: row.dry}) {
			if err != nil {
				t.Fatal(err)
			}
			got[e.Number] = e
		}
		if f := got["F-2"]; got["F-1"].Outcome != row.want || f.Outcome != NotChased || f.Reason != intake.ReasonDates || !strings.Contains(f.Text, "dans le futur") {
			t.Errorf("%s: F-1 %s, F-2 %s %s %q", name, got["F-1"].Outcome, f.Outcome, f.Reason, f.Text)
		}
	}
}

func TestADebtorWithTheCreditorsOwnAddressIsRemarkedUpon(t *testing.T) {
	t.Parallel()
	o := newInvoiceStore().office()
	o.Configured = []dunning.Creditor{{ID: "brunel", Email: "compta@brunel.example.fr", ReplyTo: "reponses@brunel.example.fr"}}
	source := files{"f.csv": "number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email\n" +
		"F-1;2026-11-15;2026-12-15;100,00;Caron;404833048;Compta@brunel.example.fr\n" +
		"F-2;2026-11-15;2026-12-15;100,00;Caron;404833048;reponses@brunel.example.fr\n" +
		"F-3;2026-11-15;2026-12-15;100,00;Caron;404833048;compta@caron.example.fr\nF-4;2026-11-15;2026-12-15;100,00;Caron;404833048;\n"}
	var warned []string
	for e, err := range o.Import(t.Context(), claire, Import{Files: []string{"f.csv"}, Source: source, DryRun: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range e.Notes {
			if n.Code == NoteOwnAddress {
				warned = append(warned, e.Number+" "+strings.ToLower(n.Text))
			}
		}
	}
	same(t, "warned of", warned, "F-1 compta@brunel.example.fr", "F-2 reponses@brunel.example.fr")
}

func TestAnImportRefusesPlansAndCreditorsThatThereAreNot(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]Import{"plan": {Plan: "none"}, "creditor": {Creditor: "nobody"}, "profile": {Profile: "none"}} {
		in.Source, in.Files = someFiles, []string{"liste.csv"}
		if account, err := take(t, newInvoiceStore().office(), in); err == nil || len(account) > 0 {
			t.Errorf("an unknown %s: %v, %v", name, account, err)
		}
	}
}

func TestANumberToChaseThatNoFileHasIsNamed(t *testing.T) {
	t.Parallel()
	in := Import{Files: []string{"avoir.csv"}, Source: someFiles, Chase: []string{"F-7"}}
	account, err := take(t, newInvoiceStore().office(), in)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the account", withoutRemarks(account), "avoir.csv:2 AV-1 not_chased", " F-7 failed"[1:])
}

func long(n int) files {
	var text strings.Builder
	text.WriteString(listHead)
	for i := range n {
		fmt.Fprintf(&text, "F-%d;2026-11-15;2026-12-15;100,00;;;Caron;404833048;\n", i)
	}
	return files{"long.csv": text.String()}
}

func TestAnImportThatIsStoppedRecordsWhatItHasRead(t *testing.T) {
	t.Parallel()
	b := newInvoiceStore()
	ctx, stop := context.WithCancel(t.Context())
	in := Import{Files: []string{"long.csv"}, Source: long(250), Progress: func(_ string, done, _ int) {
		if done == 130 {
			stop()
		}
	}}
	var stopped error
	for _, err := range b.office().Import(ctx, claire, in) {
		stopped = err
	}
	if stopped == nil || len(b.invoices) != 130 || fmt.Sprint(b.batches) != "[100 30]" {
		t.Errorf("%v; %d invoices in batches of %v, want 130 and an error", stopped, len(b.invoices), b.batches)
	}
}

// A database that does not answer holds whoever stops an import for a while,
// not for ever.
func TestAnImportThatIsStoppedDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newInvoiceStore()
		ctx, stop := context.WithCancel(t.Context())
		b.add = func(ctx context.Context) error {
			stop()
			<-ctx.Done()
			return ctx.Err()
		}
		began := time.Now()
		for range b.office().Import(ctx, claire, Import{Files: []string{"long.csv"}, Source: long(100)}) {
			continue
		}
		if waited := time.Since(began); waited != grace {
			t.Errorf("it waited %s, want %s", waited, grace)
		}
	})
}

func TestWhoeverListensMayLeave(t *testing.T) {
	t.Parallel()
	b := newInvoiceStore()
	for e := range b.office().Import(t.Context(), claire, Import{Files: []string{"long.csv"}, Source: long(250)}) {
		if e.Outcome == Started {
			break
		}
	}
	if fmt.Sprint(b.batches) != "[100]" {
		t.Errorf("batches of %v, want one of 100", b.batches)
	}
}

func TestAFileOfAWatchedFolderStaysUntilItsEntriesAreSettled(t *testing.T) {
	t.Parallel()
	b := newInvoiceStore()
	b.add = func(context.Context) error { return errors.New("the database is away") }
	read := map[string]string{}
	in := someImport()
	in.Whole = func(name, list string) { read[name] = list }
	account := func() (entries []Entry) {
		for e, err := range b.office().Import(t.Context(), claire, in) {
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, e)
		}
		return entries
	}
	say := func(entries []Entry) (out []string) {
		for _, v := range Verdicts(in.Files, entries, read) {
			out = append(out, fmt.Sprintf("%s stays %t later %t, %d faults, %d remarks", v.File, v.Stays, v.Later, len(v.Faults), len(v.Remarks)))
		}
		return out
	}
	same(t, "without a database", say(account()), "scan.pdf stays true later true, 0 faults, 0 remarks",
		"avoir.csv stays false later false, 1 faults, 0 remarks", "liste.csv stays true later true, 1 faults, 0 remarks",
		"gone.csv stays true later false, 1 faults, 0 remarks")
	b.add = nil
	same(t, "with it again", say(account()), "scan.pdf stays false later false, 0 faults, 0 remarks",
		"avoir.csv stays false later false, 0 faults, 0 remarks", "liste.csv stays false later false, 1 faults, 0 remarks",
		"gone.csv stays true later false, 1 faults, 0 remarks")
}
