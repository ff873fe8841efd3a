package page

import (
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
)

// Today is the civil date of an instant in metropolitan France.
func Today(now time.Time) calendar.Date {
	return calendar.DateOf(now.In(calendar.Metropole.Location()))
}

// Late says how long an invoice has been due.
func Late(due, today calendar.Date) string {
	if n := today.Sub(due); n > 0 {
		return fr.Count(n, "jour", "jours")
	}
	return ""
}

// Hour writes the hour of an instant: "9 h 27", "14 h".
func Hour(t time.Time) string {
	t = t.In(calendar.Metropole.Location())
	text := strconv.Itoa(t.Hour()) + "\u00a0h"
	if t.Minute() > 0 {
		text += "\u00a0" + t.Format("04")
	}
	return text
}

// Earlier writes the hour of what was read before now; "" within a minute.
func Earlier(read, now time.Time) string {
	if read.IsZero() || now.Sub(read) < time.Minute {
		return ""
	}
	return Hour(read)
}

// When says an instant as people do: "aujourd’hui, 9 h", "hier, 16 h 12",
// "4 nov., 11 h 40".
func When(t time.Time, on calendar.Date) string {
	switch d := Today(t); on.Sub(d) {
	case 0:
		return "aujourd’hui, " + Hour(t)
	case 1:
		return "hier, " + Hour(t)
	default:
		return ShortDay(d, on) + ", " + Hour(t)
	}
}

// Moment says an instant in a record: "4 nov. 2026, 11 h 40". No instant is "".
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Day(Today(t)) + ", " + Hour(t)
}

// Day writes a day in a record, with its year: "4 nov. 2026". No day is "".
func Day(d calendar.Date) string { return ShortDay(d, calendar.Date{}) }

// LongDay writes a day with its weekday: "mardi 3 décembre", and its year unless it
// is this one. No day is "".
func LongDay(d, on calendar.Date) string {
	text := fr.Weekday(d)
	if d.Year == on.Year {
		text = strings.TrimSuffix(strings.TrimSuffix(text, strconv.Itoa(d.Year)), " ")
	}
	return text
}

// Away says how far a day is: "dans 4 jours", "demain", "aujourd’hui", "hier",
// "il y a 4 jours".
func Away(d, on calendar.Date) string {
	switch n := d.Sub(on); {
	case n > 1:
		return "dans " + fr.Count(n, "jour", "jours")
	case n == 1:
		return "demain"
	case n == 0:
		return "aujourd’hui"
	case n == -1:
		return "hier"
	default:
		return "il y a " + fr.Count(-n, "jour", "jours")
	}
}

var monthsShort = [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}

// ShortDay writes a day in a few letters, with its year unless it is this one.
func ShortDay(d, on calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	text := strconv.Itoa(d.Day)
	if d.Day == 1 {
		text += "er"
	}
	if text += "\u00a0" + monthsShort[d.Month-1]; d.Year != on.Year {
		text += "\u00a0" + strconv.Itoa(d.Year)
	}
	return text
}

// ShortWeekday names a day of the last week: "vendredi".
func ShortWeekday(d calendar.Date) string {
	name, _, _ := strings.Cut(fr.Weekday(d), " ")
	return name
}

// Since says how long ago something was.
func Since(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < 0, d < time.Minute:
		return "à l’instant"
	case d < time.Hour:
		return "il y a " + strconv.Itoa(int(d.Minutes())) + "\u00a0min"
	case Today(t) == Today(now) && t.In(calendar.Metropole.Location()).Hour() < 12:
		return "ce matin, " + Hour(t)
	}
	return When(t, Today(now))
}

// DueText says when an invoice was or is due, as a sentence.
func DueText(due, on calendar.Date) string {
	switch n := on.Sub(due); {
	case n > 0:
		return "Échue le " + fr.Date(due) + ", " + fr.Count(n, "jour", "jours") + " de retard."
	case n == 0:
		return "Échoit aujourd’hui."
	}
	return "Échoit " + LongDay(due, on) + ", " + Away(due, on) + "."
}

// Exact is an instant as programs write it.
func Exact(t time.Time) string { return t.UTC().Format(time.RFC3339) }
