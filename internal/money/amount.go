package money

import (
	"errors"
	"fmt"
	"math/big"
)

// ErrCurrency says that two amounts in different currencies met. Test for it
// with errors.Is.
var ErrCurrency = errors.New("amounts in different currencies")

// Amount is a sum with its ISO 4217 currency code. Its JSON form is
// {"amount": "1234.56", "currency": "EUR"}.
type Amount struct {
	Cents    Cents  `json:"amount"`
	Currency string `json:"currency"`
}

// EUR is a sum in euros.
func EUR(c Cents) Amount { return Amount{Cents: c, Currency: "EUR"} }

// String gives the machine form, "1234.56 EUR"; people get French or English.
func (a Amount) String() string { return a.Cents.String() + " " + a.Currency }

// Validate checks that the currency can be held (CheckCurrency) and that a
// currency without minor unit has no hundredths: 1234.50 XPF is an error.
func (a Amount) Validate() error {
	if err := CheckCurrency(a.Currency); err != nil {
		return err
	}
	if Decimals(a.Currency) == 0 && a.Cents%100 != 0 {
		return fmt.Errorf("amount %s: %s has no decimals; give a whole number", a.Cents, a.Currency)
	}
	return nil
}

// IsZero tells whether the sum is nil, whatever the currency.
func (a Amount) IsZero() bool { return a.Cents == 0 }

// Sign is -1, 0 or +1.
func (a Amount) Sign() int {
	switch {
	case a.Cents < 0:
		return -1
	case a.Cents > 0:
		return 1
	}
	return 0
}

// Add gives a + b. It fails with ErrCurrency or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if err := a.same(b); err != nil {
		return Amount{}, err
	}
	c, err := a.Cents.Add(b.Cents)
	return Amount{c, a.Currency}, err
}

// Sub gives a - b. It fails with ErrCurrency or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	if err := a.same(b); err != nil {
		return Amount{}, err
	}
	c, err := a.Cents.Sub(b.Cents)
	return Amount{c, a.Currency}, err
}

// Neg gives -a. It fails with ErrOverflow for the smallest sum only.
func (a Amount) Neg() (Amount, error) {
	return Amount{Currency: a.Currency}.Sub(a)
}

// Compare is -1 when a is less than b, +1 when it is more, 0 when they are
// equal. It fails with ErrCurrency.
func (a Amount) Compare(b Amount) (int, error) {
	if err := a.same(b); err != nil {
		return 0, err
	}
	switch {
	case a.Cents < b.Cents:
		return -1, nil
	case a.Cents > b.Cents:
		return 1, nil
	}
	return 0, nil
}

// MulRat gives a × r after one half-up rounding to the currency's smallest
// unit: the cent, or the whole franc or yen where there are no cents.
func (a Amount) MulRat(r *big.Rat) (Amount, error) {
	unit := int64(1)
	if Decimals(a.Currency) == 0 {
		unit = 100
	}
	n := new(big.Rat).Mul(a.Cents.Rat(), r)
	c, err := RoundHalfUp(n.Quo(n, new(big.Rat).SetInt64(unit)))
	if err != nil {
		return Amount{}, err
	}
	whole := new(big.Int).Mul(big.NewInt(int64(c)), big.NewInt(unit))
	if !whole.IsInt64() {
		return Amount{}, fmt.Errorf("multiplying %s: %w", a, ErrOverflow)
	}
	return Amount{Cents(whole.Int64()), a.Currency}, nil
}

// SumAmounts adds amounts in one currency; no amount at all is an error, since
// the currency would be unknown.
func SumAmounts(as ...Amount) (Amount, error) {
	if len(as) == 0 {
		return Amount{}, errors.New("summing amounts: there is none, so no currency")
	}
	total := as[0]
	for _, a := range as[1:] {
		t, err := total.Add(a)
		if err != nil {
			return Amount{}, err
		}
		total = t
	}
	return total, nil
}

func (a Amount) same(b Amount) error {
	if a.Currency != b.Currency {
		return fmt.Errorf("%s and %s: %w", a, b, ErrCurrency)
	}
	return nil
}
