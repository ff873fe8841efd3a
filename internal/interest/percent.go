package interest

import (
	"fmt"
	"math/big"
	"strings"

	"relance/internal/money"
)

// Percent is an exact annual rate in percent: 12.40 means 12.40 % a year. The
// zero value means "not known", which differs from 0 %.
type Percent struct{ r *big.Rat }

// ParsePercent reads "12.40", "12,4" or "12.4 %": digits with at most six
// decimals, no sign.
func ParsePercent(s string) (Percent, error) {
	t := strings.TrimSuffix(squeeze(s), "%")
	t = strings.Replace(t, ",", ".", 1)
	whole, frac, _ := strings.Cut(t, ".")
	if whole == "" || len(whole) > 6 || len(frac) > 6 || strings.Trim(whole+frac, "0123456789") != "" {
		return Percent{}, fmt.Errorf("percentage %q: want digits with at most six decimals and no sign, as 12.40", s)
	}
	r, _ := new(big.Rat).SetString(t) // cannot fail: digits and at most one point
	return Percent{r}, nil
}

// points is n percentage points.
func points(n int64) Percent { return Percent{new(big.Rat).SetInt64(n)} }

// Known tells whether there is a value.
func (p Percent) Known() bool { return p.r != nil }

// Rat is a copy of the value in percent, nil when it is not known.
func (p Percent) Rat() *big.Rat {
	if p.r == nil {
		return nil
	}
	return new(big.Rat).Set(p.r)
}

// Equal tells whether both are unknown or both are the same rate.
func (p Percent) Equal(q Percent) bool {
	if p.r == nil || q.r == nil {
		return p.r == q.r
	}
	return p.r.Cmp(q.r) == 0
}

func (p Percent) plus(q Percent) Percent  { return Percent{new(big.Rat).Add(p.r, q.r)} }
func (p Percent) times(q Percent) Percent { return Percent{new(big.Rat).Mul(p.r, q.r)} }
func (p Percent) less(q Percent) bool     { return p.r.Cmp(q.r) < 0 }

// perDay is the part of the base that one day costs: rate / 100 / 365.
func (p Percent) perDay() *big.Rat {
	return new(big.Rat).Quo(p.r, new(big.Rat).SetInt64(100*365))
}

// String is the exact value with at least two decimals, "12.40"; "" when it is
// not known.
func (p Percent) String() string {
	if p.r == nil {
		return ""
	}
	s := p.r.FloatString(12) // a product of two six-decimal numbers at most
	for strings.HasSuffix(s, "0") && len(s)-strings.IndexByte(s, '.') > 3 {
		s = s[:len(s)-1]
	}
	return s
}

// plain is the value without needless decimals, "12.5" or "15".
func (p Percent) plain() string {
	s := p.String()
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// French is the value as people read it, "12,40 %".
func (p Percent) French() string {
	if p.r == nil {
		return ""
	}
	return money.FrenchPercent(p.r)
}

// MarshalText writes the exact value, "12.40"; nothing when it is not known.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what [ParsePercent] reads; empty text is "not known".
func (p *Percent) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*p = Percent{}
		return nil
	}
	v, err := ParsePercent(string(b))
	if err != nil {
		return err
	}
	*p = v
	return nil
}

// squeeze lowers the case and drops every kind of space.
func squeeze(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}
