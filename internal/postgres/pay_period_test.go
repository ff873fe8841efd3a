package postgres_test

import (
	"testing"

	"relance/internal/change"
	"relance/internal/dunning"
)

// publicInvoice is of 12 April 2026, of a public buyer whose receipt and period
// nobody has recorded: 2 + 30 days after its date is 14 May.
func publicInvoice(number string) dunning.NewInvoice {
	n := invoice(number)
	n.Debtor.Key, n.Debtor.Name, n.Debtor.Regime = "HOP-1", "Centre hospitalier de Saint-Aubin", dunning.Public
	n.Invoice.Due, n.Invoice.DueRule = day("2026-05-14"), dunning.DuePublic
	return n
}

func TestAPublicBuyersPeriodRunsFromWhatIsOnRecord(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref, other := b.add(publicInvoice("F-1")), b.add(publicInvoice("F-2"))
	wantDue := func(ref dunning.Ref, due string) {
		t.Helper()
		if c := b.loaded(ref); c.Due != day(due) {
			t.Errorf("%s is due on %s, want %s", ref.Number, c.Due, due)
		}
	}
	b.record(ref, dunning.NewReceived(day("2026-04-20")).With(dunning.Stamp{At: monday}))
	wantDue(ref, "2026-05-20")
	days := 50
	_, err := b.UpdateDebtor(b.ctx(), "atelier", "HOP-1", change.Debtor{PayDays: &days, At: monday})
	b.must(err)
	wantDue(ref, "2026-06-09")
	wantDue(other, "2026-06-03")
	if got := b.signals("F-2", dunning.KindReschedule); got != 1 {
		t.Errorf("the workflow of F-2 hears of %d moves, want 1", got)
	}
	b.record(ref, dunning.NewReceived(day("2026-04-22")).With(dunning.Stamp{At: monday})) // corrected
	wantDue(ref, "2026-06-11")
	b.proved(ref, other)
}

func TestADateThatAPersonGrantedAPublicBuyerStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(publicInvoice("F-1"))
	b.record(ref, dunning.NewReschedule(day("2026-07-31")).With(dunning.Stamp{At: monday}))
	b.record(ref, dunning.NewReceived(day("2026-04-20")).With(dunning.Stamp{At: monday}))
	if c := b.loaded(ref); c.Due != day("2026-07-31") {
		t.Errorf("due on %s, want the day that was granted", c.Due)
	}
}

func TestADebtorWhoTurnsOutToBePublicGetsHisPeriod(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n := publicInvoice("F-1")
	n.Debtor.Regime, n.Invoice.Due, n.Invoice.DueRule = dunning.B2B, day("2026-04-30"), dunning.DueStated
	ref := b.add(n)
	if _, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: dunning.NewReceived(day("2026-04-20")).With(dunning.Stamp{At: monday}), Notify: true}); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("a receipt by a business: %v", err)
	}
	public := dunning.Public
	_, err := b.UpdateDebtor(b.ctx(), "atelier", "HOP-1", change.Debtor{Regime: &public, At: monday})
	b.must(err)
	if c := b.loaded(ref); c.Due != day("2026-05-14") {
		t.Errorf("due on %s, want 32 days after the request", c.Due)
	}
	if unproved, err := b.UnprovedPeriods(b.ctx()); err != nil || unproved != 1 {
		t.Errorf("%d periods cannot be proved, want 1 (%v)", unproved, err)
	}
}
