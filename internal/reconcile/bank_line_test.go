package reconcile_test

import (
	"testing"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/reconcile"
)

// What is asked of a line a second time is what stands already, or another wish.
func TestALineStandsAsAskedOrNot(t *testing.T) {
	t.Parallel()
	line := reconcile.BankLine{Matches: []reconcile.BankMatch{{Invoice: "F-1", Amount: 100_00, Accessory: 40_00}, {Invoice: "F-2", Amount: 20_00}}}
	ask := func(parts ...reconcile.MatchPart) []reconcile.MatchPart { return parts }
	first, second := reconcile.MatchPart{Invoice: "F-1", Amount: 100_00, Accessory: 40_00}, reconcile.MatchPart{Invoice: "F-2", Amount: 20_00}
	for name, tt := range map[string]struct {
		parts []reconcile.MatchPart
		want  bool
	}{
		"as asked":                {ask(first, second), true},
		"as much as is open":      {ask(first, reconcile.MatchPart{Invoice: "F-2"}), true},
		"one invoice less":        {ask(first), false},
		"another invoice":         {ask(first, reconcile.MatchPart{Invoice: "F-3", Amount: 20_00}), false},
		"another amount":          {ask(first, reconcile.MatchPart{Invoice: "F-2", Amount: 19_00}), false},
		"nothing to the interest": {ask(reconcile.MatchPart{Invoice: "F-1", Amount: 100_00}, second), false},
	} {
		if got := line.Stands(tt.parts); got != tt.want {
			t.Errorf("%s: %t, want %t", name, got, tt.want)
		}
	}
}

func TestWhatWaitsOfALineAndItsDay(t *testing.T) {
	t.Parallel()
	booked, valued := calendar.NewDate(2026, 6, 2), calendar.NewDate(2026, 6, 1)
	whole := reconcile.BankLine{Entry: bank.Entry{Amount: 300_00, BookingDate: booked}}
	part := reconcile.BankLine{Rest: 50_00, Entry: bank.Entry{Amount: 300_00, BookingDate: booked, ValueDate: valued}}
	if whole.Waiting() != 300_00 || part.Waiting() != 50_00 {
		t.Errorf("%s and %s wait, want all of the one and the rest of the other", whole.Waiting(), part.Waiting())
	}
	if whole.Day() != booked || part.Day() != valued {
		t.Errorf("they are of %s and %s, want %s and %s", whole.Day(), part.Day(), booked, valued)
	}
}
