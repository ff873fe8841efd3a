package claim

import (
	"testing"

	"relance/internal/interest"
)

// A letter names the rate that was counted: the clause, the default, or the legal
// minimum where that took the place of the clause, always or at times.
func TestTheBasisOfARateIsTheOneThatWasCounted(t *testing.T) {
	t.Parallel()
	above, below := interest.Period{}, interest.Period{FloorApplied: true}
	result := func(p ...interest.Period) interest.Result { return interest.Result{Periods: p} }
	own := basis{"taux contractuel\u00a0: 15,00\u00a0% par an", "contractual rate: 15.00% a year"}
	for name, tt := range map[string]struct {
		clause string
		result interest.Result
		want   basis
	}{
		"no clause":                  {"default", result(above), basisDefault},
		"a clause that is not read":  {"what is fair", result(above), basisDefault},
		"a clause":                   {"15", result(above, above), own},
		"always below the minimum":   {"15", result(below, below), basisFloor},
		"at times below the minimum": {"15", result(above, below), own.raised()},
	} {
		if got := basisB2B(tt.clause, tt.result); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

func TestTheBasisOfSeveralClaimsTogether(t *testing.T) {
	t.Parallel()
	both := basis{"taux contractuel", "contractual rate"}.raised()
	for name, tt := range map[string]struct{ a, b, want basis }{
		"the first has none":  {basis{}, basisDefault, basisDefault},
		"the second has none": {basisDefault, basis{}, basisDefault},
		"the same":            {basisFloor, basisFloor, basisFloor},
		"two of them":         {basisDefault, basisFloor, both},
	} {
		if got := tt.a.join(tt.b); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}
