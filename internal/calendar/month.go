package calendar

import (
	"cmp"
	"time"
)

// Compare is -1 when d is earlier than e, +1 when it is later, 0 when they are
// the same; slices.SortFunc takes it as Date.Compare.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// DaysIn is the number of days of a month.
func DaysIn(year int, month time.Month) int {
	return NewDate(year, month+1, 0).Day
}

// EndOfMonth is the last day of d's month.
func (d Date) EndOfMonth() Date { return NewDate(d.Year, d.Month+1, 0) }

// AddMonths moves the date by n months to the same day of the month, or to the
// month's last day where there is no such day (CPC 641): 31 January plus one
// month is 28 or 29 February. Years are twelve months.
func (d Date) AddMonths(n int) Date {
	first := NewDate(d.Year, d.Month+time.Month(n), 1)
	first.Day = min(d.Day, DaysIn(first.Year, first.Month))
	return first
}
