// Package calendartest names the days on which software for deadlines fails:
// around holidays, weekends, leap days and changes of the clock. Tests start
// their stories on them instead of on the day they happen to run.
package calendartest

import (
	"time"

	"relance/internal/calendar"
)

// Day is a day to start a story on.
type Day struct {
	Name string
	Date calendar.Date
	Zone calendar.Zone // of the debtor; empty is Metropole
}

// kinds are the awkward days, each by a test that some day passes in any eight
// years.
var kinds = []struct {
	name string
	zone calendar.Zone
	is   func(calendar.Date) bool
}{
	{"a Friday before Christmas", "", func(d calendar.Date) bool {
		return d.Month == time.December && d.Day >= 18 && d.Day <= 24 && d.Weekday() == time.Friday
	}},
	{"the last day of the year", "", func(d calendar.Date) bool { return d.Month == time.December && d.Day == 31 }},
	{"the night the clocks go forward", "", func(d calendar.Date) bool { return lastSunday(d, time.March) }},
	{"the night the clocks go back", "", func(d calendar.Date) bool { return lastSunday(d, time.October) }},
	{"a leap day", "", func(d calendar.Date) bool { return d.Month == time.February && d.Day == 29 }},
	{"Good Friday in Alsace", calendar.AlsaceMoselle, func(d calendar.Date) bool { return d == calendar.Easter(d.Year).AddDays(-2) }},
	{"a Sunday in summer", "", func(d calendar.Date) bool { return d.Month == time.July && d.Weekday() == time.Sunday }},
}

func lastSunday(d calendar.Date, m time.Month) bool {
	return d.Month == m && d.Weekday() == time.Sunday && d.AddDays(7).Month != m
}

// Awkward gives the next day of each kind after a date.
func Awkward(after calendar.Date) []Day {
	out := make([]Day, len(kinds))
	for i, k := range kinds {
		out[i] = Day{k.name, next(after, k.is), k.zone}
	}
	return out
}

// Plain gives the next Monday in June after a date on which nothing is
// special, for stories that are about something else.
func Plain(after calendar.Date) calendar.Date {
	return next(after, func(d calendar.Date) bool {
		return d.Month == time.June && d.Weekday() == time.Monday && d.IsBusinessDay(calendar.Metropole)
	})
}

func next(after calendar.Date, is func(calendar.Date) bool) calendar.Date {
	d := after.AddDays(1)
	for !is(d) {
		d = d.AddDays(1)
	}
	return d
}
