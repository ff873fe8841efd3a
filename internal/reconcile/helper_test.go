package reconcile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/identifier"
	"relance/internal/money"
	"relance/internal/reconcile"
)

const (
	brunelIBAN  = "FR7630006000011234567890189"
	vasseurIBAN = "FR7630006000010000000000197"
)

var today = calendar.NewDate(2026, 3, 16)

// invoice is an open invoice of a debtor, issued in January.
func invoice(number, debtor string, balance money.Cents) reconcile.OpenItem {
	names := map[string]string{"C1": "Atelier Brunel SARL", "C2": "Vasseur & Fils", "C3": "Société Delorme Conseil EURL"}
	return reconcile.OpenItem{Number: number, Debtor: debtor, Name: names[debtor], Currency: "EUR",
		Issued: calendar.NewDate(2026, 1, 10), Due: calendar.NewDate(2026, 2, 10), Total: balance, Balance: balance}
}

// credit is a booked credit of today.
func credit(amount money.Cents, name, text string) bank.Entry {
	return bank.Entry{ID: "L1", Fingerprint: "f-1", BookingDate: today, ValueDate: today, Amount: amount, Currency: "EUR", Status: bank.Booked,
		Counterparty: name, Remittance: text}
}

// from sets the payer's account.
func from(iban string, e bank.Entry) bank.Entry {
	e.CounterpartyIBAN = iban
	return e
}

func index(items ...reconcile.OpenItem) *reconcile.ItemIndex {
	b := reconcile.NewItemIndex(reconcile.DefaultPolicy())
	b.Add(items...)
	return b
}

// knowing is a book in which the accounts of C1 and C2 are learnt.
func knowing(items ...reconcile.OpenItem) *reconcile.ItemIndex {
	b := index(items...)
	b.AddDebtor("C1", "Atelier Brunel SARL")
	b.AddDebtor("C2", "Vasseur & Fils")
	b.Learn(brunelIBAN, "C1")
	b.Learn(vasseurIBAN, "C2")
	return b
}

func to(number string, amount money.Cents) reconcile.Allocation {
	return reconcile.Allocation{Invoice: number, Amount: amount}
}

// expect compares verdict and allocations.
func expect(t *testing.T, d reconcile.Decision, verdict reconcile.Verdict, allocations ...reconcile.Allocation) {
	t.Helper()
	if d.Verdict != verdict {
		t.Errorf("verdict %s, want %s: %+v", d.Verdict, verdict, d)
	}
	if len(d.Allocations) == 0 && len(allocations) == 0 {
		return
	}
	if diff := cmp.Diff(allocations, d.Allocations); diff != "" {
		t.Errorf("allocations (-want +got):\n%s%+v", diff, d.Reasons)
	}
}

// because fails unless the decision gives the reason.
func because(t *testing.T, d reconcile.Decision, code reconcile.ReasonCode) {
	t.Helper()
	for _, r := range d.Reasons {
		if r.Code == code {
			return
		}
	}
	t.Errorf("no reason %s in %+v", code, d.Reasons)
}

func rf(t *testing.T, number string) string {
	t.Helper()
	r, err := identifier.NewReference(number)
	if err != nil {
		t.Fatal(err)
	}
	return r.String()
}
