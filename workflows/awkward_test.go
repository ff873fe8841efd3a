package workflows

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/calendar/calendartest"
	"relance/internal/dunning"
)

// On whatever day a case begins: each reminder leaves by the plan, an instalment
// that comes on a day off is acknowledged on the next working day, and the one
// that does not come lets the chase go on.
func TestDunningFromAwkwardDays(t *testing.T) {
	t.Parallel()
	for _, day := range calendartest.Awkward(date("2026-11-27")) {
		for payment := 16; payment < 23; payment++ { // a week of days, so also a Saturday and a Sunday
			t.Run(day.Name, func(t *testing.T) {
				t.Parallel()
				zone := day.Zone
				if zone == "" {
					zone = calendar.Metropole
				}
				on := func(n int) string { return day.Date.AddDays(n).String() }
				s := newScenarioIn(t, zone, on(0), on(0))
				paid := date(on(payment)).UTC().Add(9*time.Hour + 30*time.Minute) // as scenario.on has it
				s.signal(on(9), "instalments", `{"instalments":[{"date":"`+on(24)+`","amount":"600.00"},{"date":"`+on(40)+`","amount":"600.00"}]}`).
					signal(on(payment), "paid", `{"amount":"600.00"}`).signal(on(80), "close", `{"outcome":"settled"}`)
				want := []string{
					s.rules.Today(s.c.Steps[0].At).String() + " first",
					s.rules.Today(s.rules.Earliest(paid)).String() + " receipt for 600.00",
				}
				if c := s.play(); c.State != dunning.Closed || c.Balance != 60000 {
					t.Errorf("ended %s with %s open", c.State, c.Balance)
				}
				if diff := cmp.Diff(want, s.said[:min(2, len(s.said))]); diff != "" {
					t.Errorf("what the case did (-want +got):\n%s", diff)
				}
				if n := len(s.said); n < 4 || s.said[2][11:] != "lapsed instalments" || s.said[3][11:] != "second" {
					t.Errorf("the instalment that did not come changes nothing: %v", s.said)
				}
			})
		}
	}
}
