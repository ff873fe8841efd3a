package dunning

import (
	"slices"
	"testing"

	"relance/internal/calendar"
)

// Completing an event leaves the caller's own as it is: one plan of instalments
// may be told for two cases whose debtors keep other holidays.
func TestCompleteLeavesTheCallersEventAlone(t *testing.T) {
	t.Parallel()
	e := Event{Kind: KindInstalments, At: day("2026-03-30").UTC(), Instalments: []Instalment{{Date: day("2026-04-02"), Amount: 1000}}}
	var by []calendar.Date
	for _, zone := range []calendar.Zone{calendar.AlsaceMoselle, calendar.Metropole} {
		r, err := NewRules(DefaultPlan(), zone, "atelier", "C-1")
		if err != nil {
			t.Fatal(err)
		}
		done := Complete(Case{Balance: 1000}, e, r)
		by = append(by, r.Today(done.Instalments[0].By))
		if !e.Instalments[0].By.IsZero() {
			t.Errorf("the caller's event was completed for %s", zone)
		}
		defer func() {
			if got := r.Today(done.Instalments[0].By); got != by[0] && zone == calendar.AlsaceMoselle {
				t.Errorf("the first case's instalment moved from %s to %s", by[0], got)
			}
		}()
	}
	if by[0] == by[1] {
		t.Errorf("both count as missed on %s: Good Friday is no holiday in Alsace", by[0])
	}
}

// The end of a case ends what people were asked about it, but for the
// declaration of a claim that insolvency leaves to be made.
func TestTheEndOfACaseEndsItsQuestions(t *testing.T) {
	t.Parallel()
	for outcome, declared := range map[Outcome]bool{Settled: true, Insolvent: false} {
		_, fx := Apply(Case{Balance: 1000, State: Reminding}, Event{Kind: KindClose, Outcome: outcome})
		for _, code := range []TaskCode{TaskLimitation, TaskRateMissing, TaskMissingDocument} {
			if !slices.Contains(fx.Done, code) {
				t.Errorf("%s leaves %s open", outcome, code)
			}
		}
		if slices.Contains(fx.Done, TaskInsolvency) != declared {
			t.Errorf("%s ends the declaration of the claim: %t", outcome, !declared)
		}
	}
}
