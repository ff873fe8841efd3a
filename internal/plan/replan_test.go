package plan

import (
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// running is a case due on Monday 2 March 2026 whose first steps of the default
// plan have left on their days.
func running(t *testing.T, sent int) dunning.Open {
	t.Helper()
	rules := rulesOf(t, dunning.DefaultPlan())
	due := calendar.NewDate(2026, 3, 2)
	o := dunning.Open{Rules: rules, Case: dunning.Case{
		Creditor: "atelier", Number: "F-1", Debtor: "C-1", Currency: "EUR", Due: due, Opening: 120000, Balance: 120000, State: dunning.Scheduled,
		Steps: rules.Schedule(due, calendar.NewDate(2026, 2, 2)),
	}}
	for range sent {
		step, _ := o.Case.Step()
		e := dunning.NewSent(step.ID).With(dunning.Stamp{At: step.At})
		o.Case, _ = dunning.Apply(o.Case, dunning.Complete(o.Case, e, rules))
	}
	return o
}

func rulesOf(t *testing.T, p dunning.Plan) dunning.Rules {
	t.Helper()
	r, err := dunning.NewRules(p, calendar.Metropole, "atelier", "C-1")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// morning is ten o'clock on a day of 2026.
func morning(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC)
}

// harder is a plan of four steps: ten, twenty and thirty days, then the hand-over.
func harder() dunning.Plan {
	p := dunning.DefaultPlan()
	p.ID, p.Version, p.Minimum = "ferme", 3, 1500
	p.Steps = []dunning.Step{
		{ID: "un", At: 10, Channel: dunning.Email, Level: dunning.First},
		{ID: "deux", At: 20, Channel: dunning.Email, Level: dunning.Final, Deadline: 8},
		{ID: "trois", At: 30, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Approval: dunning.ApprovalRequired, Deadline: 15},
		{ID: "fin", At: 60, Channel: dunning.Handover},
	}
	return p
}

func TestACaseGoesOnUnderAnotherPlan(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		sent int
		how  dunning.Onward
		at   time.Time
		want string // step and day, one after the other
	}{
		"restart before anything was sent is a start":             {0, dunning.Restart, morning(2, 16), "un 2026-03-12, deux 2026-03-23, trois 2026-04-01, fin 2026-05-04"},
		"restart late, nobody reminded: the first reminder first": {1, dunning.Restart, morning(4, 13), "un 2026-04-13, deux 2026-04-23, trois 2026-05-04, fin 2026-06-03"},
		"restart keeps to what is not past":                       {2, dunning.Restart, morning(3, 16), "deux 2026-03-23, trois 2026-04-01, fin 2026-05-04"},
		"restart keeps the reminder before a formal notice":       {2, dunning.Restart, morning(3, 30), "deux 2026-03-30, trois 2026-04-09, fin 2026-05-04"},
		"restart sends no level again":                            {4, dunning.Restart, morning(4, 3), "trois 2026-04-10, fin 2026-05-04"},
		"jump goes on behind the level that was reached":          {2, dunning.Jump, morning(3, 10), "deux 2026-03-23, trois 2026-04-01, fin 2026-05-04"},
		"jump behind the formal notice hands over":                {5, dunning.Jump, morning(4, 20), "fin 2026-05-05"},
		"jump with nothing sent begins at the first":              {0, dunning.Jump, morning(2, 16), "un 2026-03-12, deux 2026-03-23, trois 2026-04-01, fin 2026-05-04"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := running(t, row.sent)
			e, after, err := Replan(before, harder(), row.how, row.at)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range after.Case.Steps[after.Case.Done:] {
				got = append(got, s.ID+" "+after.Rules.Today(s.At).String())
			}
			if strings.Join(got, ", ") != row.want {
				t.Errorf("goes on with\n%s, want\n%s", strings.Join(got, ", "), row.want)
			}
			if e.Plan != "ferme" || e.PlanVersion != 3 || after.Case.Minimum != 1500 {
				t.Errorf("the event does not say which plan: %+v", e)
			}
			again, _ := dunning.Apply(before.Case, e.Brief())
			if !slices.Equal(again.Steps, after.Case.Steps) || again.Minimum != after.Case.Minimum {
				t.Error("the brief event, which the workflow hears, gives another case")
			}
			for i := range after.Case.Steps[:after.Case.Done] {
				if after.Case.Steps[i] != before.Case.Steps[i] {
					t.Errorf("what was done is changed: %+v", after.Case.Steps[i])
				}
			}
		})
	}
}

func TestAChangeOfPlanTakesAQuestionBack(t *testing.T) {
	t.Parallel()
	o := running(t, 4)
	o.Case, _ = dunning.Apply(o.Case, dunning.NewAsked("formal_notice", ""))
	o.Case, _ = dunning.Apply(o.Case, dunning.NewApprove("formal_notice"))
	_, after, err := Replan(o, harder(), dunning.Jump, morning(4, 20))
	if err != nil {
		t.Fatal(err)
	}
	if after.Case.Approved != "" || after.Case.Asked != "" {
		t.Error("a yes to a letter of the old plan would let one of the new plan leave")
	}
	if d := dunning.Next(after.Case, morning(4, 20)); d.Action != dunning.Ask {
		t.Errorf("the new step is not asked about: %+v", d)
	}
}

func TestAStepOfTheSameNameIsAnotherStep(t *testing.T) {
	t.Parallel()
	p := harder()
	p.Steps[1].ID = "first" // the name under which the first reminder was sent
	_, after, err := Replan(running(t, 2), p, dunning.Jump, morning(3, 10))
	if err != nil {
		t.Fatal(err)
	}
	if step, _ := after.Case.Step(); step.ID != "first-2" || step.Level != dunning.Final {
		t.Errorf("goes on with %q (%s): it would count as sent", step.ID, step.Level)
	}
}

func TestSomeCasesCannotChangeTheirPlan(t *testing.T) {
	t.Parallel()
	unknown, over, given := running(t, 2), running(t, 2), running(t, 2)
	unknown.Case, _ = dunning.Apply(unknown.Case, dunning.NewUnknown("second"))
	over.Case, _ = dunning.Apply(over.Case, dunning.NewClose(dunning.Settled))
	given.Case.State = dunning.HandedOver
	for name, row := range map[string]struct {
		o    dunning.Open
		how  dunning.Onward
		code dunning.Code
	}{
		"a send of unknown outcome": {unknown, dunning.Jump, dunning.CodeConflict},
		"a case that is over":       {over, dunning.Jump, dunning.CodeConflict},
		"a case that was handed on": {given, dunning.Restart, dunning.CodeConflict},
		"keeping is no change":      {running(t, 2), dunning.Keep, dunning.CodeInvalid},
	} {
		if _, _, err := Replan(row.o, harder(), row.how, morning(3, 20)); dunning.ErrorCode(err) != row.code {
			t.Errorf("%s: got %v, want %s", name, err, row.code)
		}
	}
}
