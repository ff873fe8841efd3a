package postgres_test

import (
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
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
		_, err := b.Match(b.ctx(), line, []postgres.MatchPart{{Invoice: "F2026-0142", Amount: amount, Accessory: accessory}}, "claire", monday)
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
	b.refused(give(earlier, 0, 4000), "neither interest nor fee", "relance show F2026-0142")
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
	_, err := b.Match(b.ctx(), line, []postgres.MatchPart{{Invoice: "F2026-0142", Accessory: 4000}}, "claire", monday)
	b.refused(err, "neither interest nor fee", "relance show")
}
