package dunning

import (
	"slices"
	"testing"

	"relance/internal/calendar"
)

// Holidays never bring two notices nearer than the least spacing that the plan
// leaves between them: Good Friday 2026 moves the first one in Alsace.
func TestHolidaysKeepTheSpacing(t *testing.T) {
	t.Parallel()
	plan := DefaultPlan()
	plan.Spread = 0
	r, err := NewRules(plan, calendar.Zone("alsace-moselle"), "atelier", "client-1")
	if err != nil {
		t.Fatal(err)
	}
	steps := r.Schedule(day("2026-03-29"), day("2026-03-20"))
	if got := []calendar.Date{r.Today(steps[1].At), r.Today(steps[2].At)}; !slices.Equal(got, []calendar.Date{day("2026-04-07"), day("2026-04-14")}) {
		t.Errorf("first and second on %v, want 2026-04-07 and, seven days later, 2026-04-14", got)
	}
}

// A step that left late keeps the plan's gap to the next one: ten days, although
// a Saturday two months ago would have made them eight.
func TestALateImportKeepsTheGapsOfThePlan(t *testing.T) {
	t.Parallel()
	r := testRules(t, nil)
	steps := r.Schedule(day("2026-01-05"), day("2026-03-02"))
	if got := []calendar.Date{r.Today(steps[0].At), r.Today(steps[1].At)}; !slices.Equal(got, []calendar.Date{day("2026-03-02"), day("2026-03-12")}) {
		t.Errorf("first and second on %v, want 2026-03-02 and 2026-03-12", got)
	}
}

// A courtesy mail that leaves late moves the first reminder, and the second
// keeps its distance from where the first has come to lie.
func TestALateNoticeMovesTheOthers(t *testing.T) {
	t.Parallel()
	r := testRules(t, nil)
	c := Case{Number: "F-1", Due: day("2026-03-24"), Opening: 1000, Balance: 1000, State: Scheduled, Steps: r.Schedule(day("2026-03-24"), day("2026-03-13"))}
	c, _ = Apply(c, Complete(c, Event{Kind: KindSent, Step: "courtesy", At: r.instant(day("2026-03-24"))}, r))
	first, second := r.Today(c.Steps[1].At), r.Today(c.Steps[2].At)
	if second.Sub(first) < int(r.Plan.Spacing) {
		t.Errorf("second on %s, first on %s: nearer than %d days", second, first, r.Plan.Spacing)
	}
}

// A courtesy mail that is put off past the due date can never leave: it is left
// out at once, and nobody waits for its date.
func TestACourtesyPutOffTooLongIsLeftOut(t *testing.T) {
	t.Parallel()
	r := testRules(t, nil)
	c := Case{Number: "F-1", Due: day("2026-11-28"), Opening: 1000, Balance: 1000, State: Scheduled, Steps: r.Schedule(day("2026-11-28"), day("2026-11-22"))}
	c, _ = Apply(c, Event{Kind: KindDeferred, Step: "courtesy", At: r.instant(day("2026-11-25")), NotBefore: r.instant(day("2026-12-01"))})
	if d := Next(c, r.instant(day("2026-11-25"))); d.Action != Skip || d.Reason != ReasonTooLate {
		t.Errorf("%+v, want the courtesy mail skipped", d)
	}
}
