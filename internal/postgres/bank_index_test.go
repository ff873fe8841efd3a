package postgres_test

import (
	"encoding/json"
	"testing"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/reconcile"
	"relance/internal/reconcile/reconciletest"
)

// answerOf is what of a decision the look-ups can change.
func answerOf(t *testing.T, d reconcile.Decision) string {
	t.Helper()
	text, err := json.Marshal([]any{d.Kind, d.Verdict, d.Allocations, d.Unallocated, d.Score, d.HoldReminder, d.Debtor})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// amountOnly tells whether both answers are mere proposals of one amount that
// more invoices have than are looked at: which of them is no matter.
func amountOnly(a, b reconcile.Decision) bool {
	return a.Verdict == reconcile.Suggest && b.Verdict == reconcile.Suggest && a.Score <= 20 && b.Score <= 20
}

// TestTheStoreDecidesAsTheIndexInMemoryDoes plays a simulated year against both:
// the look-ups in SQL must find what the index in memory finds, and what is
// recorded must leave the same balances.
func TestTheStoreDecidesAsTheIndexInMemoryDoes(t *testing.T) {
	t.Parallel()
	world := reconciletest.Year(7, 40, 500, 800)
	b := setup(t)
	c := testCreditor()
	c.WaiveFee = true // the book's items carry no fee either
	b.save(c, quietPlan())
	index := reconcile.NewItemIndex(reconcile.DefaultPolicy())
	var news []dunning.NewInvoice
	for i, it := range world.Items {
		if it.Balance <= 0 {
			continue // credit notes are set against an invoice, not chased
		}
		it.ID, it.Interest, it.Fee, it.Discount = int64(i), 0, 0, 0
		index.Add(it)
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
	}
	im, err := b.BeginBankImport(b.ctx(), reconcile.BankRead{Creditor: "atelier", Author: "year", At: monday})
	b.must(err)
	auto, differ := 0, 0
	for _, l := range world.Lines {
		want := index.Match(l.Entry)
		got, err := im.Take(b.ctx(), reconcile.BankLot{
			Account: testAccount, Kind: bank.KindStatement, Format: bank.Camt, Entries: []bank.Entry{l.Entry},
		})
		b.must(err)
		b.must(got[0].Err)
		if got[0].Known {
			t.Fatalf("a line of the year counts as known: %+v", l.Entry)
		}
		if !amountOnly(want, got[0].Decision) && answerOf(t, want) != answerOf(t, got[0].Decision) {
			if differ++; differ <= 5 {
				t.Errorf("%s (%s)\nbook:  %s\nstore: %s", l.Entry.Remittance, l.Truth.Case, answerOf(t, want), answerOf(t, got[0].Decision))
			}
		}
		if want.Verdict == reconcile.Auto {
			auto++
			index.Record(l.Entry, want)
		}
	}
	t.Logf("%d lines, %d automatic, %d decided differently", len(world.Lines), auto, differ)
	if auto < len(world.Lines)/3 {
		t.Errorf("only %d of %d lines were automatic: the year shows little", auto, len(world.Lines))
	}
	for _, n := range news {
		want, _ := index.Item(n.Invoice.Number)
		ref, err := b.Latest(b.ctx(), "atelier", n.Invoice.Number)
		b.must(err)
		if got := b.loaded(ref).Balance; got != want.Balance {
			t.Errorf("%s: %s is open in the store, %s in the book", n.Invoice.Number, got, want.Balance)
		}
	}
}
