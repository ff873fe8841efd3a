package cli

import (
	"strings"

	"relance/internal/dunning"
)

// holdCmd suspends a case by hand.
type holdCmd struct {
	caseArg
	Until *dateArg `placeholder:"D" help:"Last day of the suspension (default: until relance release)."`
}

// Run suspends it: nothing leaves, nothing is lost.
func (c *holdCmd) Run(s *session) error {
	return s.fact(c.caseArg, func(body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindHold}
		if c.Until != nil {
			if e.Date = c.Until.Date; e.Date.Before(s.today()) {
				return e, dunning.Errorf(dunning.CodeInvalid, "the suspension would end on %s, which has passed", e.Date).
					WithHint("write a day to come, or leave --until out")
			}
		}
		return e, dunning.CheckFactFor(body, e)
	})
}

// releaseCmd ends a suspension.
type releaseCmd struct {
	caseArg
	Hold string `enum:"manual,reply,promise,instalments,insolvency,stale_bank_data," default:"" placeholder:"KIND" help:"manual, reply, promise, instalments, insolvency or stale_bank_data (default: the only one there is)."`
}

// Run lets the case go on, re-spaced, never in a burst.
func (c *releaseCmd) Run(s *session) error {
	return s.fact(c.caseArg, func(body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindRelease}
		if err := dunning.CheckFactFor(body, e); err != nil {
			return e, err
		}
		var err error
		e.Hold, err = c.choose(body)
		return e, err
	})
}

// choose finds the hold that is meant.
func (c *releaseCmd) choose(body dunning.Case) (dunning.HoldKind, error) {
	if kind := dunning.HoldKind(c.Hold); kind != "" {
		if !body.Held(kind) {
			return kind, dunning.Errorf(dunning.CodeConflict, "invoice %s has no hold %s", body.Number, kind)
		}
		return kind, nil
	}
	var kinds []string
	for _, h := range body.Holds {
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
		return "", nothingToRelease(body)
	}
	return "", dunning.Errorf(dunning.CodeConflict, "invoice %s has several holds: %s", body.Number, strings.Join(kinds, ", ")).
		WithHint("say which one ends: --hold %s", kinds[0])
}

// nothingToRelease names the command that ends the hold which release cannot.
func nothingToRelease(body dunning.Case) error {
	err := dunning.Errorf(dunning.CodeConflict, "invoice %s is not suspended", body.Number)
	switch {
	case body.Held(dunning.HoldDispute):
		return err.WithHint("a dispute ends with relance resolve %s", body.Number)
	case body.Held(dunning.HoldBounce):
		return err.WithHint("the debtor needs a usable address: relance debtor set %s --email …", body.Debtor)
	case body.Held(dunning.HoldBudget):
		return err.WithHint("the euros for letters are spent: raise letter_budget of the creditor, or wait for the new year")
	case body.Held(dunning.HoldSwitch):
		return err.WithHint("sending is stopped for everybody: relance resume --all, or mail.mode in the configuration")
	case body.Attention != nil:
		return err.WithHint("something failed: relance retry %s or relance skip %s", body.Number, body.Number)
	}
	return err
}
