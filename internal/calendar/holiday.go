package calendar

import (
	"slices"
	"time"
)

// Easter is Easter Sunday of a year in the Gregorian calendar, by the
// algorithm that Meeus, Jones and Butcher published.
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	g := (8*b + 13) / 25
	h := (19*a + b - b/4 - g + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// fixed holidays fall on the same day each year; no zones means everywhere.
var fixed = []struct {
	month time.Month
	day   int
	name  string
	zones []Zone
}{
	{time.January, 1, "Jour de l’An", nil},
	{time.May, 1, "Fête du Travail", nil},
	{time.May, 8, "Victoire de 1945", nil},
	{time.July, 14, "Fête nationale", nil},
	{time.August, 15, "Assomption", nil},
	{time.November, 1, "Toussaint", nil},
	{time.November, 11, "Armistice de 1918", nil},
	{time.December, 25, "Noël", nil},
	{time.December, 26, "Saint-Étienne", []Zone{AlsaceMoselle}},
	{time.April, 27, abolition, []Zone{Mayotte}},
	{time.May, 22, abolition, []Zone{Martinique}},
	// Saint-Martin: the law says 27 May, the published calendars 28 May
	{time.May, 27, abolition, []Zone{Guadeloupe, SaintMartin}},
	{time.May, 28, abolition, []Zone{SaintMartin}},
	{time.June, 10, abolition, []Zone{Guyane}},
	{time.October, 9, abolition, []Zone{SaintBarthelemy}},
	{time.December, 20, abolition, []Zone{LaReunion}},
}

const abolition = "Abolition de l’esclavage"

// movable holidays follow Easter Sunday by so many days.
var movable = []struct {
	days  int
	name  string
	zones []Zone
}{
	{-2, "Vendredi saint", []Zone{AlsaceMoselle}},
	{1, "Lundi de Pâques", nil},
	{39, "Ascension", nil},
	{50, "Lundi de Pentecôte", nil},
}

// HolidayName is the French name of the zone's public holiday on d, or "" when
// d is none.
func (d Date) HolidayName(z Zone) string {
	for _, f := range fixed {
		if f.month == d.Month && f.day == d.Day && holds(f.zones, z) {
			return f.name
		}
	}
	if d.Month < time.March || d.Month > time.June {
		return "" // Good Friday and Whit Monday lie between
	}
	after := d.Sub(Easter(d.Year))
	for _, m := range movable {
		if m.days == after && holds(m.zones, z) {
			return m.name
		}
	}
	return ""
}

// IsHoliday tells whether d is a public holiday in the zone.
func (d Date) IsHoliday(z Zone) bool { return d.HolidayName(z) != "" }

func holds(zones []Zone, z Zone) bool { return zones == nil || slices.Contains(zones, z) }
