package interest

import "math/big"

// InterestExact is the accrued interest in cents, unrounded.
func (r Result) InterestExact() *big.Rat { return ratOrZero(r.exact) }

// DailyIncreaseExact is the daily increase in cents, unrounded.
func (r Result) DailyIncreaseExact() *big.Rat { return ratOrZero(r.daily) }
