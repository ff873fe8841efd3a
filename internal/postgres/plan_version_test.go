package postgres_test

import (
	"slices"
	"testing"
	"time"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/postgres/plans"
)

// firmPlan is a plan of two reminders and a formal notice, without jitter.
func firmPlan() dunning.Plan {
	p := quietPlan()
	p.ID, p.Minimum = "ferme", 1000
	p.Steps = []dunning.Step{
		{ID: "un", At: 5, Channel: dunning.Email, Level: dunning.First},
		{ID: "deux", At: 12, Channel: dunning.Email, Level: dunning.Final, Deadline: 8},
		{ID: "trois", At: 30, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Approval: dunning.ApprovalRequired, Deadline: 15},
	}
	return p
}

// keep saves a version of a plan, as somebody who saw the one of a number.
func (b *bundle) keep(p dunning.Plan, seen int) plan.Version {
	b.t.Helper()
	v, err := plans.New(b.Store).SavePlan(b.ctx(), plan.Version{Creditor: "atelier", Plan: p, Running: dunning.Keep, Author: "claire"}, seen)
	b.must(err)
	return v
}

func (b *bundle) followed(id string) dunning.Plan {
	b.t.Helper()
	p, err := b.Plan(b.ctx(), "atelier", id)
	b.must(err)
	return p
}

func TestTheNewestVersionOfAPlanIsWhatNewCasesFollow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(b.SaveCreditor(b.ctx(), testCreditor(), []dunning.Plan{})) // the file states no plan any more
	if got := b.followed(""); !got.Same(dunning.DefaultPlan()) {
		t.Fatalf("without a word of anybody the built-in plan is followed, not %+v", got)
	}
	mine := quietPlan()
	mine.Steps = mine.Steps[1:]
	b.keep(mine, 0)
	mine.Steps[0].At = 7
	second := b.keep(mine, 1)
	if got := b.followed("default"); got.Version != 2 || got.Steps[0].At != 7 || second.Used.IsZero() {
		t.Errorf("version %d with a first step at %s, want version 2 at +7d", got.Version, got.Steps[0].At)
	}
	ref := b.add(invoice("F-1"))
	if n := b.count(`cases where number = $1 and plan->>'version' = '2'`, ref.Number); n != 1 {
		t.Error("a new case does not say which version it follows")
	}
	kept := plans.New(b.Store)
	for name, row := range map[string]struct {
		p    dunning.Plan
		seen int
	}{"somebody was faster": {firmAs("default"), 1}, "nothing is changed": {mine, 2}} {
		_, err := kept.SavePlan(b.ctx(), plan.Version{Creditor: "atelier", Plan: row.p, Running: dunning.Keep, Author: "paul"}, row.seen)
		if dunning.ErrorCode(err) != dunning.CodeConflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	all, err := kept.PlanVersions(b.ctx(), "atelier", "default")
	b.must(err)
	if len(all) != 2 || all[0].Plan.Version != 2 || all[1].Plan.Version != 1 || all[1].Author != "claire" || all[1].At.IsZero() {
		t.Errorf("the versions are %+v", all)
	}
}

func firmAs(id string) dunning.Plan {
	p := firmPlan()
	p.ID = id
	return p
}

func TestWhatTheConfigurationStatesDecides(t *testing.T) {
	t.Parallel()
	b := setup(t) // the file states "default"
	kept := plans.New(b.Store)
	_, err := kept.SavePlan(b.ctx(), plan.Version{Creditor: "atelier", Plan: firmAs("default"), Running: dunning.Keep, Author: "claire"}, 0)
	if dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Fatalf("a plan of the file was changed on the console: %v", err)
	}
	b.keep(firmPlan(), 0)
	stated := quietPlan()
	stated.ID = "ferme"
	b.save(testCreditor(), quietPlan(), stated) // the file names it as well now
	if got := b.followed("ferme"); got.Version != 0 || len(got.Steps) != len(stated.Steps) {
		t.Errorf("the console's version %d is followed, against the file", got.Version)
	}
	list, err := kept.CreditorPlans(b.ctx(), "atelier")
	b.must(err)
	if len(list) != 2 || !list[0].Stated || !list[1].Stated || list[1].Latest != 1 {
		t.Errorf("the plans are %+v", list)
	}
	b.save(testCreditor(), quietPlan()) // and no longer
	if got := b.followed("ferme"); got.Version != 1 {
		t.Errorf("version %d is followed, want the console's again", got.Version)
	}
}

func TestTwoPeopleAgreeToAPlanWhereTheRuleSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Approvals = dunning.ApprovalsTwo
	kept := plans.New(b.Store)
	first := b.keep(firmPlan(), 0)
	changed := firmPlan()
	changed.Minimum = 2000
	v := b.keep(changed, 1)
	decide := func(id int64, author string, known, agree bool) (plan.Version, error) {
		return kept.DecidePlan(b.ctx(), change.Decision{ID: id, Agree: agree, Author: author, Identified: known})
	}
	if _, err := b.Plan(b.ctx(), "atelier", "ferme"); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Fatalf("a plan that waits is followed: %v", err)
	}
	list, err := kept.PlansOf(b.ctx(), "atelier")
	b.must(err)
	i := slices.IndexFunc(list["atelier"], func(c plan.Choice) bool { return c.Plan.ID == "ferme" })
	if i < 0 {
		t.Fatal("a plan whose only version waits for two people is not listed")
	}
	if c := list["atelier"][i]; !c.Unused || !c.Waits || c.Latest != 2 || c.Plan.Version != 2 || c.Plan.Minimum != 2000 {
		t.Errorf("the plan that waits is listed as %+v", c)
	}
	if offered, err := kept.CreditorPlans(b.ctx(), "atelier"); err != nil || slices.ContainsFunc(offered, func(c plan.Choice) bool { return c.Plan.ID == "ferme" }) {
		t.Errorf("new cases may follow a plan that waits: %+v, %v", offered, err)
	}
	if _, err := decide(first.ID, "claire", true, true); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a yes to a version that was replaced: %v", err)
	}
	if _, err := decide(v.ID, "root", false, true); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a shell agrees: %v", err)
	}
	once, err := decide(v.ID, "claire", true, true)
	b.must(err)
	if !once.Waits() || once.FirstBy != "claire" {
		t.Errorf("after one yes: %+v", once)
	}
	if _, err := decide(v.ID, "claire", true, true); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("the same person twice: %v", err)
	}
	twice, err := decide(v.ID, "paul", true, true)
	b.must(err)
	if twice.Used.IsZero() || b.followed("ferme").Version != 2 {
		t.Errorf("after two yeses: %+v", twice)
	}
}

func TestARunningCaseFollowsAnotherPlan(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.keep(firmPlan(), 0)
	change := dunning.NewPlanChange("ferme", dunning.Restart).With(dunning.Stamp{ID: dunning.PlanChangeID("ferme", 1, dunning.Restart), Author: "claire"})
	b.Now = func() time.Time { return monday }
	out := b.record(ref, change)
	if again := b.record(ref, change); !again.Duplicate || again.Case.Version != out.Case.Version {
		t.Errorf("told twice it counts twice: %+v", again.Case)
	}
	c := b.loaded(ref)
	if step, _ := c.Step(); step.ID != "un" || c.Minimum != 1000 || len(c.Steps) != 3 {
		t.Errorf("goes on with %+v", c)
	}
	if n := b.count(`cases where number = 'F-1' and plan->>'id' = 'ferme' and plan->>'version' = '1'`); n != 1 {
		t.Error("the case does not keep its new plan")
	}
	if n := b.count(`outbox where kind = 'signal' and payload->>'kind' = 'change_plan' and jsonb_array_length(payload->'steps') = 3`); n != 1 {
		t.Errorf("%d signals tell the workflow", n)
	}
	e := out.Events[len(out.Events)-1]
	if e.Plan != "ferme" || e.PlanVersion != 1 {
		t.Errorf("the event does not name the version: %+v", e)
	}
	b.proved(ref)
	left, err := plans.New(b.Store).Followers(b.ctx(), "atelier", "ferme", 1)
	b.must(err)
	if len(left) != 0 {
		t.Errorf("still to move: %+v", left)
	}
	if old, err := plans.New(b.Store).Followers(b.ctx(), "atelier", "ferme", 2); err != nil || len(old) != 1 || old[0] != ref {
		t.Errorf("got %+v, %v: the case follows version 1", old, err)
	}
}

func TestACaseKeepsItsPlanWhileANoticeIsLeaving(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.keep(firmPlan(), 0)
	got := b.reserve(ref, "worker", monday)
	b.render(got.Message.ID, "a mail")
	if !b.handOver(got.Message.ID, "worker", monday) {
		t.Fatal("the mail is not handed over")
	}
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: dunning.NewPlanChange("ferme", dunning.Jump), Notify: true})
	if dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("the plan changes under a mail that is leaving: %v", err)
	}
}
