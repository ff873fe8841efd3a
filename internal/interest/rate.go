package interest

import (
	"fmt"
	"strings"
)

// RateKind is the way a rate of interest is agreed.
type RateKind string

const (
	// RateDefault is the rate the law sets when no clause does.
	RateDefault RateKind = ""
	// RateFixed is a number of percent a year ("15").
	RateFixed RateKind = "fixed"
	// RateMonthly is a number of percent a month, ×12 without compounding
	// ("1/month"); a conventional rate is stated by the year (C. civ. 1343-1).
	RateMonthly RateKind = "monthly"
	// RateLegalMultiple is a multiple of the legal rate, other cases, re-read
	// each half-year ("3xlegal").
	RateLegalMultiple RateKind = "legal_multiple"
	// RateECBPlus is the ECB rate plus points, re-read each half-year ("ecb+8").
	RateECBPlus RateKind = "ecb_plus"
)

// Rate is the rate agreed between the parties. The zero value is the default
// rate of the regime. Its text form is what [ParseRate] reads.
type Rate struct {
	kind  RateKind
	value Percent
}

// maxRate is the highest annual rate, or number of points, that is believed.
var maxRate = points(100)

// ParseRate reads "default", "15" (percent a year), "1/month" (percent a
// month), "3xlegal" (times the legal rate, other cases) or "ecb+8" (points
// above the ECB rate). Spaces, capitals, a decimal comma and a percent sign do
// not matter; "mois", "an", "légal" and "bce" are understood.
func ParseRate(s string) (Rate, error) {
	t := squeeze(s)
	t = strings.NewReplacer("é", "e", "bce", "ecb", "×", "x", "*", "x", "fois", "x", "%", "", "par", "/", "mois", "month").Replace(t)
	if t == "" || t == "default" {
		return Rate{}, nil
	}
	kind, number := RateFixed, t
	switch {
	case strings.HasPrefix(t, "ecb+"):
		kind, number = RateECBPlus, t[len("ecb+"):]
	case strings.HasSuffix(t, "xlegal"):
		kind, number = RateLegalMultiple, strings.TrimSuffix(t, "xlegal")
	case strings.HasSuffix(t, "/month"):
		kind, number = RateMonthly, strings.TrimSuffix(t, "/month")
	case strings.HasSuffix(t, "/an"), strings.HasSuffix(t, "/year"):
		number = t[:strings.LastIndexByte(t, '/')]
	}
	v, err := ParsePercent(number)
	if err != nil {
		return Rate{}, fmt.Errorf("rate %q: want default, a percentage a year as 12.5, a percentage a month as 1/month, 3xlegal or ecb+8", s)
	}
	r := Rate{kind, v}
	return r, r.validate(s)
}

func (r Rate) validate(s string) error {
	annual := r.value
	if r.kind == RateMonthly {
		annual = annual.times(points(12))
	}
	switch {
	case r.kind != RateECBPlus && r.value.r.Sign() == 0:
		return fmt.Errorf("rate %q: zero is not a rate; to claim no interest, waive it instead", s)
	case maxRate.less(annual):
		return fmt.Errorf("rate %q: more than 100 %% a year is not a rate of interest; rates are in percent, as 12.5", s)
	}
	return nil
}

// Kind tells how the rate is agreed.
func (r Rate) Kind() RateKind { return r.kind }

// Value is the number in the rate: percent a year or a month, multiple of the
// legal rate, or points above the ECB rate; unknown for the default rate.
func (r Rate) Value() Percent { return r.value }

// Equal tells whether two rates are agreed in the same way with the same number.
func (r Rate) Equal(s Rate) bool { return r.kind == s.kind && r.value.Equal(s.value) }

// restates tells whether the clause only repeats a default of ECB + n points.
func (r Rate) restates(n int64) bool {
	return r.kind == RateDefault || r.kind == RateECBPlus && r.value.Equal(points(n))
}

// String is the form that ParseRate reads: "default", "15", "1/month",
// "3xlegal", "ecb+8".
func (r Rate) String() string {
	switch r.kind {
	case RateFixed:
		return r.value.plain()
	case RateMonthly:
		return r.value.plain() + "/month"
	case RateLegalMultiple:
		return r.value.plain() + "xlegal"
	case RateECBPlus:
		return "ecb+" + r.value.plain()
	default:
		return "default"
	}
}

// French is the rate in words, as a letter or a table states it: "12,50 % par
// an", "3 fois le taux légal", "taux BCE + 8 points".
func (r Rate) French() string {
	switch r.kind {
	case RateFixed:
		return r.value.French() + " par an"
	case RateMonthly:
		return r.value.French() + " par mois"
	case RateLegalMultiple:
		return frenchNumber(r.value) + " fois le taux légal"
	case RateECBPlus:
		return "taux BCE + " + frenchNumber(r.value) + " points"
	default:
		return "taux prévu par la loi"
	}
}

// English is the rate in words, as a notice to a debtor abroad states it.
func (r Rate) English() string {
	number := func() string { return strings.ReplaceAll(frenchNumber(r.value), ",", ".") }
	percent := func() string { return strings.NewReplacer(",", ".", "\u00a0", "").Replace(r.value.French()) }
	switch r.kind {
	case RateFixed:
		return percent() + " a year"
	case RateMonthly:
		return percent() + " a month"
	case RateLegalMultiple:
		return number() + " times the French statutory interest rate"
	case RateECBPlus:
		return "European Central Bank refinancing rate plus " + number() + " percentage points"
	default:
		return "rate set by law"
	}
}

// MarshalText writes what String gives.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what ParseRate reads.
func (r *Rate) UnmarshalText(b []byte) error {
	v, err := ParseRate(string(b))
	if err != nil {
		return err
	}
	*r = v
	return nil
}
