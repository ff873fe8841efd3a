package fact

import (
	"slices"

	"relance/internal/dunning"
)

// Offered tells whether a person is offered to record a fact of a kind about a case
// as it stands. What is not offered may still be told by programs: [CheckFor] says
// what is refused.
func Offered(c dunning.Case, k dunning.Kind) bool {
	_, step := c.Step()
	open := c.State != dunning.Closed
	switch k {
	case dunning.KindWaive, dunning.KindCost, dunning.KindLimitation:
		return true // a claim outlives the case
	case dunning.KindRelease:
		return open && len(Liftable(c)) > 0
	case dunning.KindResolveDispute:
		return c.Held(dunning.HoldDispute)
	case dunning.KindRetry:
		return open && c.Attention != nil
	case dunning.KindSkip:
		return open && step
	case dunning.KindClaim:
		return open && c.Balance <= 0
	case dunning.KindLetterStatus:
		return c.Posted()
	}
	return open
}

// liftable are the suspensions that a person may lift; the others end by what they
// wait for.
var liftable = []dunning.HoldKind{
	dunning.HoldManual, dunning.HoldReply, dunning.HoldPromise, dunning.HoldInstalments, dunning.HoldInsolvency, dunning.HoldBankData, dunning.HoldInbox,
	dunning.HoldDocuments, dunning.HoldRefused, dunning.HoldPayee, dunning.HoldWatch, dunning.HoldRegister,
}

// MayLift tells whether suspensions of a kind are a person's to lift.
func MayLift(k dunning.HoldKind) bool { return slices.Contains(liftable, k) }

// Liftable are the suspensions of a case that a person may lift.
func Liftable(c dunning.Case) (out []dunning.HoldKind) {
	for _, h := range c.Holds {
		if MayLift(h.Kind) {
			out = append(out, h.Kind)
		}
	}
	return out
}
