package calendar

import "time"

// IsBusinessDay tells whether d is neither a Saturday nor a Sunday nor a
// public holiday of the zone.
func (d Date) IsBusinessDay(z Zone) bool {
	wd := d.Weekday()
	return wd != time.Saturday && wd != time.Sunday && !d.IsHoliday(z)
}

// NextBusinessDay is d itself when it is a business day, else the first one
// after it.
func (d Date) NextBusinessDay(z Zone) Date {
	for !d.IsBusinessDay(z) {
		d = d.AddDays(1)
	}
	return d
}

// PreviousBusinessDay is d itself when it is a business day, else the last one
// before it.
func (d Date) PreviousBusinessDay(z Zone) Date {
	for !d.IsBusinessDay(z) {
		d = d.AddDays(-1)
	}
	return d
}

// AddBusinessDays is the n-th business day after d, or before it when n is
// negative; d is not counted, and n = 0 gives d even when it is a holiday.
func (d Date) AddBusinessDays(n int, z Zone) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if d.IsBusinessDay(z) {
			n--
		}
	}
	return d
}
