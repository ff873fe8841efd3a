package interest

import (
	"errors"
	"fmt"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

const (
	minYear = 1900 // payments may be old; only the days after the due date need a rate
	maxYear = 2200
	// maxAmount is a thousand billion euros: more is a slip of the keyboard,
	// and sums stay far from what cents can hold.
	maxAmount money.Cents = 100_000_000_000_000
)

// Payment is money that reached the creditor, or a credit note, in cents of
// euro. The day it bears still bears interest on the sum it pays.
type Payment struct {
	Date   calendar.Date `json:"date"`
	Amount money.Cents   `json:"amount"`
	// Accessory is the part of Amount that was given to interest and the fee, by
	// the payer's words or a person's decision: under PrincipalFirst it pays
	// those whatever principal is open. InterestFirst imputes by itself.
	Accessory money.Cents `json:"accessory,omitzero"`
}

// Input is one invoice and what happened to it.
type Input struct {
	Regime Regime
	// Rate is the agreed rate; the zero value is the regime's default. Only the
	// b2b regime applies a clause.
	Rate Rate
	// Rates is the table of reference rates; nil is the built-in one.
	Rates *Rates
	// Principal is the sum due including VAT, in cents of euro, before any
	// payment or credit note.
	Principal money.Cents
	Due       calendar.Date
	// On is the day of the statement, counted.
	On calendar.Date
	// Payments and Credits after On are left out, with a warning. Credits are
	// credit notes: they reduce principal from the day after their date, never
	// interest or the fee.
	Payments []Payment
	Credits  []Payment
	// Returns are payments that went back (a direct debit that was rejected, a
	// cheque without cover), in cents without sign. Each undoes the latest part
	// of what had been paid: surplus first, then the fee, interest and principal.
	// By convention principal is open again from the day after the return, as a
	// payment closes it from the day after its own date: while the money was
	// there the debtor was not late for it.
	Returns    []Payment
	Allocation Allocation // empty is PrincipalFirst
	// NoticeReceived is the day from which a formal notice counts: its delivery,
	// else the first presentation of a letter that was refused or never collected
	// (Cass. 1re civ., 20 January 2021, 19-20.680). A letter returned because the
	// address is wrong is no notice. Needed by b2c and non_professional, ignored
	// by the others.
	NoticeReceived *calendar.Date
	// Judgment is the day of the judgment that opened insolvency proceedings;
	// the claim is taken as born before it (C. com. L622-28, L622-7).
	Judgment *calendar.Date
	// WaiveInterest and WaiveFee record that the creditor gives them up.
	WaiveInterest bool
	WaiveFee      bool
	// UpToKnown counts interest up to the last day whose rate is known, with a
	// warning, where Compute would otherwise fail with UnknownRateError.
	UpToKnown bool
}

// InputError is a fault in one field of an Input or of an imputation, in words
// that say how to mend it. Field is a snake_case name: "principal", "due", "on",
// "payments", "credits", "returns", "regime", "allocation", "notice_received", "judgment".
type InputError struct {
	Field   string
	Problem string
}

// Error names the field and the fault.
func (e *InputError) Error() string { return e.Field + ": " + e.Problem }

func (in Input) validate() error {
	errs := []error{
		checkAmount("principal", in.Principal),
		checkDate("due", in.Due),
		checkDate("on", in.On),
	}
	if !in.Regime.valid() {
		errs = append(errs, &InputError{"regime", fmt.Sprintf("%q is not a regime: want b2b, b2c, public or non_professional", in.Regime)})
	}
	if _, err := ParseAllocation(string(in.Allocation)); err != nil {
		errs = append(errs, &InputError{"allocation", err.Error()})
	}
	errs = append(errs, checkMovements("payments", in.Payments)...)
	errs = append(errs, checkMovements("credits", in.Credits)...)
	errs = append(errs, checkMovements("returns", in.Returns)...)
	if in.NoticeReceived != nil {
		errs = append(errs, checkDate("notice_received", *in.NoticeReceived))
	}
	if in.Judgment != nil {
		errs = append(errs, checkDate("judgment", *in.Judgment))
	}
	return errors.Join(errs...)
}

func checkMovements(field string, ps []Payment) []error {
	var errs []error
	var sum money.Cents
	for i, p := range ps {
		name := fmt.Sprintf("%s[%d]", field, i)
		err := errors.Join(checkDate(name, p.Date), checkAmount(name, p.Amount))
		if err == nil && (p.Accessory < 0 || p.Accessory > p.Amount) {
			err = &InputError{name, fmt.Sprintf("the part %s for interest and fee is not within the amount %s", p.Accessory, p.Amount)}
		}
		errs = append(errs, err)
		if err != nil {
			continue
		}
		if sum += p.Amount; sum > maxAmount {
			return append(errs, &InputError{field, "add up to more than a thousand billion euros"})
		}
	}
	return errs
}

func checkAmount(field string, c money.Cents) error {
	switch {
	case c == 0:
		return &InputError{field, "amount is 0.00: give what is claimed or paid, as 1234.56"}
	case c < 0:
		return &InputError{field, fmt.Sprintf("amount %s is negative: give it without sign (a credit note is a credit, a returned payment a return)", c)}
	case c > maxAmount:
		return &InputError{field, fmt.Sprintf("amount %s is above a thousand billion euros: amounts are in euros with a decimal point, as 1234.56", c)}
	}
	return nil
}

func checkDate(field string, d calendar.Date) error {
	switch {
	case d.IsZero():
		return &InputError{field, "date is missing: give it as 2026-03-02"}
	case d.Month < time.January || d.Month > time.December || d != calendar.NewDate(d.Year, d.Month, d.Day):
		return &InputError{field, fmt.Sprintf("date %s does not exist", d)}
	case d.Year < minYear || d.Year > maxYear:
		return &InputError{field, fmt.Sprintf("date %s is outside the years %d to %d", d, minYear, maxYear)}
	}
	return nil
}
