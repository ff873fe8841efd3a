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
	sign, u := "", uint64(c)
	if c < 0 {
		sign, u = "-", uint64(-c)
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// ParseCents reads "1234.56", "1234.5", "1234" or "-12.30". At most two
// decimals that count are allowed: "1.005" is an error, "1.500" is 1.50.
func ParseCents(s string) (Cents, error) {
	whole, frac, _ := strings.Cut(s, ".")
	neg := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(strings.TrimPrefix(whole, "-"), "+")
	frac = strings.TrimRight(frac, "0")
	if len(frac) > 2 {
		return 0, fmt.Errorf("amount %q: more than two decimals", s)
	}
	for _, r := range whole + frac {
		if r < '0' || r > '9' {
			return 0, fmt.Errorf("amount %q: want digits with a decimal point, as in 1234.56", s)
		}
	}
	if whole == "" {
		return 0, fmt.Errorf("amount %q: no digits before the decimal point", s)
	}
	n, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("amount %q: too large", s)
	}
	if neg {
		n = -n
	}
	return Cents(n), nil
}

// MarshalJSON writes the decimal string.
func (c Cents) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// UnmarshalJSON reads a decimal string or a JSON number.
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
