package calendar

import (
	"fmt"
	"time"
)

// Date is a civil date. The zero value means "no date". Dates compare with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate normalises its arguments the way time.Date does.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf is the civil date that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads an ISO 8601 date, "2026-03-02".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want a calendar date as 2026-03-02", s)
	}
	return DateOf(t), nil
}

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String gives the ISO 8601 form, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// UTC is midnight UTC of the date: for arithmetic and for storage as a date.
func (d Date) UTC() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// AddDays moves the date by n days.
func (d Date) AddDays(n int) Date { return DateOf(d.UTC().AddDate(0, 0, n)) }

// Sub counts the days from e to d.
func (d Date) Sub(e Date) int { return int(d.UTC().Sub(e.UTC()) / (24 * time.Hour)) }

// Before tells whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.UTC().Before(e.UTC()) }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return e.Before(d) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.UTC().Weekday() }

// MarshalText writes the ISO form; no date is the empty text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
