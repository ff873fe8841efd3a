package claim

import (
	"relance/internal/dunning"
	"relance/internal/interest"
)

// basis says in words where a rate comes from, in French and in English.
type basis struct{ french, english string }

// The bases that are the same for everybody.
var (
	basisDefault = basis{"taux de la BCE majoré de 10 points", "European Central Bank refinancing rate plus 10 percentage points"}
	basisPublic  = basis{"taux de la BCE majoré de 8 points", "European Central Bank refinancing rate plus 8 percentage points"}
	basisLegal   = basis{"taux de l’intérêt légal", "French statutory interest rate"}
	// basisFloor: the clause lies below the minimum of C. com. L441-10 II, which
	// took its place.
	basisFloor = basis{"trois fois le taux de l’intérêt légal, minimum fixé par la loi",
		"three times the French statutory interest rate, the minimum set by law"}
)

// basisB2B names the rate between businesses: the clause, the default, or the
// legal minimum where that took the place of the clause, always or at times.
func basisB2B(clause string, r interest.Result) basis {
	rate, err := interest.ParseRate(clause)
	if err != nil || rate.Kind() == interest.RateDefault {
		return basisDefault
	}
	floored := 0
	for _, p := range r.Periods {
		if p.FloorApplied {
			floored++
		}
	}
	own := basis{"taux contractuel\u00a0: " + rate.French(), "contractual rate: " + rate.English()}
	switch floored {
	case 0:
		return own
	case len(r.Periods):
		return basisFloor
	}
	return own.raised()
}

// raised is a contract's rate that the legal minimum replaces at times.
func (b basis) raised() basis {
	return basis{b.french + ", porté s’il y a lieu au minimum légal de trois fois le taux de l’intérêt légal",
		b.english + ", raised where needed to the legal minimum of three times the French statutory interest rate"}
}

// join is the basis of two claims together.
func (b basis) join(o basis) basis {
	switch {
	case b == basis{} || b == o:
		return o
	case o == basis{}:
		return b
	}
	return basis{"taux contractuel", "contractual rate"}.raised()
}

// basisOf is where the rate of a claim comes from.
func basisOf(c *dunning.Claim) basis { return basis{c.RateBasis, c.RateBasisEnglish} }

func setBasis(c *dunning.Claim, b basis) { c.RateBasis, c.RateBasisEnglish = b.french, b.english }
