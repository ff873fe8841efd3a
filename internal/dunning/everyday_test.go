package dunning

import (
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/calendar/calendartest"
)

// Whatever the day on which an invoice falls due: each step leaves once, in
// order, in sending hours, on a day when people work where the debtor is, and
// as far from the one before as the plan wants.
func TestEveryDayIsFitToFallDue(t *testing.T) {
	t.Parallel()
	for _, zone := range []calendar.Zone{calendar.Metropole, calendar.AlsaceMoselle, calendar.LaReunion} {
		r, err := NewRules(DefaultPlan(), zone, "atelier", "C-1")
		if err != nil {
			t.Fatal(err)
		}
		for due := day("2026-01-01"); due.Before(day("2033-01-01")); due = due.AddDays(1) {
			checkStory(t, r, due, rehearsed(r, due, due.AddDays(-20)))
		}
	}
}

// The same for a case that is taken in on an awkward day, whatever its age.
func TestAwkwardDaysAreFitToStart(t *testing.T) {
	t.Parallel()
	for _, d := range calendartest.Awkward(day("2026-11-27")) {
		zone := d.Zone
		if zone == "" {
			zone = calendar.Metropole
		}
		r, err := NewRules(DefaultPlan(), zone, "atelier", "C-1")
		if err != nil {
			t.Fatal(err)
		}
		for age := -40; age <= 400; age++ {
			due := d.Date.AddDays(-age)
			checkStory(t, r, due, rehearsed(r, due, d.Date))
		}
	}
}

// rehearsed plays one case that is taken in at half past one in the night of a
// day and that nobody pays.
func rehearsed(r Rules, due, on calendar.Date) []Rehearsed {
	party := Party{"atelier", "C-1"}
	portfolio := Portfolio{
		Cases: []Open{{Rules: r, Case: Case{
			Creditor: "atelier", Number: "F-1", Debtor: "C-1", Currency: "EUR", Due: due, Opening: 1000, Balance: 1000,
			State: Scheduled, Steps: r.Schedule(due, on), Version: 1,
		}}},
		Debtors: map[Party]*Correspondent{party: {Mailable: true, Postable: true}},
	}
	from := time.Date(on.Year, on.Month, on.Day, 1, 30, 0, 0, r.location())
	return Rehearse(portfolio, from, from.AddDate(0, 6, 0), true)
}

func checkStory(t *testing.T, r Rules, due calendar.Date, story []Rehearsed) {
	t.Helper()
	var levels []Level
	var last calendar.Date
	for _, e := range story {
		if e.Kind != KindSent {
			if e.Kind == KindDeferred {
				t.Errorf("due %s: put off to %s (%s)", due, e.Until, e.Reason)
			}
			continue
		}
		on := r.Today(e.At)
		if !r.Window.Contains(e.At, r.Zone) {
			t.Errorf("due %s: %s leaves at %s, outside sending hours", due, e.Level, e.At)
		}
		if e.Level == Courtesy && on.After(due) {
			t.Errorf("due %s: the courtesy mail leaves on %s", due, on)
		}
		if e.Level != Courtesy && !on.After(due) {
			t.Errorf("due %s: %s leaves on %s, before anything is late", due, e.Level, on)
		}
		if !last.IsZero() && on.Sub(last) < int(r.Plan.Spacing) {
			t.Errorf("due %s: %s leaves %d days after the notice before it", due, e.Level, on.Sub(last))
		}
		levels, last = append(levels, e.Level), on
	}
	want := []Level{Courtesy, First, Second, Final, FormalNotice}
	if n := len(levels); n < 4 || !slices.Equal(levels, want[len(want)-n:]) {
		t.Errorf("due %s: %v left", due, levels)
	}
}

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
