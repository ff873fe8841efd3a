package money

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Cents is a sum in hundredths of the currency's unit. Its JSON form is a
// decimal string ("1234.56"); a JSON number is accepted when reading.
type Cents int64

// String gives the sum with a decimal point and two decimals: "-1234.56".
func (c Cents) String() string {
	sign, u := c.split()
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// split gives the sign ("-" or "") and the absolute value, which fits an
// uint64 even for the smallest int64.
func (c Cents) split() (sign string, abs uint64) {
	if c < 0 {
		return "-", uint64(-c)
	}
	return "", uint64(c)
}

// ParseCents reads a plain decimal number with a point and no grouping:
// "1234.56", "1234.5", "1234", "-12.30", "+12". At most two decimals that
// count are allowed: "1.005" is an error, "1.500" is 1.50. As in XML's decimal
// type, "12." and ".5" are numbers. Anything else, and a sum beyond
// ±92233720368547758.07, is an error that quotes the text.
func ParseCents(s string) (Cents, error) {
	unsigned, neg := s, false
	switch {
	case strings.HasPrefix(s, "-"):
		unsigned, neg = s[1:], true
	case strings.HasPrefix(s, "+"):
		unsigned = s[1:]
	}
	whole, frac, _ := strings.Cut(unsigned, ".")
	if !digits(whole) || !digits(frac) || whole+frac == "" {
		return 0, fmt.Errorf("amount %q: want digits with a decimal point, as in 1234.56", s)
	}
	return fromParts(s, neg, whole, frac)
}

// fromParts puts digits before and after the decimal separator together. The
// text as given, s, is for the error message only.
func fromParts(s string, neg bool, whole, frac string) (Cents, error) {
	frac = strings.TrimRight(frac, "0")
	if len(frac) > 2 {
		return 0, fmt.Errorf("amount %q: more than two decimals", s)
	}
	n := whole + (frac + "00")[:2]
	if neg {
		n = "-" + n // signed before parsing, or the smallest sum would not fit
	}
	v, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("amount %q: %w", s, ErrOverflow)
	}
	return Cents(v), nil
}

// digits tells whether s holds nothing but ASCII digits; it may be empty.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// MarshalJSON writes the decimal string.
func (c Cents) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// UnmarshalJSON reads a decimal string or a JSON number without exponent;
// null leaves the sum as it is.
func (c *Cents) UnmarshalJSON(b []byte) error {
	s := strings.TrimSpace(string(b))
	if s == "null" {
		return nil
	}
	if strings.HasPrefix(s, `"`) {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	}
	n, err := ParseCents(s)
	if err != nil {
		return err
	}
	*c = n
	return nil
}
