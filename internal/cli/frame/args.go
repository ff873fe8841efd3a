package frame

import (
	"fmt"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
)

// DateArg is a date on the command line: 2026-03-02, 02/03/2026, 2 mars 2026.
type DateArg struct{ calendar.Date }

// UnmarshalText reads what calendar.ParseLoose reads; empty text is refused,
// since a flag that was given means something.
func (d *DateArg) UnmarshalText(b []byte) (err error) {
	d.Date, err = calendar.ParseLoose(string(b))
	return err
}

// Value is the date, or the zero date when the flag was left out.
func (d *DateArg) Value() calendar.Date {
	if d == nil {
		return calendar.Date{}
	}
	return d.Date
}

// Pointer is the date, or nil when the flag was left out.
func (d *DateArg) Pointer() *calendar.Date {
	if d == nil {
		return nil
	}
	return &d.Date
}

// AmountArg is a sum on the command line: 1234.56 or 1 234,56.
type AmountArg money.Cents

// UnmarshalText reads both forms and refuses what could be either.
func (a *AmountArg) UnmarshalText(b []byte) error {
	c, err := ParseAmount(string(b))
	*a = AmountArg(c)
	return err
}

// ParseAmount reads a sum in either form, and refuses what could be either.
func ParseAmount(s string) (money.Cents, error) {
	if c, err := money.ParseCents(s); err == nil {
		return c, nil
	}
	return money.ParseDecimal(s, money.AnySeparator)
}

// MovementArg is DATE=AMOUNT on the command line, or DATE=AMOUNT+ACCESSORY for a
// payment of which a part was given to interest and fee.
type MovementArg struct {
	Date      calendar.Date
	Amount    money.Cents
	Accessory money.Cents // besides Amount
}

// UnmarshalText reads the date before the first "=" and the amount behind it.
func (m *MovementArg) UnmarshalText(b []byte) (err error) {
	date, amount, ok := strings.Cut(string(b), "=")
	if !ok {
		return fmt.Errorf("%q: want DATE=AMOUNT, as 2026-03-02=1200.00", b)
	}
	if m.Date, err = calendar.ParseLoose(date); err != nil {
		return err
	}
	m.Amount, m.Accessory, err = ParseBoth(amount)
	return err
}

// PaymentArg is a payment on the command line: AMOUNT or AMOUNT+ACCESSORY.
type PaymentArg struct {
	Amount    money.Cents
	Accessory money.Cents // besides Amount, to late interest and the fixed fee
}

// UnmarshalText reads both forms.
func (p *PaymentArg) UnmarshalText(b []byte) (err error) {
	p.Amount, p.Accessory, err = ParseBoth(string(b))
	return err
}

// ParseBoth reads AMOUNT or AMOUNT+ACCESSORY, both of one sign.
func ParseBoth(text string) (amount, accessory money.Cents, err error) {
	first, second, both := strings.Cut(text, "+")
	if amount, err = ParseAmount(first); err != nil {
		return 0, 0, err
	}
	if !both {
		return amount, 0, nil
	}
	if accessory, err = ParseAmount(second); err != nil {
		return 0, 0, fmt.Errorf("what goes to interest and fee: %w", err)
	}
	if amount < 0 && accessory > 0 || amount > 0 && accessory < 0 {
		return 0, 0, fmt.Errorf("%s and %s have not the same sign", amount, accessory)
	}
	return amount, accessory, nil
}
