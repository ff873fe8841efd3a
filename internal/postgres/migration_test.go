package postgres_test

import (
	"testing"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// Every invoice of the test owes 1200.00 since 2026-05-12, to be paid on
// 2026-05-29 with interest and fee. Before the migration only the matches told
// which part was which, and what took a payment back told nothing of it.
func TestMigrationToAccessoriesCountsOnlyWhatStands(t *testing.T) {
	t.Parallel()
	b := setup(t)
	entry := func(amount money.Cents, date, name string) bank.Entry {
		e := credited(amount, date, "FACTURE "+name)
		e.Counterparty, e.CounterpartyIBAN, e.Reversal = name, "", amount < 0
		return e
	}
	take := func(e bank.Entry) int64 {
		got := b.takeClaims(e)
		b.wantStates(got, reconcile.LineMatched)
		return got[0].Line
	}
	pay := func(name string) int64 { return take(entry(124679, "2026-05-29", name)) }
	sendBack := func(name string) int64 { return take(entry(-124679, "2026-05-30", name)) }
	undo := func(line int64) {
		_, err := b.Unmatch(b.ctx(), line, "claire", monday)
		b.must(err)
	}
	owes := map[string]money.Cents{ // the interest; none ran while money was there that went back
		"ALPHA11": 0, "BRAVO22": 719, "DELTA44": 679, "LIMA77": 719, "OSCAR99": 0, "ZEBRA63": 0,
	}
	for name := range owes {
		n := invoice(name)
		n.Debtor.Key, n.Debtor.Name = name, name
		b.add(n)
	}
	pay("ALPHA11")
	undo(pay("BRAVO22"))
	pay("DELTA44")
	sendBack("DELTA44")
	again := pay("LIMA77")
	undo(again)
	_, err := b.Match(b.ctx(), again, []reconcile.MatchPart{{Invoice: "ZEBRA63", Amount: 120000, Accessory: 4679}}, "claire", monday)
	b.must(err)
	pay("OSCAR99")
	undo(sendBack("OSCAR99")) // not a return after all: the payment stands again

	want := func() {
		t.Helper()
		for name, interest := range owes {
			ref, err := b.FindByNumber(b.ctx(), name)
			b.must(err)
			if interest == 0 {
				b.wantClaim(ref, "2026-05-30", 0, 0, 0)
			} else {
				b.wantClaim(ref, "2026-05-30", 120000, interest, 4000)
			}
		}
	}
	want()
	_, err = b.Pool().Exec(b.ctx(), `alter table allocations drop column accessory`)
	b.must(err)
	b.must(b.Migration(b.ctx(), "00011_accessories.sql"))
	t.Log("migrated")
	want()
}
