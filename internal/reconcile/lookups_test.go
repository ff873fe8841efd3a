package reconcile_test

import (
	"testing"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// looked gives look-ups that found invoices by their numbers, as a store fills
// them.
func looked(items ...reconcile.OpenItem) *reconcile.Lookups {
	g := reconcile.NewLookups()
	g.Directory, g.DebtorIDs = reconcile.NewDirectory(), map[string]int64{"C1": 1, "C2": 2}
	for i, o := range items {
		o.ID = int64(i + 1)
		g.Items[o.ID] = &reconcile.Invoice{OpenItem: o, DebtorID: g.DebtorIDs[o.Debtor], Regime: dunning.B2B, Before: o.Balance}
		g.Numbers[o.Number] = o.ID
		g.Directory.Add(o.Debtor, o.Name)
		for _, k := range reconcile.IndexKeys(o) {
			g.Refs[k] = append(g.Refs[k], o.ID)
		}
	}
	return g
}

func line(id int64, e bank.Entry) *reconcile.Incoming {
	return &reconcile.Incoming{Entry: e, ID: id, Keys: reconcile.KeysOf(e)}
}

func TestWhatOneLinePaysIsNotOpenForTheNext(t *testing.T) {
	t.Parallel()
	g := looked(invoice("F2026-0142", "C1", 120_00))
	first, second := line(1, credit(120_00, "Atelier Brunel", "F2026-0142")), line(2, credit(120_00, "Atelier Brunel", "F2026-0142"))
	for _, l := range []*reconcile.Incoming{first, second} {
		g.Decide(l, reconcile.DefaultPolicy())
	}
	if first.State != reconcile.LineMatched || len(first.Invoices) != 1 || first.Invoices[0] != 1 || g.Items[1].Balance != 0 || g.Items[1].Before != 120_00 {
		t.Errorf("the first line is %s, the invoice owes %s", first.State, g.Items[1].Balance)
	}
	if second.State == reconcile.LineMatched {
		t.Errorf("the second payment settles the invoice again: %+v", second.Decision)
	}
}

func TestAReturnOpensNothingTwice(t *testing.T) {
	t.Parallel()
	g := looked(invoice("F2026-0142", "C1", 120_00))
	paid := line(1, from(brunelIBAN, credit(120_00, "Atelier Brunel", "F2026-0142")))
	g.Decide(paid, reconcile.DefaultPolicy())
	back := from(brunelIBAN, credit(-120_00, "Atelier Brunel", "REJET F2026-0142"))
	back.Reversal, back.ReturnReason = true, "AM04"
	g.Decide(line(2, back), reconcile.DefaultPolicy())
	if g.Items[1].Balance != 120_00 || !g.Lines[1].Returned {
		t.Errorf("owes %s, returned %v", g.Items[1].Balance, g.Lines[1].Returned)
	}
	again := line(3, back)
	if g.Decide(again, reconcile.DefaultPolicy()); again.State == reconcile.LineMatched {
		t.Errorf("the payment is taken back twice: %+v", again.Decision)
	}
}

func TestClaimsAreWorkedOutOnlyWhereTheMoneyMayHoldThem(t *testing.T) {
	t.Parallel()
	asked := 0
	g := looked(invoice("F2026-0142", "C1", 120_00), invoice("F2026-0150", "C2", 300_00))
	g.Claim = func(in claim.Input) (dunning.Claim, error) {
		asked++
		return dunning.Claim{Interest: 1_50, Fee: 40_00}, nil
	}
	over, wild := line(1, credit(161_50, "Atelier Brunel", "F2026-0142")), line(2, credit(9_000_00, "Vasseur et Fils", "F2026-0150"))
	g.Nearby(over)
	g.Nearby(wild)
	if len(g.History) != 1 || g.History[1] == nil {
		t.Fatalf("history is wanted of %d invoices", len(g.History))
	}
	*g.History[1] = reconcile.History{Payable: 120_00}
	for _, l := range []*reconcile.Incoming{over, wild} {
		l.Entry.BookingDate, l.Entry.ValueDate = calendar.NewDate(2026, 3, 16), calendar.NewDate(2026, 3, 16)
		g.Decide(l, reconcile.DefaultPolicy())
	}
	var accessory money.Cents
	for _, a := range over.Decision.Allocations {
		accessory += a.Accessory
	}
	if accessory != 41_50 || asked != 1 {
		t.Errorf("interest and fee %s after %d claims, want 41.50 after one", accessory, asked)
	}
}
