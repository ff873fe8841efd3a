package dunning_test

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestACallWaitsForWhoIsAwayAndNothingElseDoes(t *testing.T) {
	t.Parallel()
	plan := dunning.DefaultPlan()
	plan.Steps = []dunning.Step{{ID: "call", At: 5, Channel: dunning.Call}, {ID: "first", At: 12, Channel: dunning.Email, Level: dunning.First}}
	rules, err := dunning.NewRules(plan, calendar.Metropole, "atelier", "C-1")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	call := dunning.ScheduledStep{ID: "call", Channel: dunning.Call, At: now.AddDate(0, 0, 2)}
	mail := dunning.ScheduledStep{ID: "first", Channel: dunning.Email, Level: dunning.First, At: now.AddDate(0, 0, 2)}
	today := rules.Today(now)
	for name, c := range map[string]struct {
		of   dunning.Case
		back calendar.Date
		want bool
	}{
		"back in a week":               {dunning.Case{Steps: []dunning.ScheduledStep{call, mail}}, today.AddDays(7), true},
		"back before the call":         {dunning.Case{Steps: []dunning.ScheduledStep{call}}, today.AddDays(1), false},
		"back today":                   {dunning.Case{Steps: []dunning.ScheduledStep{call}}, today, false},
		"no day":                       {dunning.Case{Steps: []dunning.ScheduledStep{call}}, calendar.Date{}, false},
		"away for a month":             {dunning.Case{Steps: []dunning.ScheduledStep{call}}, today.AddDays(31), true},
		"away for longer":              {dunning.Case{Steps: []dunning.ScheduledStep{call}}, today.AddDays(32), false},
		"a mail comes next":            {dunning.Case{Steps: []dunning.ScheduledStep{mail, call}}, today.AddDays(7), false},
		"the call was made":            {dunning.Case{Steps: []dunning.ScheduledStep{call, mail}, Done: 1}, today.AddDays(7), false},
		"the case is closed":           {dunning.Case{State: dunning.Closed, Steps: []dunning.ScheduledStep{call}}, today.AddDays(7), false},
		"something else puts it later": {dunning.Case{Steps: []dunning.ScheduledStep{call}, NotBefore: now.AddDate(0, 0, 20)}, today.AddDays(7), false},
	} {
		e, ok := dunning.PutOffCall(c.of, c.back, rules, now)
		if ok != c.want {
			t.Errorf("%s: %v, want %v", name, ok, c.want)
		}
		if !ok {
			continue
		}
		if after, _ := dunning.Apply(c.of, e); rules.Today(after.NotBefore) != c.back.NextBusinessDay(calendar.Metropole) || e.Reason != dunning.ReasonAway {
			t.Errorf("%s: waits until %s by %q", name, after.NotBefore, e.Reason)
		}
	}
}
