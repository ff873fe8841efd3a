package inbox

import (
	"strings"
	"time"

	"relance/internal/calendar"
)

// loose reads a date that names its year, or gives none.
func loose(s string) calendar.Date {
	d, err := calendar.ParseLoose(s)
	if err != nil {
		return calendar.Date{}
	}
	return d
}

func bare(month string) string { return strings.TrimSuffix(month, ".") }

// monthOf reads the name of a month.
func monthOf(name string) time.Month { return loose("1 " + bare(name) + " 2024").Month }

// onDay is a day of a month, or none where the month has no such day.
func onDay(year int, month time.Month, day int) calendar.Date {
	first := calendar.NewDate(year, month, 1)
	if day < 1 || day > calendar.DaysIn(first.Year, first.Month) {
		return calendar.Date{}
	}
	return calendar.NewDate(first.Year, first.Month, day)
}

// withYear gives a day and month the year that fits: ahead, one that is not
// long past; back, one that is not to come.
func withYear(day int, month time.Month, sent calendar.Date, t tense) calendar.Date {
	if month < 1 || month > 12 {
		return calendar.Date{}
	}
	d := onDay(sent.Year, month, day)
	switch {
	case d.IsZero():
		return d
	case t == ahead && sent.Sub(d) > 180:
		return onDay(sent.Year+1, month, day)
	case t == back && d.After(sent):
		return onDay(sent.Year-1, month, day)
	}
	return d
}

// dayOfMonth is the next such day of a month, or the last one.
func dayOfMonth(day int, sent calendar.Date, t tense) calendar.Date {
	for i := range 3 {
		month := sent.Month + time.Month(i)
		if t == back {
			month = sent.Month - time.Month(i)
		}
		d := onDay(sent.Year, month, day)
		if !d.IsZero() && (t == ahead && d.After(sent) || t == back && !d.After(sent)) {
			return d
		}
	}
	return calendar.Date{}
}

func inDays(n int) func([]string, calendar.Date, tense) calendar.Date {
	return func(_ []string, sent calendar.Date, t tense) calendar.Date {
		if t == back && n > 0 || t == ahead && n < 0 {
			return calendar.Date{}
		}
		return sent.AddDays(n)
	}
}

// partOfMonth reads "fin avril", "mi-avril 2026": the last day of what is meant.
func partOfMonth(m []string, sent calendar.Date, t tense) calendar.Date {
	if m[3] != "" {
		return partOf(m[1], onDay(number(m[3]), monthOf(m[2]), 1))
	}
	d := withYear(1, monthOf(m[2]), sent, t)
	return partOf(m[1], d)
}

func partOf(word string, first calendar.Date) calendar.Date {
	if first.IsZero() {
		return first
	}
	switch word {
	case "debut":
		return first.AddDays(4)
	case "mi", "milieu":
		return first.AddDays(14)
	}
	return first.EndOfMonth()
}

// weekOf is the Monday of a day's week.
func weekOf(d calendar.Date) calendar.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

var weekdayNames = map[string]time.Weekday{"lundi": 1, "mardi": 2, "mercredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6, "dimanche": 0}

// onWeekday is the next such day, never the day of the mail itself; or the
// last one.
func onWeekday(m []string, sent calendar.Date, t tense) calendar.Date {
	day := weekdayNames[m[1]]
	if t == back || m[2] == "dernier" {
		n := (int(sent.Weekday()) - int(day) + 7) % 7
		if n == 0 && m[2] == "dernier" {
			n = 7
		}
		return sent.AddDays(-n)
	}
	n := (int(day) - int(sent.Weekday()) + 7) % 7
	if n == 0 {
		n = 7
	}
	switch m[2] {
	case "en huit":
		n += 7
	case "en quinze":
		n += 14
	case "de la semaine prochaine":
		return weekOf(sent).AddDays(7 + (int(day)+6)%7)
	}
	return sent.AddDays(n)
}

// later reads "sous 10 jours", "dans 3 semaines", "sous 48h".
func later(m []string, sent calendar.Date, t tense) calendar.Date {
	n := number(m[1])
	if t == back || n == 0 {
		return calendar.Date{}
	}
	switch unit := m[2]; {
	case strings.HasPrefix(unit, "j"):
		return sent.AddDays(n)
	case strings.HasPrefix(unit, "s"):
		return sent.AddDays(7 * n)
	case unit == "mois":
		return sent.AddMonths(n)
	}
	return sent.AddDays((n + 23) / 24)
}

// isoWeek reads "semaine 14": its Friday.
func isoWeek(m []string, sent calendar.Date, t tense) calendar.Date {
	week := number(m[1])
	if t == back || week < 1 || week > 53 {
		return calendar.Date{}
	}
	for _, year := range []int{sent.Year, sent.Year + 1} {
		// 4 January is always in week 1.
		friday := weekOf(calendar.Date{Year: year, Month: time.January, Day: 4}).AddDays(7*(week-1) + 4)
		if !friday.Before(sent) {
			return friday
		}
	}
	return calendar.Date{}
}
