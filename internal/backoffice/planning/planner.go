package planning

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/plan"
)

// Actor is who asks.
type Actor = access.Actor

// Reader reads plans as they were saved.
type Reader interface {
	PlansOf(ctx context.Context, creditors ...string) (map[string][]plan.Choice, error)
	PlanVersions(ctx context.Context, creditor, plan string) ([]plan.Version, error)
	PlanVersion(ctx context.Context, id int64) (plan.Version, error)
}

// Keeper records versions of plans.
type Keeper interface {
	SavePlan(ctx context.Context, v plan.Version, seen int) (plan.Version, error)
	DecidePlan(ctx context.Context, d change.Decision) (plan.Version, error)
}

// Followers knows which cases follow a plan, and which versions they should.
type Followers interface {
	Followers(ctx context.Context, creditor, plan string, version int) ([]dunning.Ref, error)
	PlanMoved(ctx context.Context, id int64) error
	PlansToMove(ctx context.Context) ([]plan.Version, error)
}

// Office is what plans need of the back office.
type Office interface {
	Tell(ctx context.Context, who Actor, f backoffice.Fact) (backoffice.FactResult, error)
	Withheld(ctx context.Context) (dunning.Reason, error)
}

// Planner serves the use cases of plans. It is safe for concurrent use.
type Planner struct {
	Office    Office
	Creditors backoffice.CreditorReader
	Portfolio backoffice.PortfolioReader
	Plans     Reader
	Keeper    Keeper
	Cases     Followers
	Audit     backoffice.Refusals // records refusals; nil records none
	Keys      backoffice.KeyStore // remembers requests by their keys, as in backoffice.Office
	Now       func() time.Time    // case time; UTC
}

// Creditor finds a creditor of the actor.
func (p *Planner) Creditor(ctx context.Context, who Actor, id string) (dunning.Creditor, error) {
	return backoffice.CreditorFor(ctx, p.Creditors, who, access.Rehearse, id)
}

// List gives the plans of a creditor, by id: those that new cases may follow, and
// those that are to come ([plan.InUse] leaves them out).
func (p *Planner) List(ctx context.Context, who Actor, creditor string) ([]plan.Choice, error) {
	if _, err := p.Creditor(ctx, who, creditor); err != nil {
		return nil, err
	}
	all, err := p.Plans.PlansOf(ctx, creditor)
	return all[creditor], err
}

// ListOf gives the same for several creditors, by their ids.
func (p *Planner) ListOf(ctx context.Context, who Actor, creditors []string) (map[string][]plan.Choice, error) {
	for _, c := range creditors {
		if err := access.May(who, access.Rehearse, c); err != nil {
			return nil, err
		}
	}
	return p.Plans.PlansOf(ctx, creditors...)
}

// Shown is a plan with its past.
type Shown struct {
	plan.Choice
	Versions []plan.Version // newest first
}

// Waiting is the version that waits for two people, nil when none does.
func (s Shown) Waiting() *plan.Version {
	if len(s.Versions) > 0 && s.Versions[0].Waits() {
		return &s.Versions[0]
	}
	return nil
}

// Find gives the version of a number.
func (s Shown) Find(version int) (plan.Version, bool) {
	i := slices.IndexFunc(s.Versions, func(v plan.Version) bool { return v.Plan.Version == version })
	if i < 0 {
		return plan.Version{}, false
	}
	return s.Versions[i], true
}

// Show gives a plan of a creditor with the versions that were saved of it.
// CodeNotFound when there is none.
func (p *Planner) Show(ctx context.Context, who Actor, creditor, plan string) (out Shown, err error) {
	all, err := p.List(ctx, who, creditor)
	if err != nil {
		return out, err
	}
	if out.Versions, err = p.Plans.PlanVersions(ctx, creditor, plan); err != nil {
		return out, err
	}
	for _, one := range all {
		if one.Plan.ID == plan {
			out.Choice = one
			return out, nil
		}
	}
	if len(out.Versions) > 0 { // it was refused, or taken back, before any case could follow it
		out.Plan, out.Latest, out.Unused = out.Versions[0].Plan, out.Versions[0].Plan.Version, true
		return out, nil
	}
	return out, dunning.Errorf(dunning.CodeNotFound, "creditor %s has no plan %q", creditor, plan)
}

// refused keeps in the audit that an actor was refused a change of a plan.
func (p *Planner) refused(ctx context.Context, who Actor, creditor, plan string, refusal error) error {
	if p.Audit == nil || who.Door == access.API || dunning.ErrorCode(refusal) != dunning.CodeForbidden {
		return refusal
	}
	if err := p.Audit.Note(ctx, audit.Entry{
		Who: backoffice.By(who), Creditor: creditor, Deed: string(access.ChangePlans), Object: creditor + "/" + plan, Refused: refusal.Error(),
	}); err != nil {
		return err
	}
	return refusal
}

// note keeps a change of a plan in the audit, in the words of the plan itself.
func (p *Planner) note(ctx context.Context, who Actor, deed string, v plan.Version, said map[string]string) error {
	if p.Audit == nil {
		return nil
	}
	return p.Audit.Note(ctx, audit.Entry{Who: backoffice.By(who), Creditor: v.Creditor, Deed: deed, Object: v.Creditor + "/" + v.Plan.ID, After: said})
}
