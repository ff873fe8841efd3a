package plan

import (
	"time"

	"relance/internal/dunning"
	"relance/internal/fact"
)

// Replan plays a change of plan on a copy of a case: the event with its steps,
// and the case after it with the rules of the new plan. CodeConflict when the case
// cannot change its plan as it stands.
func Replan(o dunning.Open, p dunning.Plan, how dunning.Onward, at time.Time) (dunning.Event, dunning.Open, error) {
	rules, err := dunning.NewRules(p, o.Rules.Zone, o.Case.Creditor, o.Case.Debtor)
	if err != nil {
		return dunning.Event{}, o, err
	}
	e := dunning.NewPlanChange(p.ID, how).With(dunning.Stamp{At: at, Reason: dunning.ReasonByPerson})
	if err := fact.Check(e); err != nil {
		return e, o, err
	}
	if err := fact.CheckFor(o.Case, e); err != nil {
		return e, o, err
	}
	e.Seq = o.Case.Version + 1
	e = dunning.Complete(o.Case, e, rules)
	c, _ := dunning.Apply(o.Case, e)
	return e, dunning.Open{Case: c, Rules: rules}, nil
}
