package postgres_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

func (b *bundle) begin() reconcile.Import {
	b.t.Helper()
	im, err := b.BeginBankImport(b.ctx(), reconcile.BankRead{Creditor: "atelier", Author: "claire", At: monday, Chunk: 25})
	b.must(err)
	return im
}

// TestPaymentsByHandDuringAnImportCountOnce lets people enter payments, and two
// imports run at once: what one of them changes sends the others back to look
// again.
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
				e := dunning.NewPaid(byHand, day("2026-05-28")).With(dunning.Stamp{Source: dunning.SourceManual, ID: fmt.Sprint("hand-", i), Author: "claire"})
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

// An import waits for the debtors whose invoices it settles before it locks a
// case: who holds a debtor, as a claim does, can lock his cases in any order.
func TestAnImportWaitsForDebtorsBeforeItLocksCases(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-2026-1"))
	sending, waiting := b.holdDebtors()
	done := make(chan error)
	go func() {
		_, err := b.begin().Take(b.ctx(), statement(t, credited(120000, "2026-05-29", "VIREMENT F-2026-1")))
		done <- err
	}()
	waiting()
	if _, err := sending.Exec(b.ctx(), `select 1 from cases for no key update nowait`); err != nil {
		t.Errorf("the import holds a case already: %v", err)
	}
	b.must(sending.Rollback(b.ctx()))
	b.must(<-done)
	if owes := b.loaded(ref).Balance; owes != 0 {
		t.Errorf("%s is open afterwards", owes)
	}
}

// A payment that somebody enters after the import has looked at what is open, and
// before it locks the case, sends the import back to look again: the line is not
// decided on a balance of before.
func TestAnImportLooksAgainWhenABalanceChangedBeforeItsLock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-2026-1"))
	sending, waiting := b.holdDebtors()
	done := make(chan []reconcile.BankResult, 1)
	go func() {
		out, err := b.begin().Take(b.ctx(), statement(t, credited(120000, "2026-05-29", "VIREMENT F-2026-1")))
		if err != nil {
			t.Error(err)
		}
		done <- out
	}()
	waiting() // it has looked, and waits for the debtor: his cases are not locked yet
	_, err := b.Record(b.ctx(), dunning.Recording{
		Ref: ref, Event: dunning.NewPaid(20000, day("2026-05-28")).With(dunning.Stamp{Source: dunning.SourceManual, ID: "hand", Author: "claire"}), Notify: true,
	})
	b.must(err)
	b.must(sending.Rollback(b.ctx()))
	out := <-done
	if len(out) != 1 || out[0].Err != nil || out[0].State != reconcile.LineSuggested {
		t.Errorf("more than is open came, and the line is not left to a person: %+v", out)
	}
	if owes := b.loaded(ref).Balance; owes != 100000 {
		t.Errorf("%s is open, want what the payment by hand has left", owes)
	}
	b.proved(ref)
}

// holdDebtors locks every debtor, as the claim of a message does, until the
// transaction ends. The function that it gives waits until somebody waits for it.
func (b *bundle) holdDebtors() (pgx.Tx, func()) {
	b.t.Helper()
	held, err := b.Pool().Begin(b.ctx())
	b.must(err)
	b.t.Cleanup(func() { _ = held.Rollback(context.WithoutCancel(b.t.Context())) })
	_, err = held.Exec(b.ctx(), `
		select pg_advisory_xact_lock(hashtextextended('relance/debtor/' || current_schema() || '/' || d.id, 0)) from debtors d`)
	b.must(err)
	var me int32
	b.must(held.QueryRow(b.ctx(), `select pg_backend_pid()`).Scan(&me))
	return held, func() {
		for n := 0; n == 0; n = b.count("pg_stat_activity where $1 = any(pg_blocking_pids(pid))", me) {
			runtime.Gosched()
		}
	}
}
