package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	midnight  = regexp.MustCompile(`[ t]00:00(:00(\.0+)?)?(z|[+-]00:?00)?$`)
	compact   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	yearFirst = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})$`)
	dayFirst  = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4}|\d{2})$`)
	dayName   = regexp.MustCompile(`^(\d{1,2})(?:er|st|nd|rd|th|\.)?[ -]([a-z]+)\.?,?[ -](\d{4}|\d{2})$`)
	nameDay   = regexp.MustCompile(`^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$`)
	weekday   = regexp.MustCompile(`^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday),? `)
)

// monthNames holds French, English and German names, folded.
var monthNames = months(
	"janvier janv jan january januar", "fevrier fevr fev february feb februar",
	"mars mar march marz maerz", "avril avr april apr", "mai may", "juin june jun juni",
	"juillet juil jul july juli", "aout aou august aug", "septembre sept sep september",
	"octobre oct october oktober okt", "novembre nov november", "decembre dec december dezember dez",
)

func months(names ...string) map[string]time.Month {
	m := map[string]time.Month{}
	for i, list := range names {
		for _, name := range strings.Fields(list) {
			m[name] = time.Month(i + 1)
		}
	}
	return m
}

// ParseLoose reads a date as people and spreadsheets write it: "2026-03-02",
// "20260302", "02/03/2026", "2-3-2026", "02.03.2026", "02/03/26" (the year is
// then 2026, never 1926), "2 mars 2026", "1er janvier 2026", "lundi 2 mars
// 2026", "2 March 2026", "March 2, 2026", "2. März 2026". The day always comes
// before a month in digits, except after a four-digit year. A midnight that a
// spreadsheet has added is ignored. A day that does not exist, as 30 February,
// and a year outside 1900 to 2199 are errors that say so.
func ParseLoose(s string) (Date, error) {
	text := strings.Join(strings.Fields(plain(s)), " ")
	text = weekday.ReplaceAllString(midnight.ReplaceAllString(text, ""), "")
	y, m, d, ok := looseParts(text)
	if !ok {
		return Date{}, fmt.Errorf("date %q: want a date as 02/03/2026 (day first), 2 mars 2026 or 2026-03-02", s)
	}
	if err := checkDay(y, m, d); err != nil {
		return Date{}, fmt.Errorf("date %q: %w", s, err)
	}
	return Date{y, m, d}, nil
}

// looseParts takes a text apart without checking that the day exists.
func looseParts(text string) (y int, m time.Month, d int, ok bool) {
	if p := compact.FindStringSubmatch(text); p != nil {
		return number(p[1]), time.Month(number(p[2])), number(p[3]), true
	}
	if p := yearFirst.FindStringSubmatch(text); p != nil {
		return number(p[1]), time.Month(number(p[3])), number(p[5]), p[2] == p[4]
	}
	if p := dayFirst.FindStringSubmatch(text); p != nil {
		return year(p[5]), time.Month(number(p[3])), number(p[1]), p[2] == p[4]
	}
	if p := dayName.FindStringSubmatch(text); p != nil {
		return year(p[3]), monthNames[p[2]], number(p[1]), monthNames[p[2]] != 0
	}
	if p := nameDay.FindStringSubmatch(text); p != nil {
		return number(p[3]), monthNames[p[1]], number(p[2]), monthNames[p[1]] != 0
	}
	return 0, 0, 0, false
}

// number reads up to four digits that a pattern has already checked.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// year reads two or four digits; two are of this century.
func year(s string) int {
	if len(s) == 2 {
		return 2000 + number(s)
	}
	return number(s)
}

// checkDay says why a day does not exist.
func checkDay(y int, m time.Month, d int) error {
	switch {
	case y < 1900 || y > 2199:
		return fmt.Errorf("the year %d is not between 1900 and 2199", y)
	case m > 12 && d <= 12:
		return fmt.Errorf("there is no month %d; the day comes first, as in %02d/%02d/%d", m, m, d, y)
	case m < 1 || m > 12:
		return fmt.Errorf("there is no month %d", m)
	case d < 1 || d > DaysIn(y, m):
		return fmt.Errorf("there is no day %d in %s %d, which has %d days", d, m, y, DaysIn(y, m))
	}
	return nil
}
