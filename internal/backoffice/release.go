package backoffice

import (
	"context"
	"strings"

	"relance/internal/dunning"
	"relance/internal/fact"
)

// completeRelease finds the hold that is meant.
func (o *Office) completeRelease(_ context.Context, c dunning.Case, f *Fact) (err error) {
	if err := fact.CheckFor(c, f.Event); err != nil {
		return err
	}
	f.Event.Hold, err = theHold(c, f.Event.Hold)
	return err
}

// theHold is the suspension that is named, else the one by hand, else the only
// one that a person can end.
func theHold(c dunning.Case, named dunning.HoldKind) (dunning.HoldKind, error) {
	if named != "" {
		if !c.Held(named) {
			return named, dunning.Errorf(dunning.CodeConflict, "invoice %s has no hold (%s)", c.Number, named)
		}
		return named, nil
	}
	var kinds []string
	for _, h := range c.Holds {
		switch h.Kind {
		case dunning.HoldManual:
			return h.Kind, nil
		case dunning.HoldDispute, dunning.HoldBounce, dunning.HoldSwitch, dunning.HoldBudget:
		default:
			kinds = append(kinds, string(h.Kind))
		}
	}
	switch len(kinds) {
	case 1:
		return dunning.HoldKind(kinds[0]), nil
	case 0:
		return "", nothingToRelease(c)
	}
	return "", dunning.Errorf(dunning.CodeConflict, "invoice %s has several holds: %s", c.Number, strings.Join(kinds, ", ")).
		WithHint("say which one ends, for example: %s", dunning.Deed{Do: dunning.DeedNameHold, On: kinds[0]})
}

// nothingToRelease says how the hold ends that a release cannot end.
func nothingToRelease(c dunning.Case) error {
	err := dunning.Errorf(dunning.CodeConflict, "invoice %s is not suspended", c.Number)
	switch {
	case c.Held(dunning.HoldDispute):
		return err.WithHint("a dispute ends when it is resolved: %s", dunning.Deed{Do: dunning.DeedResolve, On: c.Number})
	case c.Held(dunning.HoldBounce):
		return err.WithHint("the debtor needs a usable address: %s", dunning.Deed{Do: dunning.DeedCorrectEmail, On: c.Debtor})
	case c.Held(dunning.HoldBudget):
		return err.WithHint("the euros for letters are spent: raise letter_budget of the creditor, or wait for the new year")
	case c.Held(dunning.HoldSwitch):
		return err.WithHint("sending is stopped for everybody: change mail.mode in the configuration, or %s", dunning.Deed{Do: dunning.DeedResume})
	case c.Attention != nil:
		return err.WithHint("something failed: try again (%s) or leave the step out: %s", dunning.Deed{Do: dunning.DeedRetry, On: c.Number}, dunning.Deed{Do: dunning.DeedSkip, On: c.Number})
	}
	return err
}
