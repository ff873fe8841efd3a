package money

import (
	"errors"
	"fmt"
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
	if decimals(a.Currency) == 0 && a.Cents%100 != 0 {
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

func (a Amount) same(b Amount) error {
	if a.Currency != b.Currency {
		return fmt.Errorf("%s and %s: %w", a, b, ErrCurrency)
	}
	return nil
}
