package postgres_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/reconcile"
	"relance/internal/reconcile/reconciletest"
)

// yearOf puts the invoices of a simulated year on record and gives its lines.
func (b *bundle) yearOf(world reconciletest.World) (lot reconcile.BankLot, refs []dunning.Ref) {
	b.t.Helper()
	var news []dunning.NewInvoice
	for _, it := range world.Items {
		if it.Balance <= 0 {
			continue
		}
		news = append(news, dunning.NewInvoice{
			Creditor: "atelier", Debtor: dunning.Debtor{Key: it.Debtor, Name: it.Name, Email: "compta@example.com"}, Now: monday,
			Invoice: dunning.Invoice{
				Number: it.Number, Issued: it.Issued, Due: it.Due, DueRule: dunning.DueStated, Currency: it.Currency, Total: it.Total,
				Payable: it.Balance, PayRef: it.PayRef, OrderRef: it.OrderRef, Source: "year",
			},
		})
	}
	for _, a := range b.AddInvoices(b.ctx(), news) {
		b.must(a.Err)
		refs = append(refs, a.Ref)
	}
	lot = reconcile.BankLot{Account: testAccount, Kind: bank.KindStatement, Format: bank.Camt}
	for _, l := range world.Lines {
		lot.Entries = append(lot.Entries, l.Entry)
	}
	return lot, refs
}

func (b *bundle) begin() *postgres.BankImport {
	b.t.Helper()
	im, err := b.BeginBankImport(b.ctx(), reconcile.BankRead{Creditor: "atelier", Author: "claire", At: monday})
	b.must(err)
	return im.(*postgres.BankImport).InChunksOf(25)
}

// told describes what became of lines, without their numbers, and without
// answers by the amount alone: of the many invoices of an amount, which ones are
// looked at depends on when.
func told(t *testing.T, results []reconcile.BankResult) (out []string) {
	t.Helper()
	for _, r := range results {
		d := r.Decision
		d.Original = ""
		d.Suggestions = slices.DeleteFunc(slices.Clone(d.Suggestions), func(s reconcile.Proposal) bool { return s.Score <= 20 })
		if d.Score <= 20 {
			d.Allocations, d.Reasons, d.Debtor = nil, nil, ""
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(r.State, " ", string(text)))
	}
	return out
}

// TestDecidingAheadChangesNoDecision takes a simulated year in twice: each
// chunk by itself, and as one lot, whose chunks are decided while the one
// before is recorded. All must come out alike.
func TestDecidingAheadChangesNoDecision(t *testing.T) {
	t.Parallel()
	world := reconciletest.Year(11, 30, 500, 700)
	alone, ahead := setup(t), setup(t)
	lot, refs := alone.yearOf(world)
	ahead.yearOf(world)
	var want []reconcile.BankResult
	im := alone.begin()
	for part := range slices.Chunk(lot.Entries, 25) {
		one := lot
		one.Entries = part
		out, err := im.Take(alone.ctx(), one)
		alone.must(err)
		want = append(want, out...)
	}
	got, err := ahead.begin().Take(ahead.ctx(), lot)
	ahead.must(err)
	wanted, given, differ := told(t, want), told(t, got), 0
	for i := range wanted {
		if wanted[i] != given[i] {
			if differ++; differ <= 3 {
				t.Errorf("%s\nalone: %s\nahead: %s", lot.Entries[i].Remittance, wanted[i], given[i])
			}
		}
	}
	t.Logf("%d lines, %d decided differently", len(wanted), differ)
	for _, ref := range refs {
		a, err := alone.Latest(alone.ctx(), ref.Creditor, ref.Number)
		alone.must(err)
		b, err := ahead.Latest(ahead.ctx(), ref.Creditor, ref.Number)
		ahead.must(err)
		if x, y := alone.loaded(a), ahead.loaded(b); a != b || x.Balance != y.Balance || x.Version != y.Version {
			t.Errorf("%v owes %s after %d events alone, %v owes %s after %d ahead", a, x.Balance, x.Version, b, y.Balance, y.Version)
		}
	}
	ahead.proved(refs...)
}

// TestPaymentsByHandDuringAnImportCountOnce lets people enter payments, and two
// imports run, while chunks are decided ahead: what one of them changes sends
// the others back to look again.
func TestPaymentsByHandDuringAnImportCountOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var refs []dunning.Ref
	var entries []bank.Entry
	for i := range 300 {
		refs = append(refs, b.add(invoice(number(5000+i))))
		entries = append(entries, credited(120000, "2026-05-29", "VIREMENT "+number(5000+i)))
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			out, err := b.begin().Take(b.ctx(), statement(t, slices.Clone(entries)...))
			b.must(err)
			for _, r := range out {
				b.must(r.Err)
			}
		})
	}
	const byHand = 20000
	for w := range 2 {
		wg.Go(func() {
			for i := w; i < len(refs); i += 6 {
				e := dunning.Event{Kind: dunning.KindPaid, Source: dunning.SourceManual, ID: fmt.Sprint("hand-", i), Amount: byHand, Date: day("2026-05-28"), Author: "claire"}
				_, err := b.Record(b.ctx(), dunning.Recording{Ref: refs[len(refs)-1-i], Event: e, Notify: true})
				b.must(err)
			}
		})
	}
	wg.Wait()
	if n := b.count("bank_lines"); n != len(entries) {
		t.Errorf("%d lines, want %d", n, len(entries))
	}
	var received, allocated, left money.Cents
	err := b.Pool().QueryRow(b.ctx(), `select
		(select coalesce(sum(amount), 0) from payments where source = 'bank'), (select coalesce(sum(amount), 0) from allocations),
		(select coalesce(sum(balance), 0) from cases)`).Scan(&received, &allocated, &left)
	b.must(err)
	if n := b.count("payments where source = 'bank'"); received != money.Cents(n)*120000 {
		t.Errorf("%d bank payments bring %s", n, received)
	}
	if all := money.Cents(len(refs)) * 120000; allocated+left != all {
		t.Errorf("%s went to invoices and %s is open, want %s together", allocated, left, all)
	}
	b.proved(refs...)
}
