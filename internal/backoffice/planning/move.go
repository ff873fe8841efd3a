package planning

import (
	"context"
	"strconv"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/rehearsal"
)

// Moving is how cases came to follow another plan.
type Moving struct {
	Moved   int
	Refused []Refusal
	Left    int // cases that follow within minutes
}

// Refusal is a case that keeps the plan it has, and why.
type Refusal struct {
	Ref dunning.Ref
	Err error
}

// mostAtOnce is how many cases are moved while somebody waits; the others follow
// in the background.
const mostAtOnce = 500

// carryOut lets the cases that run follow a version that came into use, as was
// said when it was saved.
func (p *Planner) carryOut(ctx context.Context, v plan.Version) (out Moving, err error) {
	if v.Used.IsZero() || v.Running == dunning.Keep {
		return out, nil
	}
	refs, err := p.Cases.Followers(ctx, v.Creditor, v.Plan.ID, v.Plan.Version)
	if err != nil {
		return out, err
	}
	now := refs[:min(len(refs), mostAtOnce)]
	if out, err = p.move(ctx, access.Own(v.Author), v.Plan, v.Running, now); err != nil {
		return out, err
	}
	if out.Left = len(refs) - len(now); out.Left > 0 {
		return out, nil
	}
	return out, p.Cases.PlanMoved(ctx, v.ID)
}

// CarryOn moves the cases that have yet to follow the versions in use: those left
// when somebody saved one for many cases, or when the program ended meanwhile.
func (p *Planner) CarryOn(ctx context.Context) (out Moving, err error) {
	versions, err := p.Cases.PlansToMove(ctx)
	for _, v := range versions {
		refs, err := p.Cases.Followers(ctx, v.Creditor, v.Plan.ID, v.Plan.Version)
		if err != nil {
			return out, err
		}
		one, err := p.move(ctx, access.Own(v.Author), v.Plan, v.Running, refs)
		if err != nil {
			return out, err
		}
		out.Moved, out.Refused = out.Moved+one.Moved, append(out.Refused, one.Refused...)
		if err := p.Cases.PlanMoved(ctx, v.ID); err != nil {
			return out, err
		}
	}
	return out, err
}

// Application asks that cases follow the newest version of a plan.
type Application struct {
	Creditor string
	Plan     string
	Running  dunning.Onward // Restart or Jump
	Numbers  []string       // of invoices; empty is all cases that follow an older version of the plan
	DryRun   bool           // work it out, record nothing
}

// Apply lets cases that run follow the newest version of a plan. Named cases may
// follow another plan so far.
func (p *Planner) Apply(ctx context.Context, who Actor, in Application) (out Moving, err error) {
	if _, err := p.may(ctx, who, in.Creditor, in.Plan); err != nil {
		return out, err
	}
	if in.Running != dunning.Restart && in.Running != dunning.Jump {
		return out, dunning.Errorf(dunning.CodeInvalid, "%q is not how a case can follow another plan", in.Running).WithHint("use restart or jump")
	}
	shown, err := p.Show(ctx, who, in.Creditor, in.Plan)
	if err != nil {
		return out, err
	}
	refs, err := p.named(ctx, in, shown.Plan.Version)
	if err != nil {
		return out, err
	}
	if in.DryRun {
		return Moving{Left: len(refs)}, nil
	}
	return backoffice.OnceDone(ctx, p.Keys, backoffice.Deed{Who: who, Name: "apply plan", Asks: in}, func(ctx context.Context) (Moving, error) {
		return p.apply(ctx, who, in, shown, refs)
	})
}

// apply moves the cases; those that follow the version already stay as they are.
func (p *Planner) apply(ctx context.Context, who Actor, in Application, shown Shown, refs []dunning.Ref) (out Moving, err error) {
	if out, err = p.move(ctx, who, shown.Plan, in.Running, refs); err != nil {
		return out, err
	}
	v := plan.Version{Creditor: in.Creditor, Plan: shown.Plan, Running: in.Running}
	word := said(v)
	word["moved"], word["refused"] = strconv.Itoa(out.Moved), strconv.Itoa(len(out.Refused))
	return out, p.note(ctx, who, "plan.apply", v, word)
}

// named are the cases that are to follow a version.
func (p *Planner) named(ctx context.Context, in Application, version int) (out []dunning.Ref, err error) {
	if len(in.Numbers) == 0 {
		return p.Cases.Followers(ctx, in.Creditor, in.Plan, version)
	}
	open, err := p.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: in.Creditor}, p.Now())
	if err != nil {
		return nil, err
	}
	for _, number := range in.Numbers {
		found := false
		for _, o := range open.Cases {
			if o.Case.Number == number {
				out, found = append(out, o.Case.Ref()), true
			}
		}
		if !found {
			return nil, dunning.Errorf(dunning.CodeNotFound, "creditor %s has no open case of invoice %s", in.Creditor, number)
		}
	}
	return out, nil
}

// move tells each case that it follows a plan. A case that cannot is left as it
// is; anything else that goes wrong ends the work, and asked again it goes on.
func (p *Planner) move(ctx context.Context, who Actor, plan dunning.Plan, how dunning.Onward, refs []dunning.Ref) (out Moving, err error) {
	for _, ref := range refs {
		e := dunning.NewPlanChange(plan.ID, how).With(dunning.Stamp{ID: dunning.PlanChangeID(plan.ID, plan.Version, how), Reason: dunning.ReasonByPerson})
		_, err := p.Office.Tell(ctx, who, backoffice.Fact{Ref: ref, Event: e})
		switch code := dunning.ErrorCode(err); {
		case err == nil:
			out.Moved++
		case code == dunning.CodeConflict || code == dunning.CodeInvalid || code == dunning.CodeNotFound:
			out.Refused = append(out.Refused, Refusal{ref, err})
		default:
			return out, err
		}
	}
	return out, nil
}
