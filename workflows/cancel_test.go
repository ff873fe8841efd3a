package workflows

import (
	"testing"

	"relance/internal/dunning"
)

func TestACancelRequestHoldsTheCase(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	s.on("2026-03-10", s.env.CancelWorkflow)
	s.signal("2026-03-25", "release", `{}`)
	s.signal("2026-03-30", "paid", `{"amount":"1200.00"}`)
	c := s.run("2026-02-25 courtesy", "2026-03-09 first", "2026-03-25 second", "2026-03-30 thanks")
	if c.Outcome != dunning.Paid {
		t.Errorf("ended %s, want paid", c.Outcome)
	}
}
