package calendartest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
)

func TestAwkwardDays(t *testing.T) {
	t.Parallel()
	var got []string
	for _, d := range Awkward(calendar.NewDate(2026, 11, 27)) {
		got = append(got, d.Date.String()+" "+d.Name)
	}
	want := []string{
		"2026-12-18 a Friday before Christmas", "2026-12-31 the last day of the year",
		"2027-03-28 the night the clocks go forward", "2027-10-31 the night the clocks go back",
		"2028-02-29 a leap day", "2027-03-26 Good Friday in Alsace", "2027-07-04 a Sunday in summer",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("awkward days (-want +got):\n%s", diff)
	}
	if d := Plain(calendar.NewDate(2026, 11, 27)); d.String() != "2027-06-07" {
		t.Errorf("the next plain day is %s", d)
	}
}
