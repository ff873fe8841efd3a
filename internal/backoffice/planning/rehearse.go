package planning

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/rehearsal"
)

// HorizonDays is how far the open cases are played forward.
const HorizonDays = 90

// Trial is a plan that is tried before it is saved.
type Trial struct {
	Creditor string
	Plan     dunning.Plan
	Running  dunning.Onward
	From     calendar.Date // day from which the plan holds, in the creditor's zone; zero is at once
}

// Tried is what a plan would change.
type Tried struct {
	rehearsal.Difference
	Refused  int                        // cases that cannot change their plan as they stand; they are counted as they are
	Withheld dunning.Reason             // why nothing would leave as things stand; "" when it would
	Names    map[rehearsal.Party]string // names of the debtors
}

// Faults names what is wrong with a plan of a creditor, with its path and its mend.
func Faults(p dunning.Plan, c dunning.Creditor) []dunning.Fault {
	f := &dunning.Faults{List: plan.Check(p, "")}
	for _, s := range p.Steps {
		if s.Level == dunning.FormalNotice && c.Signatory == "" {
			f.Add("steps", "write who signs for the creditor in the configuration, as signatory: Claire Brunel", "the plan %q has a formal notice, and nobody to sign it", p.ID)
			break
		}
	}
	return f.List
}

// Rehearse plays all open cases of a creditor forward, as things stand and under
// another plan, and tells the difference. Nothing is changed. CodeInvalid when the
// plan itself is wrong: ask Faults.
func (p *Planner) Rehearse(ctx context.Context, who Actor, t Trial) (out Tried, err error) {
	creditor, err := p.Creditor(ctx, who, t.Creditor)
	if err != nil {
		return out, err
	}
	if err := checked(t.Plan, creditor); err != nil {
		return out, err
	}
	start, err := change.StartOn(creditor, t.From, p.Now())
	if err != nil {
		return out, err
	}
	open, err := p.Portfolio.Portfolio(ctx, rehearsal.Party{Creditor: t.Creditor}, p.Now())
	if err != nil {
		return out, err
	}
	turn := rehearsal.Turn{At: start.Starts, Creditor: t.Creditor, Plan: t.Plan, Running: t.Running}
	return p.compare(ctx, open, turn, func(o dunning.Open) bool { return o.Rules.Plan.ID == t.Plan.ID })
}

// compare plays open cases forward, as things stand and with those that a plan
// concerns under it, now or from its day on.
func (p *Planner) compare(ctx context.Context, open rehearsal.OpenPortfolio, to rehearsal.Turn, concerns func(dunning.Open) bool) (out Tried, err error) {
	if out.Withheld, err = p.Office.Withheld(ctx); err != nil {
		return out, err
	}
	out.Names = open.Names
	now := p.Now()
	until := now.AddDate(0, 0, HorizonDays)
	changed, concerned := open.Clone(), []dunning.Ref{}
	for i, o := range changed.Cases {
		if !concerns(o) {
			continue
		}
		concerned = append(concerned, o.Case.Ref())
		if to.Running == dunning.Keep || to.At.After(now) {
			continue
		}
		if _, changed.Cases[i], err = plan.Replan(o, to.Plan, to.Running, now); err != nil {
			out.Refused++
		}
	}
	changed.Turns = turnsWith(changed.Turns, to, now)
	before := rehearsal.Foresee(open.Portfolio, now, until, true)
	out.Difference = rehearsal.Compare(concerned, before, rehearsal.Foresee(changed, now, until, true), p.soon(to.Plan, to.At))
	return out, nil
}

// turnsWith are the versions that start, with one more: as when it is saved, it takes
// back those of its plan that would start with it or later.
func turnsWith(turns []rehearsal.Turn, to rehearsal.Turn, now time.Time) (out []rehearsal.Turn) {
	for _, t := range turns {
		if t.Creditor != to.Creditor || t.Plan.ID != to.Plan.ID || t.At.Before(to.At) {
			out = append(out, t)
		}
	}
	if to.At.After(now) {
		to.Plan.Version = -1 // other than all that are saved
		out = append(out, to)
		slices.SortStableFunc(out, func(a, b rehearsal.Turn) int { return a.At.Compare(b.At) })
	}
	return out
}

// soon is the next day on which the plan lets messages leave, from an instant on that
// may be over.
func (p *Planner) soon(plan dunning.Plan, from time.Time) calendar.Date {
	now := p.Now()
	if from.After(now) {
		now = from
	}
	rules, err := dunning.NewRules(plan, calendar.Metropole, "", "")
	if err != nil { // the plan was checked
		return calendar.DateOf(now)
	}
	return rules.Today(rules.Earliest(now))
}

// checked refuses a plan with faults, in the words of the first.
func checked(p dunning.Plan, c dunning.Creditor) error {
	return FaultsError(Faults(p, c))
}

// FaultsError is the error for a plan with faults: CodeInvalid, with the first one.
func FaultsError(faults []dunning.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return dunning.Errorf(dunning.CodeInvalid, "%w", faults[0]).WithHint("%s", faults[0].Hint)
}

// may tells whether the actor may change a plan of a creditor, whom it finds.
func (p *Planner) may(ctx context.Context, who Actor, creditor, plan string) (dunning.Creditor, error) {
	c, err := p.Creditor(ctx, who, creditor)
	if err != nil {
		return c, err
	}
	if err := access.May(who, access.ChangePlans, creditor); err != nil {
		return c, p.refused(ctx, who, creditor, plan, err)
	}
	return c, nil
}
