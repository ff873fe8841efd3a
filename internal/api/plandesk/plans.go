package plandesk

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice/planning"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/plan"
)

// PlanPath names a plan of a creditor in the address of a request.
type PlanPath struct {
	operation.CreditorPath
	Plan string `path:"plan" maxLength:"30" doc:"Name of the plan." example:"default"`
}

// Plan is a plan as it stands.
type Plan struct {
	Plan    string `json:"plan" example:"default"`
	Version int    `json:"version" doc:"That new cases follow, or are to follow (unused); 0 is the configuration's, or the program's own."`
	Latest  int    `json:"latest" doc:"Number of the version that was saved last, in use or not; 0 is none."`
	Waits   bool   `json:"waits" doc:"The latest version waits for two people."`
	Stated  bool   `json:"stated" doc:"The configuration file states the plan, and decides."`
	Steps   int    `json:"steps"`

	Next *Coming `json:"next,omitempty" doc:"Version that takes its place on a day to come; the first of them."`

	Unused bool `json:"unused,omitempty" doc:"No case can follow the plan yet: its first version waits for two people, or for its day."`
}

// Coming is a version that waits for its day.
type Coming struct {
	Version int           `json:"version"`
	From    calendar.Date `json:"from"`
}

// PlanVersion is a plan as it was saved at one time.
type PlanVersion struct {
	ID      int64         `json:"id"`
	Version int           `json:"version"`
	Running string        `json:"running" enum:"keep,restart,jump" doc:"What cases do that run when it comes into use."`
	Author  string        `json:"author"`
	Saved   time.Time     `json:"saved"`
	Used    time.Time     `json:"used,omitzero" doc:"Agreed to since then; absent while it waits, or was refused."`
	From    calendar.Date `json:"from,omitzero" doc:"Day from which it holds, in the creditor's zone; absent is at once."`
	Moved   time.Time     `json:"moved,omitzero" doc:"The cases that ran follow it since then."`
	FirstBy string        `json:"first_by,omitempty" doc:"Who agreed first, where two must."`
	Outcome string        `json:"outcome,omitempty" enum:"agreed,refused,replaced"`
	Rules   PlanRules     `json:"rules"`
}

func planOf(c plan.Choice, waits bool) Plan {
	out := Plan{Plan: c.Plan.ID, Version: c.Plan.Version, Latest: c.Latest, Waits: waits, Stated: c.Stated, Steps: len(c.Plan.Steps), Unused: c.Unused}
	if c.Next != nil {
		out.Next = &Coming{c.Next.Version, c.Next.From}
	}
	return out
}

func planVersionOf(v plan.Version) PlanVersion {
	return PlanVersion{
		ID: v.ID, Version: v.Plan.Version, Running: string(v.Running), Author: v.Author, Saved: v.At, Used: v.Used, From: v.From, Moved: v.Moved,
		FirstBy: v.FirstBy, Outcome: v.Outcome, Rules: rulesOf(v.Plan),
	}
}

type planList struct {
	Body struct {
		Plans []Plan `json:"plans" doc:"By name."`
	}
}

type onePlan struct {
	Body struct {
		Plan
		Rules PlanRules `json:"rules"`
	}
}

type planVersionList struct {
	Body struct {
		Versions []PlanVersion `json:"versions" doc:"The newest first."`
	}
}

type planTrial struct {
	PlanPath
	operation.Keyed
	Body struct {
		Rules   PlanRules     `json:"rules"`
		Running string        `json:"running,omitempty" enum:"keep,restart,jump" doc:"What cases do that run; absent is keep."`
		From    calendar.Date `json:"from,omitzero" doc:"Day from which the plan holds, in the creditor's zone; absent is at once."`
	}
}

type triedPlan struct {
	operation.Replayed
	Body struct {
		Faults     []PlanFault     `json:"faults" doc:"What is wrong with the plan; then nothing was rehearsed."`
		Difference *PlanDifference `json:"difference,omitempty"`
	}
}

// PlanFault is something wrong with a plan.
type PlanFault struct {
	Path string `json:"path" example:"steps[2].at"`
	Text string `json:"text"`
	Hint string `json:"hint,omitempty"`
}

type planChange struct {
	PlanPath
	operation.Keyed
	Body struct {
		Rules   PlanRules     `json:"rules"`
		Running string        `json:"running,omitempty" enum:"keep,restart,jump" doc:"What cases do that run; absent is keep."`
		From    calendar.Date `json:"from,omitzero" doc:"Day from which the plan holds, in the creditor's zone; absent is at once."`
		Seen    int           `json:"seen,omitempty" minimum:"0" doc:"Number of the latest version that you have seen; another one meanwhile is a conflict."`
	}
}

type planDecision struct {
	operation.CreditorPath
	ID int64 `path:"id" minimum:"1" doc:"Number of the version."`
	operation.Keyed
	Body struct {
		Agree bool `json:"agree" doc:"false refuses it; one person may."`
	}
}

type savedPlan struct {
	operation.Replayed
	Body struct {
		PlanVersion
		Moving PlanMoving `json:"moving" doc:"What became of the cases that run; nothing while the version waits."`
	}
}

func savedOf(s planning.Saved) *savedPlan {
	out := &savedPlan{}
	out.Body.PlanVersion, out.Body.Moving = planVersionOf(s.Version), movingOf(s.Moving)
	return out
}

// onward reads what running cases do.
func onward(running string) dunning.Onward {
	if running == "" {
		return dunning.Keep
	}
	return dunning.Onward(running)
}

func (d Desk) plans(c operation.Contract) {
	operation.Handle(c, "list-plans", d.listPlans)
	operation.Handle(c, "get-plan", func(ctx context.Context, who access.Actor, in *PlanPath) (*onePlan, error) {
		shown, err := d.Plans.Show(ctx, who, in.Creditor, in.Plan)
		out := &onePlan{}
		out.Body.Plan, out.Body.Rules = planOf(shown.Choice, shown.Waiting() != nil), rulesOf(shown.Plan)
		return out, err
	})
	operation.Handle(c, "list-plan-versions", func(ctx context.Context, who access.Actor, in *PlanPath) (*planVersionList, error) {
		shown, err := d.Plans.Show(ctx, who, in.Creditor, in.Plan)
		out := &planVersionList{}
		out.Body.Versions = make([]PlanVersion, len(shown.Versions))
		for i, v := range shown.Versions {
			out.Body.Versions[i] = planVersionOf(v)
		}
		return out, err
	})
	operation.Handle(c, "rehearse-plan", d.rehearsePlan)
	operation.Handle(c, "set-plan", func(ctx context.Context, who access.Actor, in *planChange) (*savedPlan, error) {
		saved, err := d.Plans.Save(ctx, who, planning.Change{
			Trial: planning.Trial{Creditor: in.Creditor, Plan: in.Body.Rules.plan(in.Plan), Running: onward(in.Body.Running), From: in.Body.From}, Seen: in.Body.Seen,
		})
		return savedOf(saved), err
	})
	operation.Handle(c, "decide-plan", func(ctx context.Context, who access.Actor, in *planDecision) (*savedPlan, error) {
		saved, err := d.Plans.Decide(ctx, who, in.Creditor, in.ID, in.Body.Agree)
		return savedOf(saved), err
	})
	operation.Handle(c, "move-cases", d.moveCases)
}

func (d Desk) listPlans(ctx context.Context, who access.Actor, in *operation.CreditorPath) (*planList, error) {
	all, err := d.Plans.List(ctx, who, in.Creditor)
	out := &planList{}
	out.Body.Plans = make([]Plan, len(all))
	for i, c := range all {
		out.Body.Plans[i] = planOf(c, c.Waits)
	}
	return out, err
}

func (d Desk) rehearsePlan(ctx context.Context, who access.Actor, in *planTrial) (*triedPlan, error) {
	creditor, err := d.Plans.Creditor(ctx, who, in.Creditor)
	if err != nil {
		return nil, err
	}
	out := &triedPlan{}
	out.Body.Faults = []PlanFault{}
	p := in.Body.Rules.plan(in.Plan)
	for _, f := range planning.Faults(p, creditor) {
		out.Body.Faults = append(out.Body.Faults, PlanFault(f))
	}
	if len(out.Body.Faults) > 0 {
		return out, nil
	}
	tried, err := d.Plans.Rehearse(ctx, who, planning.Trial{Creditor: in.Creditor, Plan: p, Running: onward(in.Body.Running), From: in.Body.From})
	out.Body.Difference = differenceOf(tried)
	return out, err
}
