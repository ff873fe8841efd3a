package calendar

import (
	"slices"
	"time"
)

// WeekdaysOf makes a set.
func WeekdaysOf(days ...time.Weekday) Weekdays {
	var w Weekdays
	for _, d := range days {
		w |= 1 << d
	}
	return w
}

// Holiday is one public holiday.
type Holiday struct {
	Date Date
	Name string // in French, as in « Lundi de Pâques »
}

// Holidays lists the public holidays of a zone in a year, earliest first
// (C. travail L3133-1, L3134-13, L3422-2). A day that is two holidays at once,
// as Ascension on 1 May 2008, is there twice.
func Holidays(year int, z Zone) []Holiday {
	var hs []Holiday
	for _, f := range fixed {
		if holds(f.zones, z) {
			hs = append(hs, Holiday{Date{year, f.month, f.day}, f.name})
		}
	}
	easter := Easter(year)
	for _, m := range movable {
		if holds(m.zones, z) {
			hs = append(hs, Holiday{easter.AddDays(m.days), m.name})
		}
	}
	slices.SortStableFunc(hs, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return hs
}
