package money

import (
	"errors"
	"fmt"
	"math/big"
)

// ErrOverflow says that a sum lies beyond what int64 cents can hold,
// ±92,233,720,368,547,758.07. Test for it with errors.Is.
var ErrOverflow = errors.New("amount too large to hold in cents")

// Add gives c + d, or ErrOverflow.
func (c Cents) Add(d Cents) (Cents, error) {
	s := c + d
	if (d >= 0) != (s >= c) {
		return 0, fmt.Errorf("adding %s and %s: %w", c, d, ErrOverflow)
	}
	return s, nil
}

// Sub gives c - d, or ErrOverflow.
func (c Cents) Sub(d Cents) (Cents, error) {
	s := c - d
	if (d >= 0) != (s <= c) {
		return 0, fmt.Errorf("subtracting %s from %s: %w", d, c, ErrOverflow)
	}
	return s, nil
}

// Rat is the sum as an exact fraction of cents (not of euros), for interest.
func (c Cents) Rat() *big.Rat { return new(big.Rat).SetInt64(int64(c)) }

// MulRat gives c × r in cents after one half-up rounding. It is how interest
// is computed: r is rate/100 × days/365 as an exact fraction.
func (c Cents) MulRat(r *big.Rat) (Cents, error) {
	return RoundHalfUp(new(big.Rat).Mul(c.Rat(), r))
}

// RoundHalfUp rounds an exact number of cents to whole cents, once. Half a
// cent goes away from zero: 0.5 is 1 and -0.5 is -1.
func RoundHalfUp(cents *big.Rat) (Cents, error) {
	// floor(|n/d| + 1/2) = (2|n| + d) div 2d, exactly
	n := new(big.Int).Abs(cents.Num())
	n.Lsh(n, 1).Add(n, cents.Denom())
	n.Quo(n, new(big.Int).Lsh(cents.Denom(), 1))
	if cents.Sign() < 0 {
		n.Neg(n)
	}
	if !n.IsInt64() {
		return 0, fmt.Errorf("rounding to cents: %w", ErrOverflow)
	}
	return Cents(n.Int64()), nil
}
