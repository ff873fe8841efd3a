package plan

import (
	"errors"
	"strings"
	"testing"
	"time"

	"relance/internal/change"
	"relance/internal/dunning"
)

// A plan that passes has no step that could never leave, and no formal notice
// before the due date. Each slip is named with its place and the way out.
func TestEachSlipOfAPlanIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	if faults := Check(dunning.DefaultPlan(), "plan"); len(faults) != 0 {
		t.Fatalf("the default plan is refused: %v", faults)
	}
	step := func(i int, f func(*dunning.Step)) func(*dunning.Plan) {
		return func(p *dunning.Plan) { f(&p.Steps[i]) }
	}
	for name, tt := range map[string]struct {
		slip func(*dunning.Plan)
		want string // place and part of the words
	}{
		"no steps":                      {func(p *dunning.Plan) { p.Steps = nil }, "steps: there are no steps"},
		"too many steps":                {func(p *dunning.Plan) { p.Steps = make([]dunning.Step, MaxSteps+1) }, "steps: 21 steps"},
		"a step without a name":         {step(1, func(s *dunning.Step) { s.ID = "" }), "steps[1].id: the id \"\" cannot"},
		"the name of the thanks":        {step(1, func(s *dunning.Step) { s.ID = "thanks" }), "steps[1].id: the id \"thanks\" cannot"},
		"a name twice":                  {step(1, func(s *dunning.Step) { s.ID = dunning.DefaultPlan().Steps[0].ID }), "steps[1].id: the id"},
		"an unknown channel":            {step(1, func(s *dunning.Step) { s.Channel = "pigeon" }), "steps[1].channel: unknown channel"},
		"an unknown level":              {step(1, func(s *dunning.Step) { s.Level = "rude" }), "steps[1].level: unknown level"},
		"a formal notice by mail":       {step(4, func(s *dunning.Step) { s.Channel = dunning.Email }), "steps[4].channel: a formal notice by e-mail"},
		"a courtesy mail after the day": {step(0, func(s *dunning.Step) { s.At = 1 }), "steps[0].at: a courtesy mail comes before"},
		"the sign of a formal notice":   {step(4, func(s *dunning.Step) { s.At = -45 }), "steps[4].at: a step of level \"formal_notice\" at -45d would leave before"},
		"a hand-over before the day":    {step(5, func(s *dunning.Step) { s.At = 0 }), "steps[5].at: a step by channel \"handover\""},
		"an unknown approval":           {step(1, func(s *dunning.Step) { s.Approval = "maybe" }), "steps[1].approval: unknown approval"},
		"years instead of days":         {step(5, func(s *dunning.Step) { s.At = MaxOffset + 1 }), "steps[5].at: +731d is more than two years"},
		"a deadline before the notice":  {step(1, func(s *dunning.Step) { s.Deadline = -1 }), "steps[1].deadline: the deadline"},
		"a deadline far away":           {step(1, func(s *dunning.Step) { s.Deadline = MaxDeadline + 1 }), "steps[1].deadline: the deadline"},
		"a notice without its deadline": {step(4, func(s *dunning.Step) { s.Deadline = 0 }), "steps[4].deadline: a notice of level \"formal_notice\" prints"},
		"steps out of order":            {step(2, func(s *dunning.Step) { s.At = 1 }), "steps[2].at: +1d is not later"},
		"a milder tone":                 {step(3, func(s *dunning.Step) { s.Level = dunning.First }), "steps[3].level: level \"first\" is milder"},
		"a step after the hand-over": {func(p *dunning.Plan) {
			p.Steps = append(p.Steps, dunning.Step{ID: "call", At: 200, Channel: dunning.Call})
		}, "steps[6]: a step follows the hand-over"},
		"a window that is none":    {func(p *dunning.Plan) { p.Window = "always" }, "window: "},
		"an unknown catch-up rule": {func(p *dunning.Plan) { p.CatchUp = "burst" }, "catch_up: unknown"},
		"an unknown grouping":      {func(p *dunning.Plan) { p.Grouping = "weekday" }, "grouping: unknown"},
		"unknown thanks":           {func(p *dunning.Plan) { p.Thanks = "loud" }, "thanks: unknown"},
		"a negative number":        {func(p *dunning.Plan) { p.Spacing = -1 }, "spacing: -1 is negative"},
		"a number too large":       {func(p *dunning.Plan) { p.MaxIn30 = MaxNotices + 1 }, "max_in_30_days: 31 is too much"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := dunning.DefaultPlan()
			tt.slip(&p)
			var said []string
			for _, f := range Check(p, "plan") {
				if f.Hint == "" {
					t.Errorf("%v has no hint", f)
				}
				said = append(said, strings.TrimPrefix(f.Error(), "plan."))
			}
			if all := "\n" + strings.Join(said, "\n"); !strings.Contains(all, "\n"+tt.want) {
				t.Errorf("got%s\nwant %s", all, tt.want)
			}
		})
	}
}

func TestACaseFollowsAPlanOfItsCreditorOnly(t *testing.T) {
	t.Parallel()
	p := dunning.DefaultPlan()
	open := dunning.Open{Case: dunning.Case{Creditor: "atelier", Debtor: "C-7"}, Rules: dunning.Rules{Zone: "metropole"}}
	rules, err := RulesUnder([]dunning.Plan{p}, p.ID, open)
	if err != nil || rules.Plan.ID != p.ID {
		t.Errorf("the rules of %q (%v), want those of %q", rules.Plan.ID, err, p.ID)
	}
	if _, err := RulesUnder([]dunning.Plan{p}, "other", open); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("a plan that there is not: %v", err)
	}
}

// A version waits until two people agreed to it; one of them may refuse it.
func TestAVersionComesIntoUseWithTheSecondYes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	word := func(author string, agree bool) change.Decision {
		return change.Decision{Author: author, Identified: true, Agree: agree, At: at}
	}
	first, err := Version{Creditor: "atelier"}.Decide(word("claire", true))
	if err != nil || !first.Waits() {
		t.Fatalf("after the first yes it waits: %t (%v)", first.Waits(), err)
	}
	if _, err := first.Decide(word("claire", true)); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("the same person twice: %v", err)
	}
	second, err := first.Decide(word("paul", true))
	if err != nil || second.Waits() || second.Used != at {
		t.Errorf("after the second yes: in use since %s (%v)", second.Used, err)
	}
	refused, err := first.Decide(word("paul", false))
	if err != nil || refused.Waits() || !refused.Used.IsZero() {
		t.Errorf("refused: in use since %s (%v)", refused.Used, err)
	}
	var known *dunning.Error
	if _, err := refused.Decide(word("marc", true)); !errors.As(err, &known) || known.Code != dunning.CodeConflict {
		t.Errorf("a word on what is settled: %v", err)
	}
}
