package plan

import (
	"slices"

	"relance/internal/dunning"
)

// RulesUnder gives the rules of an open case once it follows one of some plans.
// CodeNotFound when none of them has the name.
func RulesUnder(plans []dunning.Plan, id string, o dunning.Open) (dunning.Rules, error) {
	i := slices.IndexFunc(plans, func(p dunning.Plan) bool { return p.ID == id })
	if i < 0 {
		return o.Rules, dunning.Errorf(dunning.CodeNotFound, "creditor %s has no plan %q", o.Case.Creditor, id)
	}
	return dunning.NewRules(plans[i], o.Rules.Zone, o.Case.Creditor, o.Case.Debtor)
}
