package tabular

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
)

// errDay is the error of a text that is no day of the calendar.
var errDay = errors.New("no such date")

// Order says which comes first in "03/04/2026".
type Order int

// The orders. A file that proves both is Mixed: no such date in it can be
// trusted.
const (
	DayFirst Order = iota
	MonthFirst
	Mixed
)

// Days collects what the dates of a file prove about their order.
type Days struct{ day, month int }

// See takes in one cell.
func (d *Days) See(cell string) {
	p := figures.FindStringSubmatch(withoutTime(cell))
	if p == nil {
		return
	}
	a, _ := strconv.Atoi(p[1])
	b, _ := strconv.Atoi(p[3])
	switch {
	case a > 12 && a <= 31 && b <= 12:
		d.day++
	case b > 12 && b <= 31 && a <= 12 && p[2] != ".": // points are written by people who put the day first
		d.month++
	}
}

// Order is what the file proves, DayFirst when it proves nothing.
func (d *Days) Order() Order {
	switch {
	case d.month > 0 && d.day > 0:
		return Mixed
	case d.month > 0:
		return MonthFirst
	}
	return DayFirst
}

var (
	figures = regexp.MustCompile(`^(\d{1,2})([/. -])(\d{1,2})[/. -](\d{4}|\d{2})$`)
	isoDay  = regexp.MustCompile(`^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$`)
	clock   = regexp.MustCompile(`(?i)(?:[ ,T]|\s+[aà@]\s+)\s*\d{1,2}\s*[:h]\s*\d{0,2}.*$`)
)

func withoutTime(s string) string {
	s = strings.TrimSpace(plainSigns.Replace(s))
	if at := clock.FindStringIndex(s); at != nil && at[0] >= 6 {
		s = strings.TrimSpace(s[:at[0]])
	}
	return s
}

// ParseDay reads a day: ISO (with or without a time), in figures with any
// separator, eight figures in a row, or with the month in French or English
// words. Two figures of a year mean 1980 to 2079. In Mixed order a day in
// figures is refused.
func ParseDay(cell string, order Order) (calendar.Date, error) {
	s := withoutTime(cell)
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		if d, err := civil(s[:4], s[4:6], s[6:]); err == nil {
			return d, nil
		}
		return civil(s[4:], s[2:4], s[:2])
	}
	if p := isoDay.FindStringSubmatch(s); p != nil {
		return civil(p[1], p[2], p[3])
	}
	if p := figures.FindStringSubmatch(s); p != nil {
		switch {
		case order == Mixed && p[2] != ".":
			return calendar.Date{}, errDay
		case order == MonthFirst && p[2] != ".":
			return civil(p[4], p[1], p[3])
		}
		return civil(p[4], p[3], p[1])
	}
	return inWords(s)
}

// ParseShortDay reads six figures, the day first ("020326"), as accounting
// software exports them; only a column of dates may be read so.
func ParseShortDay(cell string) (calendar.Date, error) {
	s := strings.TrimSpace(cell)
	if len(s) != 6 || strings.Trim(s, "0123456789") != "" {
		return calendar.Date{}, errDay
	}
	return civil(s[4:], s[2:4], s[:2])
}

// inWords reads "lundi 2 mars 2026", "1er févr. 2026", "March 2, 2026" and
// "02-Mar-26".
func inWords(s string) (calendar.Date, error) {
	if s == "" || strings.ContainsAny(s[:1], "-+/") {
		return calendar.Date{}, errDay
	}
	parts := strings.Fields(Heading(s))
	if len(parts) > 3 && weekday(parts[0]) {
		parts = parts[1:]
	}
	if len(parts) != 3 {
		return calendar.Date{}, errDay
	}
	day, month := parts[0], parts[1]
	if monthNumber(day) != "" {
		day, month = month, day
	}
	for _, ending := range []string{"er", "st", "nd", "rd", "th"} {
		day = strings.TrimSuffix(day, ending)
	}
	return civil(parts[2], monthNumber(month), day)
}

func weekday(s string) bool {
	return len(s) >= 3 && (strings.HasSuffix(s, "i") || strings.HasPrefix("dimanche", s) || strings.HasSuffix(s, "day") ||
		strings.Contains("lun mar mer jeu ven sam dim mon tue wed thu fri sat sun", s))
}

var months = [][2]string{
	{"janvier", "january"}, {"fevrier", "february"}, {"mars", "march"}, {"avril", "april"}, {"mai", "may"}, {"juin", "june"},
	{"juillet", "july"}, {"aout", "august"}, {"septembre", "september"}, {"octobre", "october"}, {"novembre", "november"}, {"decembre", "december"},
}

// monthNumber turns the name of a month, also shortened ("févr.", "Dec"), into
// figures; "" when it is none. "jui" and "ju" could be two months.
func monthNumber(s string) string {
	found := ""
	if len(s) < 3 {
		return ""
	}
	for i, names := range months {
		if strings.HasPrefix(names[0], s) || strings.HasPrefix(names[1], s) {
			if found != "" {
				return ""
			}
			found = strconv.Itoa(i + 1)
		}
	}
	return found
}

func civil(year, month, day string) (calendar.Date, error) {
	y, err1 := strconv.Atoi(year)
	m, err2 := strconv.Atoi(month)
	d, err3 := strconv.Atoi(day)
	if err := errors.Join(err1, err2, err3); err != nil || len(year) != 4 && len(year) != 2 {
		return calendar.Date{}, errDay
	}
	if len(year) == 2 {
		if y += 2000; y >= 2080 {
			y -= 100
		}
	}
	date := calendar.Date{Year: y, Month: time.Month(m), Day: d}
	if y < 1900 || y > 2200 || calendar.NewDate(y, time.Month(m), d) != date {
		return calendar.Date{}, errDay
	}
	return date, nil
}
