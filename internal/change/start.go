package change

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Start says from when a version of a plan or text holds. The zero value is at once.
type Start struct {
	From   calendar.Date `json:"from,omitzero"`   // day, in the creditor's zone
	Starts time.Time     `json:"starts,omitzero"` // its first instant; UTC
}

// maxAhead is how many days ahead a version may start.
const maxAhead = 730

// StartOn gives the start of a version that holds from a day on, in the zone of the
// creditor's address; no day and today are at once. CodeInvalid for a day that is over
// or more than two years ahead.
func StartOn(c dunning.Creditor, from calendar.Date, now time.Time) (Start, error) {
	zone := calendar.ZoneOfAddress(c.Address.Country, c.Address.Postcode).Location()
	today := calendar.DateOf(now.In(zone))
	switch {
	case from.IsZero() || from == today:
		return Start{}, nil
	case from.Before(today):
		return Start{}, dunning.Errorf(dunning.CodeInvalid, "%s is over", from).WithHint("name a day to come, or none to apply it at once")
	case from.Sub(today) > maxAhead:
		return Start{}, dunning.Errorf(dunning.CodeInvalid, "%s is more than two years ahead", from).WithHint("name a day within two years")
	}
	return Start{From: from, Starts: time.Date(from.Year, from.Month, from.Day, 0, 0, 0, 0, zone).UTC()}, nil
}

// Begun tells whether a version that is agreed to holds at an instant.
func (s Start) Begun(now time.Time) bool { return !s.Starts.After(now) }
