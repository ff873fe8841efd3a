package reconcile

import (
	"strconv"
	"time"

	"relance/internal/calendar"
)

// nearDays is how far from the booking a day that a text names may lie to be
// taken for the day of the transfer, the invoice or the period rather than for
// an invoice number.
const nearDays = 40

// written is a day, or a month, that the words of a reference spell: « 2026-11-20 »,
// « 20/11/26 », « 20261120 », « 11/2026 ».
type written struct {
	day   calendar.Date
	month bool // only a month is named
}

// dateIn reads words as a day or a month; ok is false when they spell none.
func dateIn(ws []word) (d written, ok bool) {
	var parts []string
	for _, w := range ws {
		if !w.numeric() {
			return written{}, false
		}
		parts = append(parts, w.text)
	}
	switch {
	case len(parts) == 1 && len(parts[0]) == 8:
		s := parts[0]
		if d.day, ok = day(s[:4], s[4:6], s[6:]); !ok {
			d.day, ok = day(s[4:], s[2:4], s[:2])
		}
	case len(parts) == 1 && len(parts[0]) == 6:
		s := parts[0]
		if d.day, ok = day("20"+s[4:], s[2:4], s[:2]); !ok {
			d.day, ok = day("20"+s[:2], s[2:4], s[4:])
		}
	case len(parts) == 2 && len(parts[0]) == 4 && len(parts[1]) <= 2:
		d.day, ok = day(parts[0], parts[1], "1")
		d.month = true
	case len(parts) == 2 && len(parts[1]) == 4 && len(parts[0]) <= 2:
		d.day, ok = day(parts[1], parts[0], "1")
		d.month = true
	case len(parts) == 3 && len(parts[0]) == 4 && len(parts[1]) <= 2 && len(parts[2]) <= 2:
		d.day, ok = day(parts[0], parts[1], parts[2])
	case len(parts) == 3 && len(parts[0]) <= 2 && len(parts[1]) <= 2 && (len(parts[2]) == 4 || len(parts[2]) == 2):
		year := parts[2]
		if len(year) == 2 {
			year = "20" + year
		}
		d.day, ok = day(year, parts[1], parts[0])
	}
	return d, ok
}

func day(year, month, dayOf string) (calendar.Date, bool) {
	y, err1 := strconv.Atoi(year)
	m, err2 := strconv.Atoi(month)
	d, err3 := strconv.Atoi(dayOf)
	date := calendar.Date{Year: y, Month: time.Month(m), Day: d}
	ok := err1 == nil && err2 == nil && err3 == nil && y >= 1990 && y < 2100 && calendar.NewDate(y, time.Month(m), d) == date
	return date, ok
}

// datelike finds an item of the set that the text names by nothing but what is
// a date as banks and debtors write it: one near the booking, a month, or one
// that meets the number only when zeros are dropped.
func (d *decider) datelike(set []*found) *found {
	for _, f := range set {
		if f.date == nil {
			continue
		}
		days := d.day().Sub(f.date.day)
		switch {
		case !f.verbatim, f.date.month && !f.announced:
			return f
		case !f.announced && days >= -nearDays && days <= nearDays:
			return f
		}
	}
	return nil
}
