package dunning_test

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// A case that has another debtor keeps its days and takes his hour; a yes to its step
// is given up, since it was to a letter to the other.
func TestACaseOfAnotherDebtorKeepsItsDays(t *testing.T) {
	t.Parallel()
	plan := dunning.DefaultPlan()
	plan.Spread = 240
	due, today := calendar.NewDate(2026, 6, 15), calendar.NewDate(2026, 6, 1)
	rules := func(debtor string) dunning.Rules {
		r, err := dunning.NewRules(plan, calendar.Metropole, "atelier", debtor)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	was, now := rules("C-8"), rules("C-7")
	c := dunning.Case{
		Creditor: "atelier", Number: "F-2", Debtor: "C-8", Currency: "EUR", Balance: 120000, State: dunning.Scheduled, Due: due, Version: 3,
		Steps: was.Schedule(due, today), Approved: "courtesy", Asked: "courtesy",
	}
	e := dunning.NewDebtorChange("C-8", "C-7", dunning.Merged).With(dunning.Stamp{At: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)})
	e.Seq = 4
	e = dunning.Complete(c, e, now)
	after, fx := dunning.Apply(c, e)
	if after.Debtor != "C-7" || after.Approved != "" || after.Asked != "" || !fx.StopSend {
		t.Errorf("of %s, approved %q, asked %q, stop %t", after.Debtor, after.Approved, after.Asked, fx.StopSend)
	}
	for i, s := range after.Steps {
		if want := now.Schedule(due, today)[i].At; !s.At.Equal(want) {
			t.Errorf("%s leaves at %s, want %s", s.ID, s.At, want)
		}
		if was.Today(s.At) != was.Today(c.Steps[i].At) {
			t.Errorf("%s moved from %s to %s", s.ID, c.Steps[i].At, s.At)
		}
	}
	if brief, _ := dunning.Apply(c, e.Brief()); brief.Debtor != "C-7" || !brief.Steps[0].At.Equal(after.Steps[0].At) {
		t.Errorf("the workflow makes of it %+v", brief)
	}
}

// A case that is over is its new debtor's too, and stays over.
func TestAClosedCaseHasAnotherDebtorAndStaysClosed(t *testing.T) {
	t.Parallel()
	c := dunning.Case{Debtor: "C-8", State: dunning.Closed, Outcome: dunning.Paid, Version: 9}
	e := dunning.Complete(c, dunning.NewDebtorChange("C-8", "C-7", dunning.Merged), dunning.Rules{})
	e.Seq = 10
	after, fx := dunning.Apply(c, e)
	if after.Debtor != "C-7" || after.State != dunning.Closed || after.Version != 10 || len(fx.Tasks) != 0 || e.Instants != nil {
		t.Errorf("%+v, %+v", after, fx)
	}
}
