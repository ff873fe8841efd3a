package query

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"relance/internal/calendar"
)

// Micro rounds an instant to the microseconds that PostgreSQL keeps, so that hashes can be repeated.
func Micro(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Day is a civil date as a parameter; null for none.
func Day(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.UTC()
}

// DayOf is the civil date of a column that may be null.
func DayOf(t *time.Time) calendar.Date {
	if t == nil {
		return calendar.Date{}
	}
	return calendar.DateOf(t.UTC())
}

// Instant is a time as a parameter; null for the zero time.
func Instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return Micro(t)
}

// TimeOf is the instant of a column that may be null.
func TimeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// Doing says what was being done when err happened, for the log; nil stays nil.
// Doors leave it out of what they tell a person.
func Doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return doing{what, err}
}

type doing struct {
	what  string
	cause error
}

// Error says what was being done, and what went wrong.
func (d doing) Error() string { return d.what + ": " + d.cause.Error() }

// Unwrap gives what went wrong.
func (d doing) Unwrap() error { return d.cause }

// Doing is what was being done.
func (d doing) Doing() string { return d.what }

// Sum is the key under which bytes are kept.
func Sum(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// Hex writes a hash as people and programs read it.
func Hex(b []byte) string { return hex.EncodeToString(b) }
