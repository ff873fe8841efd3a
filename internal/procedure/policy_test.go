package procedure

import (
	"fmt"
	"strings"
	"testing"

	"relance/internal/dunning"
)

// TestThePeriodsAreThoseOfThePolicy: each counts from the day that the policy names,
// and what is not set gives none.
func TestThePeriodsAreThoseOfThePolicy(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		policy                 dunning.Insurance
		declare, collect, stop string
		covered                Fulfilment
	}{
		"nothing is set":                      {dunning.Insurance{Insurer: "Assureur Exemple"}, "", "", "", Unknown},
		"after the longest credit":            {dunning.Insurance{MaxCredit: 60, DeclareWithin: 30}, "2026-05-30", "", "", Met},
		"from the invoice without credit":     {dunning.Insurance{DeclareWithin: 30}, "2026-03-31", "", "", Unknown},
		"from the due date":                   {dunning.Insurance{From: dunning.InsuredFromDue, MaxCredit: 60, DeclareWithin: 30}, "2026-04-30", "", "", Met},
		"collection after the declaration":    {dunning.Insurance{MaxCredit: 60, DeclareWithin: 30, CollectWithin: 60}, "2026-05-30", "2026-07-29", "", Met},
		"collection without a declaration":    {dunning.Insurance{MaxCredit: 60, CollectWithin: 60}, "", "2026-06-29", "", Met},
		"cover stops from the due date":       {dunning.Insurance{MaxCredit: 60, StopCover: 60}, "", "", "2026-05-30", Met},
		"more credit was given than covered":  {dunning.Insurance{MaxCredit: 20, DeclareWithin: 30}, "2026-04-20", "", "", NotMet},
		"a period that is no period of days":  {dunning.Insurance{DeclareWithin: -3, CollectWithin: -1, StopCover: -7}, "", "", "", Unknown},
		"across the change to daylight hours": {dunning.Insurance{From: dunning.InsuredFromDue, DeclareWithin: 1}, "2026-04-01", "", "", Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := Insured{Policy: row.policy, Issued: date("2026-03-01"), Due: date("2026-03-31")}
			day := func(d fmt.Stringer, zero bool) string {
				if zero {
					return ""
				}
				return d.String()
			}
			by, collect, stop := in.DeclareBy(), in.CollectBy(), in.CoverStops()
			got := []string{day(by, by.IsZero()), day(collect, collect.IsZero()), day(stop, stop.IsZero())}
			if want := []string{row.declare, row.collect, row.stop}; strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("declare, collect, stop: %q, want %q", got, want)
			}
			if in.covered() != row.covered {
				t.Errorf("covered is %v", in.covered())
			}
			periods := 0
			for _, d := range got {
				if d != "" {
					periods++
				}
			}
			if n := len(in.Alarms()); n != 3*periods {
				t.Errorf("%d alarms for %d periods", n, periods)
			}
		})
	}
}

// TestAlarmsOfAPolicyComeBeforeItsDays: 14, 7 and 3 days before, on a working day,
// never after the raw date.
func TestAlarmsOfAPolicyComeBeforeItsDays(t *testing.T) {
	t.Parallel()
	in := Insured{Policy: dunning.Insurance{MaxCredit: 60, DeclareWithin: 30}, Issued: date("2026-03-01"), Due: date("2026-03-31")}
	var got []string
	for _, a := range in.Alarms() {
		got = append(got, a.On.String())
		if a.On.After(a.End) || a.End != date("2026-05-30") || a.Source == "" || a.Missed == "" || a.What == "" {
			t.Errorf("alarm %+v", a)
		}
	}
	if want := "2026-05-15 2026-05-22 2026-05-27"; strings.Join(got, " ") != want { // the 16th and 23rd are Saturdays
		t.Errorf("alarms on %v, want %s", got, want)
	}
}
