package calendar

import (
	"fmt"
	"time"
)

var frenchMonths = [...]string{"janvier", "février", "mars", "avril", "mai", "juin",
	"juillet", "août", "septembre", "octobre", "novembre", "décembre"}

var frenchDays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// FrenchMonth is the French name of a month, in small letters: "août".
func FrenchMonth(m time.Month) string { return frenchMonths[(int(m)+11)%12] }

// FrenchWeekday is the French name of a weekday, in small letters: "lundi".
func FrenchWeekday(d time.Weekday) string { return frenchDays[(int(d)%7+7)%7] }

// French writes the date for a letter, "2 mars 2026" or "1er janvier 2026";
// no date is the empty text.
func (d Date) French() string {
	if d.IsZero() {
		return ""
	}
	day := fmt.Sprint(d.Day)
	if d.Day == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %d", day, FrenchMonth(d.Month), d.Year)
}

// FrenchLong writes the date with its weekday, "lundi 2 mars 2026".
func (d Date) FrenchLong() string {
	if d.IsZero() {
		return ""
	}
	return FrenchWeekday(d.Weekday()) + " " + d.French()
}

// FrenchShort writes the date for a table, "02/03/2026".
func (d Date) FrenchShort() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, int(d.Month), d.Year)
}

// English writes the date for a letter, "2 March 2026".
func (d Date) English() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}
