package rehearsal

import (
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/calendar/calendartest"
	"relance/internal/dunning"
)

// Whatever the day on which an invoice falls due: each step leaves once, in
// order, in sending hours, on a day when people work where the debtor is, and
// as far from the one before as the plan wants.
func TestEveryDayIsFitToFallDue(t *testing.T) {
	t.Parallel()
	for _, zone := range []calendar.Zone{calendar.Metropole, calendar.AlsaceMoselle, calendar.LaReunion} {
		r, err := dunning.NewRules(dunning.DefaultPlan(), zone, "atelier", "C-1")
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
		r, err := dunning.NewRules(dunning.DefaultPlan(), zone, "atelier", "C-1")
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
func rehearsed(r dunning.Rules, due, on calendar.Date) []Foreseen {
	party := Party{"atelier", "C-1"}
	portfolio := Portfolio{
		Cases: []dunning.Open{{Rules: r, Case: dunning.Case{
			Creditor: "atelier", Number: "F-1", Debtor: "C-1", Currency: "EUR", Due: due, Opening: 1000, Balance: 1000,
			State: dunning.Scheduled, Steps: r.Schedule(due, on), Version: 1,
		}}},
		Debtors: map[Party]*Correspondent{party: {Mailable: true, Postable: true}},
	}
	from := time.Date(on.Year, on.Month, on.Day, 1, 30, 0, 0, r.Zone.Location())
	return Foresee(portfolio, from, from.AddDate(0, 6, 0), true)
}

func checkStory(t *testing.T, r dunning.Rules, due calendar.Date, story []Foreseen) {
	t.Helper()
	var levels []dunning.Level
	var last calendar.Date
	for _, e := range story {
		if e.Kind != dunning.KindSent {
			if e.Kind == dunning.KindDeferred {
				t.Errorf("due %s: put off to %s (%s)", due, e.Until, e.Reason)
			}
			continue
		}
		on := r.Today(e.At)
		if !r.Window.Contains(e.At, r.Zone) {
			t.Errorf("due %s: %s leaves at %s, outside sending hours", due, e.Level, e.At)
		}
		if e.Level == dunning.Courtesy && on.After(due) {
			t.Errorf("due %s: the courtesy mail leaves on %s", due, on)
		}
		if e.Level != dunning.Courtesy && !on.After(due) {
			t.Errorf("due %s: %s leaves on %s, before anything is late", due, e.Level, on)
		}
		if !last.IsZero() && on.Sub(last) < int(r.Plan.Spacing) {
			t.Errorf("due %s: %s leaves %d days after the notice before it", due, e.Level, on.Sub(last))
		}
		levels, last = append(levels, e.Level), on
	}
	want := []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice}
	if n := len(levels); n < 4 || !slices.Equal(levels, want[len(want)-n:]) {
		t.Errorf("due %s: %v left", due, levels)
	}
}
