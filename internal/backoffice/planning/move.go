package planning

import (
	"context"
	"slices"
	"strconv"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/rehearsal"
)

// Moving says how many cases came to follow another plan.
type Moving struct {
	Moved   int
	Refused []Refusal
	Left    int // cases that are still to be moved, within minutes
}

// Refusal names a case that keeps its plan, and why.
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
	if !v.InUse(p.Now()) || v.Running == dunning.Keep { // CarryOn moves them on its day
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

// Application asks that open cases follow another plan, or the newest version of
// theirs.
type Application struct {
	Creditor string
	Plan     string         // id of the plan that they are to follow, in the version in use
	Running  dunning.Onward // Restart or Jump
	Numbers  []string       // numbers of the invoices; empty means all open cases that follow Of
	Of       string         // the plan that they follow now, without Numbers; empty is an older version of Plan
	Most     int            // how many cases are moved before the answer; 0 means all
}

// Apply lets open cases follow the version in use of a plan. Those that follow it
// already stay as they are; when there are more than Most, asked again it goes on.
func (p *Planner) Apply(ctx context.Context, who Actor, in Application) (out Moving, err error) {
	if _, err := p.may(ctx, who, in.Creditor, in.Plan); err != nil {
		return out, err
	}
	to, refs, err := p.wanted(ctx, who, in)
	if err != nil {
		return out, err
	}
	return backoffice.OnceDone(ctx, p.Keys, backoffice.Deed{Who: who, Name: "apply plan", Asks: in}, func(ctx context.Context) (Moving, error) {
		return p.apply(ctx, who, in, to, refs)
	})
}

// TryApply tells what Apply would change of what leaves. Nothing is changed.
func (p *Planner) TryApply(ctx context.Context, who Actor, in Application) (out Tried, err error) {
	to, refs, err := p.wanted(ctx, who, in)
	if err != nil {
		return out, err
	}
	open, err := p.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: in.Creditor}, p.Now())
	if err != nil {
		return out, err
	}
	return p.compare(ctx, open, rehearsal.Turn{Creditor: in.Creditor, Plan: to, Running: in.Running}, func(o dunning.Open) bool { return slices.Contains(refs, o.Case.Ref()) })
}

// apply moves the cases, up to the number that is wanted; those that cannot move do
// not count.
func (p *Planner) apply(ctx context.Context, who Actor, in Application, to dunning.Plan, refs []dunning.Ref) (out Moving, err error) {
	for i := range refs {
		if in.Most > 0 && out.Moved == in.Most {
			out.Left = len(refs) - i
			break
		}
		one, err := p.move(ctx, who, to, in.Running, refs[i:i+1])
		if err != nil {
			return out, err
		}
		out.Moved, out.Refused = out.Moved+one.Moved, append(out.Refused, one.Refused...)
	}
	v := plan.Version{Creditor: in.Creditor, Plan: to, Running: in.Running}
	word := said(v)
	word["moved"], word["refused"] = strconv.Itoa(out.Moved), strconv.Itoa(len(out.Refused))
	return out, p.note(ctx, who, "plan.apply", v, word)
}

// wanted is the plan that is in use, and the open cases that are to follow it.
func (p *Planner) wanted(ctx context.Context, who Actor, in Application) (to dunning.Plan, refs []dunning.Ref, err error) {
	if in.Running != dunning.Restart && in.Running != dunning.Jump {
		return to, nil, dunning.Errorf(dunning.CodeInvalid, "%q is not how a case can follow another plan", in.Running).WithHint("use restart or jump")
	}
	all, err := p.List(ctx, who, in.Creditor)
	if err != nil {
		return to, nil, err
	}
	i := slices.IndexFunc(all, func(c plan.Choice) bool { return c.Plan.ID == in.Plan && !c.Unused })
	if i < 0 {
		return to, nil, dunning.Errorf(dunning.CodeNotFound, "creditor %s has no plan %q in use", in.Creditor, in.Plan)
	}
	to = all[i].Plan
	switch {
	case len(in.Numbers) > 0:
		refs, err = p.numbered(ctx, in)
	case in.Of != "" && in.Of != in.Plan:
		refs, err = p.Cases.Followers(ctx, in.Creditor, in.Of, everyVersion)
	default:
		refs, err = p.Cases.Followers(ctx, in.Creditor, in.Plan, to.Version)
	}
	return to, refs, err
}

// everyVersion is the number of no version: no case is left out for it.
const everyVersion = -1

// numbered are the open cases of some invoices.
func (p *Planner) numbered(ctx context.Context, in Application) (out []dunning.Ref, err error) {
	open, err := p.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: in.Creditor}, p.Now())
	if err != nil {
		return nil, err
	}
	known := map[string]dunning.Ref{}
	for _, o := range open.Cases {
		known[o.Case.Number] = o.Case.Ref()
	}
	for _, number := range in.Numbers {
		ref, found := known[number]
		if !found {
			return nil, dunning.Errorf(dunning.CodeNotFound, "creditor %s has no open case of invoice %s", in.Creditor, number)
		}
		if !slices.Contains(out, ref) {
			out = append(out, ref)
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
