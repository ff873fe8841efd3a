package postgres_test

import (
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// refused checks that an error names a figure and says what to write instead.
func (b *bundle) refused(err error, figure, hint string) {
	b.t.Helper()
	wantCode(b.t, err, dunning.CodeConflict)
	if err != nil && !strings.Contains(err.Error(), figure) || !strings.Contains(dunning.ErrorHint(err), hint) {
		b.t.Errorf("%q (%q) does not tell %q and %q", err, dunning.ErrorHint(err), figure, hint)
	}
}

// 1200.00 is due on 2026-05-12: on 2026-05-29 interest is 6.79 and the fee 40.
func TestNoMoreGoesToInterestAndFeeThanMayBeClaimed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	give := func(line int64, amount, accessory money.Cents) error {
		_, err := b.Match(b.ctx(), line, []reconcile.MatchPart{{Invoice: "F2026-0142", Amount: amount, Accessory: accessory}}, "claire", monday)
		return err
	}
	first := b.takeAt(monday, credited(5500, "2026-05-29", "FRAIS"))
	b.refused(give(first, 0, 5500), "46.79", "F2026-0142=0.00+46.79: the rest stays on the line")
	b.wantClaim(ref, "2026-05-29", 120000, 679, 4000)
	b.must(give(first, 0, 4679))
	line, err := b.BankLine(b.ctx(), first)
	b.must(err)
	if line.Rest != 821 {
		t.Errorf("%s is left of the line, want 8.21", line.Rest)
	}
	b.wantClaim(ref, "2026-05-29", 120000, 0, 0)

	earlier := b.takeAt(monday, credited(4200, "2026-05-28", "ENCORE DES FRAIS"))
	b.refused(give(earlier, 0, 4000), "neither interest nor fee", "show F2026-0142")
	b.must(give(earlier, 1000, 0))

	back := b.takeAt(monday, credited(-6000, "2026-06-01", "VIREMENT EMIS"))
	b.refused(give(back, -1000, -5000), "46.79 was paid for them", "F2026-0142=-10.00+-46.79")
	b.must(give(back, -1000, -4679))
	b.wantClaim(ref, "2026-06-01", 120000, 798, 4000) // for four days 10.00 less was owed
	b.proved(ref)
}

func TestAConsumerPaysNoFee(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n := invoice("F2026-0142")
	n.Debtor.Regime = dunning.B2C
	b.add(n)
	line := b.takeAt(monday, credited(4000, "2026-05-29", "FRAIS"))
	_, err := b.Match(b.ctx(), line, []reconcile.MatchPart{{Invoice: "F2026-0142", Accessory: 4000}}, "claire", monday)
	b.refused(err, "neither interest nor fee", "show ")
}

// What a person tells goes the way of a bank line, which then confirms it.
func TestAPaymentByHandWithInterestAndFee(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	recorded := paid(120000, "2026-05-29")
	recorded.Accessory = 5500
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: recorded, Notify: true})
	b.refused(err, "46.79", "1200.00+46.79")
	b.wantBalance(ref, 120000)
	recorded.Accessory = 4000
	if got := b.record(ref, recorded); got.Duplicate || got.Case.Balance != 0 {
		t.Errorf("recorded with %s open, duplicate %t", got.Case.Balance, got.Duplicate)
	}
	if got := b.record(ref, recorded); !got.Duplicate {
		t.Error("the same again counts twice")
	}
	b.wantClaim(ref, "2026-06-01", 0, 0, 679) // interest goes first
	if n := b.count("tasks where code = 'overpaid'"); n != 0 {
		t.Errorf("%d tasks ask to refund what was owed", n)
	}
	b.wantStates(b.takeClaims(credited(124000, "2026-05-29", "REGLT F2026-0142")), reconcile.LineMatched)
	b.wantClaim(ref, "2026-06-01", 0, 0, 679) // interest goes first
	b.closePaid(ref)
	back := credited(-124000, "2026-05-30", "REJET F2026-0142")
	back.Reversal = true
	b.wantStates(b.takeClaims(back), reconcile.LineMatched)
	latest, err := b.Latest(b.ctx(), "atelier", "F2026-0142")
	b.must(err)
	b.wantClaim(latest, "2026-05-30", 120000, 679, 4000)
	b.proved(ref, latest)
}

func TestTheFeeThatComesLaterMovesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	b.record(ref, paid(120000, "2026-05-29"))
	fee := func(sum money.Cents) {
		e := paid(0, "2026-05-30")
		e.Accessory = sum
		if got := b.record(ref, e); got.Duplicate {
			t.Errorf("%s counts as told before", sum)
		}
	}
	signals := b.count("outbox where kind = 'signal'")
	fee(3000)
	if n := b.count("outbox where kind = 'signal'"); n != signals {
		t.Errorf("the workflow hears of money that changes nothing for it (%d)", n-signals)
	}
	b.closePaid(ref)
	tasks := b.count("tasks where done_at is null")
	fee(1000)
	if n := b.count("tasks where done_at is null"); n != tasks {
		t.Errorf("%d tasks ask about money that arrived where it belongs", n-tasks)
	}
	b.wantClaim(ref, "2026-06-01", 0, 0, 679) // interest goes first
	b.proved(ref)
}
