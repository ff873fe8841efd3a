package config

import (
	"fmt"

	"relance/internal/dunning"
)

// checkPolicies looks at the credit-insurance policies: no period has a default,
// and one that cannot be counted is a fault.
func (c Config) checkPolicies(f *dunning.Faults) {
	for i, k := range c.Creditors {
		p, at := k.Insurance, fmt.Sprintf("creditors[%d].insurance", i)
		switch {
		case p.From != "" && p.From != dunning.InsuredFromInvoice && p.From != dunning.InsuredFromDue:
			f.Add(at+".from", "use invoice or due: the day from which your policy counts", "unknown day %q", p.From)
		case p.MaxCredit < 0 || p.DeclareWithin < 0 || p.CollectWithin < 0 || p.StopCover < 0 || p.Minimum < 0:
			f.Add(at, "use 0 or more days, as your policy says", "a period or the least sum is negative")
		}
		if k.MinWay < 0 {
			f.Add(fmt.Sprintf("creditors[%d].min_way", i), "use 0 or more euros", "the sum %s is negative", k.MinWay)
		}
	}
}
