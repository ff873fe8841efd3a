package fact

import (
	"relance/internal/dunning"
	"relance/internal/money"
)

// CheckFor tells why a fact does not fit a case; nil when it does.
// Payments always fit: money that came must never be lost.
func CheckFor(c dunning.Case, e dunning.Event) error {
	if e.Kind == dunning.KindPaid || e.Kind == dunning.KindCredited {
		return nil
	}
	if c.State == dunning.Closed {
		return dunning.Errorf(dunning.CodeConflict, "the case of invoice %s is closed (%s)", c.Number, c.Outcome)
	}
	switch e.Kind {
	case dunning.KindDispute, dunning.KindPromise:
		if e.Amount > c.Balance {
			return dunning.Errorf(dunning.CodeInvalid, "amount %s is more than the %s that is open", e.Amount, c.Balance)
		}
	case dunning.KindResolveDispute:
		if !c.Held(dunning.HoldDispute) {
			return dunning.Errorf(dunning.CodeConflict, "invoice %s is not in dispute", c.Number)
		}
	case dunning.KindInstalments:
		return checkSum(c, e)
	case dunning.KindChangePlan:
		return checkPlanChange(c)
	case dunning.KindClaim:
		if c.Balance > 0 {
			return dunning.Errorf(dunning.CodeConflict, "%s of invoice %s is open: its notices claim interest and fee with it", c.Balance, c.Number)
		}
	case dunning.KindCost:
		if c.Currency != "EUR" {
			return dunning.Errorf(dunning.CodeInvalid, "costs of recovery are claimed in euros; invoice %s is in %s", c.Number, c.Currency)
		}
	case dunning.KindApprove, dunning.KindReject:
		return checkStep(c, e)
	case dunning.KindRetry, dunning.KindSkip:
		if c.OutcomeUnknown() {
			return dunning.Errorf(dunning.CodeConflict, "nobody knows whether the notice of invoice %s left: it is neither repeated nor left out blindly", c.Number).
				WithHint("settle it first: say sent or not_sent")
		}
		if e.Kind == dunning.KindSkip {
			return checkStep(c, e)
		}
	case dunning.KindSettle:
		if c.Attention == nil || c.Attention.Code != dunning.ReasonOutcomeUnknown {
			return dunning.Errorf(dunning.CodeConflict, "no send of invoice %s has an unknown outcome", c.Number)
		}
	}
	return nil
}

// checkStep tells why a decision about the step that comes next does not fit.
func checkStep(c dunning.Case, e dunning.Event) error {
	step, ok := c.Step()
	switch {
	case !ok:
		return dunning.Errorf(dunning.CodeConflict, "no step of invoice %s is left", c.Number).
			WithHint("its plan is finished; see what it waits for: %s", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
	case e.Step != "" && e.Step != step.ID:
		return dunning.Errorf(dunning.CodeConflict, "step %q of invoice %s is not the one that comes next", e.Step, c.Number).
			WithHint("that is %q: name it, or leave the step out", step.ID)
	case e.Kind != dunning.KindSkip && step.Approval != dunning.ApprovalRequired:
		return dunning.Errorf(dunning.CodeConflict, "no step of invoice %s waits for approval: %q needs none", c.Number, step.ID).
			WithHint("keep it from leaving (%s) or leave it out: %s", dunning.Deed{Do: dunning.DeedHold, On: c.Number}, dunning.Deed{Do: dunning.DeedSkip, On: c.Number})
	}
	return nil
}

func checkSum(c dunning.Case, e dunning.Event) error {
	var sum money.Cents
	for _, in := range e.Instalments {
		sum += in.Amount
	}
	if sum != c.Balance {
		return dunning.Errorf(dunning.CodeInvalid, "the instalments add up to %s, but %s is open", sum, c.Balance).
			WithHint("let the last instalment take the difference")
	}
	return nil
}

// checkPlanChange tells why a case cannot change its plan.
func checkPlanChange(c dunning.Case) error {
	switch {
	case c.OutcomeUnknown():
		return dunning.Errorf(dunning.CodeConflict, "nobody knows whether the notice of invoice %s left: it keeps its plan until then", c.Number).
			WithHint("settle it first: %s", dunning.Deed{Do: dunning.DeedSettle, On: c.Number})
	case c.State == dunning.HandedOver:
		return dunning.Errorf(dunning.CodeConflict, "the plan of invoice %s is finished: a person goes on", c.Number)
	}
	return nil
}
