package planning

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/plan"
)

// Change is a new version of a plan.
type Change struct {
	Trial
	Seen int // number of the version that its author saw; 0 is none
}

// Saved says what became of a version that was to be saved.
type Saved struct {
	Version plan.Version
	Moving  Moving // what happened to the cases that run; zero while the version waits
}

// planID matches the names that a plan may have: a word fit for files and addresses.
var planID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,29}$`)

// Save keeps a new version of a plan. New cases follow it at once, or from its day on,
// and those that run as is said; where two people must agree, it waits for them, and so do the
// cases.
func (p *Planner) Save(ctx context.Context, who Actor, in Change) (out Saved, err error) {
	creditor, err := p.may(ctx, who, in.Creditor, in.Plan.ID)
	if err != nil {
		return out, err
	}
	if !slices.Contains(dunning.Onwards(), in.Running) {
		return out, dunning.Errorf(dunning.CodeInvalid, "%q is not what running cases can do", in.Running).WithHint("use keep, restart or jump")
	}
	if !planID.MatchString(in.Plan.ID) {
		return out, dunning.Errorf(dunning.CodeInvalid, "%q cannot be the name of a plan", in.Plan.ID).WithHint("use small letters, digits and hyphens, at most 30")
	}
	if err := checked(in.Plan, creditor); err != nil {
		return out, err
	}
	in.Plan.Version = 0
	start, err := change.StartOn(creditor, in.From, p.Now())
	if err != nil {
		return out, err
	}
	return backoffice.OnceDone(ctx, p.Keys, backoffice.Deed{Who: who, Name: "save plan", Asks: in}, func(ctx context.Context) (Saved, error) {
		return p.save(ctx, who, in, start)
	})
}

// save keeps a version that was checked: the version that its author saw refuses it
// when it is kept already.
func (p *Planner) save(ctx context.Context, who Actor, in Change, start change.Start) (out Saved, err error) {
	v := plan.Version{Creditor: in.Creditor, Plan: in.Plan, Running: in.Running, Author: who.Name, Start: start}
	if out.Version, err = p.Keeper.SavePlan(ctx, v, in.Seen); err != nil {
		return out, err
	}
	if err := p.note(ctx, who, "plan.save", out.Version, said(out.Version)); err != nil {
		return out, err
	}
	out.Moving, err = p.carryOut(ctx, out.Version)
	return out, err
}

// Decide takes a person's word on a version of a creditor's plan that waits for two.
func (p *Planner) Decide(ctx context.Context, who Actor, creditor string, id int64, agree bool) (out Saved, err error) {
	if err := access.May(who, access.Approve, creditor); err != nil {
		return out, p.refused(ctx, who, creditor, "", err)
	}
	v, err := p.Plans.PlanVersion(ctx, id)
	if err != nil {
		return out, err
	}
	if v.Creditor != creditor {
		return out, dunning.Errorf(dunning.CodeNotFound, "no version %d of a plan", id)
	}
	return backoffice.OnceDone(ctx, p.Keys, backoffice.Deed{Who: who, Name: "decide plan", Asks: []any{id, agree}}, func(ctx context.Context) (Saved, error) {
		return p.decide(ctx, who, v, agree)
	})
}

// decide records the word, and lets the cases follow.
func (p *Planner) decide(ctx context.Context, who Actor, v plan.Version, agree bool) (out Saved, err error) {
	id := v.ID
	if v, err = p.Keeper.DecidePlan(ctx, change.Decision{ID: id, Agree: agree, Author: who.Name, Identified: who.Identified()}); err != nil {
		return out, p.refused(ctx, who, v.Creditor, v.Plan.ID, err)
	}
	word := said(v)
	word["word"], word["outcome"] = "refused", v.Outcome
	if agree {
		word["word"] = "agreed"
	}
	out.Version = v
	if err := p.note(ctx, who, "plan.decide", v, word); err != nil {
		return out, err
	}
	out.Moving, err = p.carryOut(ctx, v)
	return out, err
}

// said is a version as the audit tells it.
func said(v plan.Version) map[string]string {
	out := map[string]string{"version": strconv.Itoa(v.Plan.Version), "steps": strconv.Itoa(len(v.Plan.Steps)), "running": string(v.Running)}
	if !v.From.IsZero() {
		out["from"] = v.From.String()
	}
	return out
}
